import { call } from '../core/listeners.js'

/** What comes with the events of a channel. */
export interface Metadata {
  /** Who sent it: only on client events of presence channels. */
  readonly user_id?: string
}

type Listener = (...args: never[]) => void

interface Binding {
  readonly event: string
  readonly callback: Listener
  readonly context: unknown
}

/** The event emitter of pusher-js: `bind` and its relations, as they are called there. */
export class Dispatcher {
  private bindings_: readonly Binding[] = []
  private global_: readonly Listener[] = []
  /** Called for events that nobody has bound. */
  protected unheard_: (event: string) => void = () => {}

  /** Calls `callback` with the data of each `event`, as a method of `context`. Binding twice calls twice. */
  bind<Data>(event: string, callback: (data: Data, metadata: Metadata) => void, context?: unknown): this {
    this.bindings_ = [...this.bindings_, { event, callback, context }]
    return this
  }

  /** Ends the bindings that have all of what is given. */
  unbind(event?: string | null, callback?: Listener | null, context?: unknown): this {
    this.bindings_ = this.bindings_.filter(
      binding =>
        (event && event !== binding.event) ||
        (callback && callback !== binding.callback) ||
        (context && context !== binding.context),
    )
    return this
  }

  /** Calls `callback` with the name and data of each event. */
  bind_global<Data>(callback: (event: string, data: Data) => void): this {
    this.global_ = [...this.global_, callback]
    return this
  }

  /** Ends that, for `callback` or all. */
  unbind_global(callback?: Listener): this {
    this.global_ = this.global_.filter(bound => callback && callback !== bound)
    return this
  }

  unbind_all(): this {
    return this.unbind().unbind_global()
  }

  /** Calls whoever has bound `event`; `metadata`, if there is any, is a second argument. */
  emit(event: string, data?: unknown, metadata?: unknown): this {
    for (const callback of this.global_) call(callback, event as never, data as never)
    const bound = this.bindings_.filter(binding => binding.event === event)
    const args = metadata ? [data, metadata] : data ? [data] : []
    for (const { callback, context } of bound) call(() => callback.apply(context ?? globalThis, args as never[]))
    if (!bound.length) this.unheard_(event)
    return this
  }
}
