import { call } from '../core/listeners.js'

/** A listener as pusher-js takes them. */
export type Callback = (data?: never, metadata?: never) => void
/** A listener for all events. */
export type GlobalCallback = (event: string, data?: never) => void

interface Binding {
  readonly event: string
  readonly callback: (...args: never[]) => void
  readonly context: unknown
}

/** The event emitter of pusher-js: `bind` and its relations, as they are called there. */
export class Dispatcher {
  private bindings_: readonly Binding[] = []
  private global_: readonly GlobalCallback[] = []
  /** Called for events that nobody has bound. */
  protected unheard_: (event: string) => void = () => {}

  /** Calls `callback` with the data of each `event`, as a method of `context`. Binding twice calls twice. */
  bind(event: string, callback: (data: any, metadata: any) => void, context?: unknown): this {
    this.bindings_ = [...this.bindings_, { event, callback, context }]
    return this
  }

  /** Ends the bindings that have all of what is given. */
  unbind(event?: string | null, callback?: ((...args: any[]) => void) | null, context?: unknown): this {
    this.bindings_ = this.bindings_.filter(
      binding =>
        (event && event !== binding.event) ||
        (callback && callback !== binding.callback) ||
        (context && context !== binding.context),
    )
    return this
  }

  /** Calls `callback` with the name and data of each event. */
  bind_global(callback: (event: string, data: any) => void): this {
    this.global_ = [...this.global_, callback]
    return this
  }

  /** Ends that, for `callback` or all. */
  unbind_global(callback?: (event: string, data: any) => void): this {
    this.global_ = this.global_.filter(bound => callback && callback !== bound)
    return this
  }

  unbind_all(): this {
    return this.unbind().unbind_global()
  }

  /** Calls whoever has bound `event`; `metadata`, if there is any, is a second argument. */
  emit(event: string, data?: unknown, metadata?: unknown): this {
    for (const callback of this.global_) call(callback, event, data as never)
    const bound = this.bindings_.filter(binding => binding.event === event)
    const args = metadata ? [data, metadata] : data ? [data] : []
    for (const { callback, context } of bound) call(() => callback.apply(context ?? globalThis, args as never[]))
    if (!bound.length) this.unheard_(event)
    return this
  }
}
