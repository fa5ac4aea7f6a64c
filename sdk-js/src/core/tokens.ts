import { addRemedies, errorOf } from '../errors.js'
import type { Core, Part } from './core.js'
import { fields, type Frame } from './protocol.js'
import { backoffMs } from './reconnect.js'

/** An access token, or what fetches one from your backend. */
export type TokenSource = string | (() => string | Promise<string>)

/** Renewed when this part of its life is over. */
const RENEW_AT = 0.8
/** A callback that gives the same old token again and again is asked no more often than this. */
const MIN_RENEWAL_MS = 1_000
/** So long a callback may take, and the server to judge what it gave. */
const PATIENCE_MS = 15_000
/** What timers can wait at most. */
const MAX_TIMER_MS = 2 ** 31 - 1

/**
 * Keeps a valid token on the server: presents one on each new connection before anything is subscribed, and the next
 * before it expires. At most one is fetched at any time, and a token that is still good is used again.
 */
export class Tokens implements Part {
  private token_: string | undefined
  private goodUntil_ = 0
  private fetching_: Promise<string> | undefined
  private timer_: ReturnType<typeof setTimeout> | undefined
  private failures_ = 0
  /** Runs while the server has not judged the token. */
  private patience_: ReturnType<typeof setTimeout> | undefined
  private answered_: ((refusal?: string) => void) | undefined

  constructor(
    private readonly core_: Core,
    private readonly source_: TokenSource,
  ) {
    core_.parts_.push(this)
    addRemedies(REMEDIES)
    core_.gate_ = () => this.present_()
  }

  /**
   * Completes when the server has judged a token, or when there is none to judge. Never rejects. A token that was good
   * and is refused is followed by a fresh one; what cannot be fetched or judged now is tried again later.
   */
  async present_(): Promise<void> {
    const { connection_, config_ } = this.core_
    const socketId = connection_.socketId_
    const current = () => connection_.up_() && connection_.socketId_ === socketId
    const reusable = typeof this.source_ === 'function' && Date.now() < this.goodUntil_
    let refusal: string | undefined
    for (const fresh of reusable ? [false, true] : [true]) {
      let token
      try {
        token = await this.get_(fresh)
      } catch (cause) {
        if (!current()) return
        this.core_.fault_(errorOf('token', 'No access token', cause))
        return this.presentIn_(backoffMs(this.failures_++, config_.random_))
      }
      if (!current()) return
      connection_.send_('anemone:token', { token })
      this.answer_()
      refusal = await new Promise(resolve => {
        this.answered_ = resolve
        this.patience_ = setTimeout(() => this.answer_('unavailable'), PATIENCE_MS)
      })
      if (!refusal) return
    }
    this.core_.fault_(errorOf(refusal!, 'The access token was not accepted'))
    if (refusal === 'unavailable' && current()) this.presentIn_(backoffMs(this.failures_++, config_.random_))
  }

  /** Takes the server's word on the token. */
  receive_({ event, data }: Frame): void {
    const { expires_in, user_id, code } = fields(data)
    if (event === 'anemone:token_expiring') this.renewIn_(0)
    else if (event === 'anemone:token_accepted') {
      const goodMs = Number(expires_in) * 1_000 * RENEW_AT
      if (user_id) this.core_.userId_ = `${user_id}`
      this.failures_ = 0
      this.goodUntil_ = Date.now() + goodMs
      this.renewIn_(goodMs)
      this.answer_()
    } else if (event === 'anemone:token_refused') {
      this.goodUntil_ = 0
      this.answer_(`${code}`)
    }
  }

  /** The connection is gone: what is good is kept for the next. */
  down_(): void {
    clearTimeout(this.timer_)
    this.answer_()
  }

  private get_(fresh: boolean): Promise<string> | string {
    const { source_ } = this
    if (typeof source_ !== 'function') return source_
    if (!fresh && this.token_ !== undefined) return this.token_
    this.fetching_ ??= new Promise<string>((resolve, reject) => {
      const timer = setTimeout(reject, PATIENCE_MS, 'No answer in 15 s')
      ;(async () => source_())().then(resolve, reject).finally(() => clearTimeout(timer))
    })
      .then(token => (this.token_ = token))
      .finally(() => (this.fetching_ = undefined))
    return this.fetching_
  }

  private renewIn_(ms: number): void {
    clearTimeout(this.timer_)
    if (typeof this.source_ === 'function' && ms <= MAX_TIMER_MS) this.presentIn_(Math.max(ms, MIN_RENEWAL_MS))
  }

  private presentIn_(ms: number): void {
    clearTimeout(this.timer_)
    this.timer_ = setTimeout(() => {
      this.goodUntil_ = 0
      void this.present_().then(() => this.core_.subscribeAll_())
    }, ms)
  }

  private answer_(refusal?: string): void {
    clearTimeout(this.patience_)
    this.answered_?.(refusal)
    this.answered_ = undefined
  }
}

const REMEDIES = {
  channel_not_allowed: 'Give the token a capability for the channel.',
  encrypted_channel: 'Give the app an encryption-master-key.',
  token: 'Look at what the callback did.',
  token_expired: 'Give a callback that fetches a new token.',
  token_invalid: 'Compare the key that signs it with the keys of the app.',
  token_not_yet_valid: 'Set the clock of whoever signs it.',
  token_revoked: 'Sign in again.',
  token_without_user: 'Put the id of the user into sub.',
  unavailable: 'Try again later.',
  user_changed: 'Connect again.',
  user_too_large: 'Shorten sub or user_info.',
}
