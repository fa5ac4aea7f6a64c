import { errorOf } from '../errors.js'
import type { UserAuth } from './authorize.js'
import type { Core, Part } from './core.js'
import { fields, parsed, type Frame } from './protocol.js'
import { Subscription } from './subscription.js'

/** So long a sign-in may take that the server has been asked for. It refuses some by an error that names nothing. */
const ANSWER_TIMEOUT_MS = 10_000

/** Told what concerns the user: events sent to them, watched users who come and go, and failures to sign in. */
export interface UserListener {
  /** An event that the backend sent to this user. */
  heard_(event: string, data: unknown): void
  /** `online` or `offline`: users whom this one watches. */
  watched_(change: { readonly name: string; readonly user_ids: readonly string[] }): void
  signedIn_(user: NonNullable<User['data_']>): void
  refused_(cause: unknown): void
}

/** The user as whom this client signs in, on each new connection again. */
export class User implements Part {
  requested_ = false
  /** What the backend said of the user who is signed in; `null` while nobody is. */
  data_: { readonly id: string; readonly [field: string]: unknown } | null = null
  /** Where events for the user arrive. */
  channel_: Subscription | null = null
  private resolve_: (() => void) | undefined
  /** Runs while the server has not answered. */
  private timer_: ReturnType<typeof setTimeout> | undefined
  /** What the server said meanwhile. */
  private said_: unknown
  /** The channel of the last user, kept for its position: who signs in again gets what was missed. */
  private last_: Subscription | undefined

  constructor(
    readonly core_: Core,
    private readonly authenticate_: (socketId: string) => Promise<UserAuth>,
    private readonly listener_: UserListener,
  ) {
    core_.parts_.push(this)
  }

  /** Signs in, now or as soon as there is a connection. Once is enough. */
  signIn_(): void {
    if (this.requested_) return
    this.requested_ = true
    this.expect_()
    if (this.core_.ready_) this.up_()
  }

  /** Signs in no more. */
  withdraw_(): void {
    const { parts_ } = this.core_
    parts_.splice(parts_.indexOf(this), 1)
    this.requested_ = false
    this.leave_()
  }

  /** There is a connection: signs in, if that was asked for. */
  up_(): void {
    const { connection_, gate_ } = this.core_
    if (!this.requested_) return
    const socketId = connection_.socketId_!
    if (gate_) this.ask_({})
    else
      this.authenticate_(socketId).then(
        answer => {
          const { auth, user_data } = fields(answer) as unknown as UserAuth
          if (this.requested_ && connection_.socketId_ === socketId) this.ask_({ auth, user_data })
        },
        (cause: unknown) => {
          if (connection_.socketId_ === socketId) this.refused_(cause)
        },
      )
  }

  receive_(frame: Frame): void {
    const { event, data, channel } = frame
    if (channel) {
      if (channel === this.channel_?.name_) this.channel_.receive_(frame)
    } else if (event === 'pusher:error') this.said_ = data
    else if (event === 'pusher:signin_success') this.signedIn_(parsed(fields(data).user_data))
    else if (event === 'pusher_internal:watchlist_events')
      for (const change of (fields(data).events as []) ?? []) this.listener_.watched_(change)
  }

  /** The connection is gone, and the sign-in with it. */
  down_(): void {
    this.leave_()
    this.last_?.reset_()
    if (this.requested_) this.expect_()
  }

  private ask_(proof: Partial<UserAuth>): void {
    if (!this.core_.connection_.send_('pusher:signin', proof)) return
    this.said_ = undefined
    this.timer_ = setTimeout(() => {
      const { message = 'no answer' } = fields(this.said_)
      this.refused_(errorOf('auth', `Nobody was signed in: ${message}`, this.said_))
    }, ANSWER_TIMEOUT_MS)
  }

  private refused_(cause: unknown): void {
    this.listener_.refused_(cause)
    this.leave_()
  }

  private signedIn_(user: unknown): void {
    clearTimeout(this.timer_)
    const { id } = fields(user)
    if (typeof id !== 'string' || !id) {
      this.core_.fault_(errorOf('auth', 'The user who signed in has no id'))
      return this.leave_()
    }
    this.data_ = user as { id: string }
    this.core_.userId_ = id
    this.resolve_?.()
    const name = `#server-to-user-${id}`
    if (this.last_?.name_ !== name)
      this.last_ = new Subscription(name, this.core_, (event, data) => {
        if (!event.startsWith('pusher:')) this.listener_.heard_(event, data)
      })
    this.channel_ = this.last_
    this.channel_.subscribe_()
    this.listener_.signedIn_(this.data_)
  }

  private leave_(): void {
    clearTimeout(this.timer_)
    if (this.data_) this.core_.userId_ = undefined
    this.data_ = this.channel_ = null
    this.resolve_?.()
    this.resolve_ = undefined
  }

  private expect_(): void {
    if (!this.resolve_) this.core_.signingIn_ = new Promise(resolve => (this.resolve_ = resolve))
  }
}
