import { errorOf } from '../errors.js'
import type { ChannelAuth } from './authorize.js'
import type { Core } from './core.js'
import type { Decryptor } from './encryption.js'
import { Members } from './members.js'
import { Recovery } from './recovery.js'
import { fields, isEncrypted, isGuarded, isPresence, parsed, type Frame } from './protocol.js'

/** Told what happens on a channel, under the names pusher-js uses, and `anemone:gap`. */
export type Heard = (event: string, data: unknown, frame?: Frame) => void

/**
 * This client's share in one channel, which outlives connections. `idle`: not subscribed, and nothing under way.
 * `pending`: asked for. A subscription that is cancelled while pending ends when the answer is there.
 */
export class Subscription {
  status_: 'idle' | 'pending' | 'subscribed' = 'idle'
  cancelled_ = false
  /** How many are subscribed, where the server counts. */
  count_: number | undefined
  readonly members_ = new Members()
  readonly recovery_: Recovery
  /** How many past events to ask for, once. */
  rewind_: number | undefined
  /** What a face of the library makes of it. */
  face_: unknown
  private decryptor_: Decryptor | undefined
  /** The position that the pending subscription named. */
  private asked_: string | undefined
  /** Takes what the server says when it lets this client in. */
  private answered_: ((auth: ChannelAuth) => void) | undefined

  constructor(
    readonly name_: string,
    private readonly core_: Core,
    private readonly heard_: Heard,
  ) {
    const { key_, storage_, encryption_ } = core_.config_
    this.recovery_ = new Recovery(`anemone:${key_}:${name_}`, storage_)
    if (isEncrypted(name_)) {
      if (!encryption_) throw errorOf('encryption', `Encrypted: ${name_}`)
      this.decryptor_ = encryption_(() =>
        core_.gate_ ? this.askAgain_() : core_.config_.authorize_(name_, core_.connection_.socketId_!),
      )
    }
  }

  /** Asks for the channel, unless that is done already. Needs a connection. */
  subscribe_(): void {
    if (this.status_ !== 'idle') return
    this.status_ = 'pending'
    // With a token, the server knows what this client may do.
    if (isGuarded(this.name_) && !this.core_.gate_) void this.authorize_()
    else this.send_()
  }

  /** Ends the subscription: at once, or when the answer to it is there. */
  unsubscribe_(): void {
    if (this.status_ === 'pending') this.cancelled_ = true
    else {
      if (this.status_ === 'subscribed') this.core_.connection_.send_('pusher:unsubscribe', { channel: this.name_ })
      this.end_()
    }
  }

  /** The connection is gone, and the subscription with it. */
  reset_(): void {
    if (this.cancelled_) this.end_()
    this.status_ = 'idle'
    this.members_.clear_()
  }

  /** Subscribes anew, for the answer: with a token, it has the key. If not subscribed, waits for the next answer. */
  private askAgain_(): Promise<ChannelAuth> {
    if (this.status_ === 'subscribed') {
      this.core_.connection_.send_('pusher:unsubscribe', { channel: this.name_ })
      this.status_ = 'idle'
      this.subscribe_()
    }
    return new Promise(resolve => (this.answered_ = resolve))
  }

  private end_(): void {
    this.status_ = 'idle'
    this.recovery_.forget_()
    this.core_.channels_.delete(this.name_)
  }

  /** Takes a message of this channel. */
  receive_(frame: Frame): void {
    const { event, data } = frame
    const told = event.replace('pusher_internal', 'pusher')
    switch (told) {
      case 'pusher:subscription_succeeded':
        return this.succeeded_(frame)
      case 'pusher:subscription_count':
        this.count_ = Number(fields(data).subscription_count) || this.count_
        return this.heard_(told, data)
      case 'pusher:member_added':
        return this.heard_(told, this.members_.add_(data))
      case 'pusher:member_removed': {
        const member = this.members_.remove_(data)
        if (member) this.heard_(told, member)
        return
      }
      case 'pusher:subscription_error':
        return this.refused_(data)
      case 'anemone:gap':
        return this.gap_(fields(data))
    }
    const { position } = frame
    // Of what this client published itself, the server tells the position alone.
    if (!this.recovery_.passes_(position, !this.decryptor_) || told !== event || event.startsWith('anemone:')) return
    if (this.decryptor_ && !event.startsWith('pusher:')) {
      this.decryptor_.open(
        data,
        opened => {
          if (position) this.recovery_.keep_(position)
          this.heard_(event, opened, frame)
        },
        (why, cause) => this.core_.fault_(errorOf('encryption', `${this.name_}: ${why}`, cause)),
      )
    } else this.heard_(event, data, frame)
  }

  private async authorize_(): Promise<void> {
    const { name_, core_ } = this
    const { config_, connection_ } = core_
    const socketId = connection_.socketId_!
    let auth: ChannelAuth | undefined
    let id: unknown
    let refusal
    try {
      // Endpoints have been seen to answer null.
      auth = fields(await config_.authorize_(name_, socketId)) as unknown as ChannelAuth
      this.decryptor_?.useKey(auth)
      if (isPresence(name_)) {
        if (!auth.channel_data) await core_.signingIn_
        id = auth.channel_data ? fields(parsed(auth.channel_data)).user_id : core_.userId_
        if (id === undefined) throw errorOf('auth', 'No channel_data and no user')
      }
    } catch (cause) {
      refusal = refusalOf(cause)
    }
    // Meanwhile another connection may have come, for which another authorization is under way.
    if (this.status_ !== 'pending' || connection_.socketId_ !== socketId) return
    if (refusal) this.refused_(refusal)
    else if (this.cancelled_) this.end_()
    else {
      this.members_.myID = `${id}` // Of use on presence channels only.
      this.send_(auth)
    }
  }

  private send_({ auth, channel_data }: Partial<ChannelAuth> = {}): void {
    const since = this.recovery_.position_
    const rewind = since === undefined ? this.rewind_ : undefined
    this.asked_ = since
    this.core_.connection_.send_('pusher:subscribe', { auth, channel_data, channel: this.name_, since, rewind })
  }

  private succeeded_({ data, position, recovered }: Frame): void {
    this.status_ = 'subscribed'
    if (this.cancelled_) return this.unsubscribe_()
    const since = this.asked_
    this.asked_ = undefined
    // What is recovered follows, and moves the position itself.
    if (!recovered) this.recovery_.moveTo_(position)
    if (fields(data).shared_secret) this.decryptor_?.useKey(fields(data))
    this.answered_?.(data as ChannelAuth)
    if (isPresence(this.name_)) this.members_.all_(data, this.core_.userId_)
    this.heard_('pusher:subscription_succeeded', isPresence(this.name_) ? this.members_ : data)
    if (since !== undefined && !recovered && this.status_ === 'subscribed') this.gap_({ from: since, to: position })
  }

  private refused_(data: unknown): void {
    this.status_ = 'idle'
    if (this.cancelled_) this.end_()
    else this.heard_('pusher:subscription_error', data)
  }

  /** What was between the two is lost to this client. */
  private gap_({ from, to }: { readonly from?: unknown; readonly to?: unknown }): void {
    this.recovery_.moveTo_(to as string | undefined)
    this.heard_('anemone:gap', { from, to })
  }
}

/** What listeners are told of an authorization that failed, as pusher-js tells it. */
export function refusalOf(error: unknown): {
  readonly type: string
  readonly error: string
  readonly status?: unknown
} {
  const { message = `${error}`, cause } = fields(error)
  return { type: 'AuthError', error: `${message}`, ...fields(cause) }
}
