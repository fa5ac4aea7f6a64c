import { errorOf, type AnemoneError } from './errors.js'
import type { Core } from './core/core.js'
import { Listeners } from './core/listeners.js'
import type { Members } from './core/members.js'
import { fields, type Frame } from './core/protocol.js'
import type { Subscription } from './core/subscription.js'
import { onAbort, outcome } from './outcome.js'
import type { Abortable, ChannelEvent, EventInfo, PresenceChannel } from './types.js'

/** What no event is called. */
const ANY = Symbol()
const END = Symbol()

/**
 * A channel of the modern face. All kinds are one class; the types say what each kind has. Those who subscribe get objects
 * that inherit from it, each with an `unsubscribe` of its own.
 */
export class ChannelHandle implements Omit<PresenceChannel, 'unsubscribe'> {
  private readonly listeners_ = new Listeners()
  /** Those who use it, each by what gives it back. */
  readonly uses_ = new Set<() => void>()
  /** Why this client is not in, and will not be: refused by the server, or left. */
  private refusal_: AnemoneError | undefined

  constructor(
    readonly name: string,
    readonly core_: Core,
    private readonly subscription_: Subscription,
  ) {}

  get subscribed(): boolean {
    return this.subscription_.status_ === 'subscribed'
  }

  get subscriptionCount(): number | undefined {
    return this.subscription_.count_
  }

  get members(): Members {
    return this.subscription_.members_
  }

  on(event: string | symbol, listener: (data: never, info: EventInfo) => void): () => void {
    return this.listeners_.on_(event, listener)
  }

  onAny(listener: (event: ChannelEvent) => void): () => void {
    return this.listeners_.on_(ANY, listener)
  }

  async *events(options: Abortable & { limit?: number } = {}): AsyncGenerator<ChannelEvent> {
    const { limit = 1_000 } = options
    const unread: ChannelEvent[] = []
    let wake = () => {}
    let ended = !this.uses_.size
    const end = () => {
      ended = true
      wake()
    }
    const stops = [
      this.onAny(event => {
        if (unread.length <= limit) unread.push(event)
        wake()
      }),
      this.listeners_.on_(END, end),
      onAbort(options, end),
    ]
    try {
      while (!ended) {
        if (unread.length > limit) throw errorOf('overflow', `${limit} events unread`)
        if (unread.length) yield unread.shift()!
        else await new Promise<void>(resolve => (wake = resolve))
      }
    } finally {
      for (const stop of stops) stop()
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<ChannelEvent> {
    return this.events()
  }

  ready(options: Abortable = {}): Promise<void> {
    return outcome<void>(options, (resolve, reject) => {
      if (this.refusal_) reject(this.refusal_)
      else if (this.subscribed) resolve()
      return [
        this.on('pusher:subscription_succeeded', () => resolve()),
        this.on('pusher:subscription_error', reject),
        this.on(END, reject),
      ]
    })
  }

  trigger(event: string, data: unknown): boolean {
    if (!event.startsWith('client-')) throw errorOf('event', `Not a client event: ${event}`)
    return this.core_.connection_.send_(event, data, this.name)
  }

  /** What the core hears on this channel. */
  heard_(event: string, data: unknown, frame?: Frame): void {
    if (event === 'pusher:subscription_succeeded') this.refusal_ = undefined
    else if (event === 'pusher:subscription_error') {
      const why = `${fields(data).error}`
      data = this.refusal_ = errorOf(/^[a-z_]+$/.test(why) ? why : 'auth', `${this.name}: ${why}`, data)
    }
    const info = { userId: frame?.user_id, position: frame?.position }
    this.listeners_.emit_(event, data, info)
    if (event === 'anemone:gap' || !event.startsWith('pusher:')) this.listeners_.emit_(ANY, { event, data, ...info })
  }

  /** Nobody uses it any more. */
  ended_(): void {
    this.listeners_.emit_(END, (this.refusal_ = errorOf('unsubscribed', 'Unsubscribed')))
  }
}
