import { errorOf } from '../errors.js'
import type { HistoryPage, HistoryRequest } from '../core/history.js'
import type { Members } from '../core/members.js'
import { isEncrypted, isPresence, type Frame } from '../core/protocol.js'
import type { Subscription } from '../core/subscription.js'
import { Dispatcher } from './dispatcher.js'
import type { Pusher } from './pusher.js'

/** A channel as pusher-js has it. */
export class Channel extends Dispatcher {
  readonly name: string

  constructor(
    private readonly subscription_: Subscription,
    readonly pusher: Pusher,
  ) {
    super()
    this.name = subscription_.name_
    this.unheard_ = event => pusher.log_(`No callbacks on ${this.name} for ${event}`)
  }

  get subscribed(): boolean {
    return this.subscription_.status_ === 'subscribed'
  }

  get subscriptionPending(): boolean {
    return this.subscription_.status_ === 'pending'
  }

  get subscriptionCancelled(): boolean {
    return this.subscription_.cancelled_
  }

  /** How many are subscribed, where the server counts. */
  get subscriptionCount(): number | undefined {
    return this.subscription_.count_
  }

  /** Sends a client event. Returns whether there was a connection to send it on. */
  trigger(event: string, data?: unknown): boolean {
    if (!event.startsWith('client-')) throw errorOf('event', `Not a client event: ${event}`)
    if (isEncrypted(this.name)) throw errorOf('event', `Clients may not send on ${this.name}`)
    return this.pusher.send_event(event, data, this.name)
  }

  subscribe(): void {
    this.pusher.resume_(this.subscription_)
  }

  unsubscribe(): void {
    this.pusher.unsubscribe(this.name)
  }

  /** A page of the past, newest first. Only on channels with history. Not in pusher-js. */
  history(request: HistoryRequest = {}): Promise<HistoryPage> {
    return this.pusher.pageOf_(this.name, request)
  }

  /** What the core hears on this channel. @internal */
  heard_(event: string, data: unknown, frame?: Frame): void {
    const metadata = frame && { ...(frame.user_id && isPresence(this.name) && { user_id: frame.user_id }) }
    this.emit(event, data, metadata)
  }
}

/** A channel that knows who is there. */
export class PresenceChannel extends Channel {
  readonly members: Members

  constructor(subscription: Subscription, pusher: Pusher) {
    super(subscription, pusher)
    this.members = subscription.members_
  }
}
