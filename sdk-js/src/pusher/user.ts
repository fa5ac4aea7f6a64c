import type { User } from '../core/user.js'
import { refusalOf } from '../core/subscription.js'
import { Dispatcher } from './dispatcher.js'

/** The user of a client as pusher-js has it: emits what the backend sends them, and `pusher:signin_error`. */
export class UserFacade extends Dispatcher {
  /** Emits `online` and `offline`, with the `user_ids` of watched users. */
  readonly watchlist = new Dispatcher()

  constructor(private readonly user_: () => User) {
    super()
  }

  /** Signs in, now or as soon as there is a connection. */
  signin(): void {
    this.user_().signIn_()
  }

  get signin_requested(): boolean {
    return this.user_().requested_
  }

  get user_data(): User['data_'] {
    return this.user_().data_
  }

  /** Completes when a sign-in is over, however it ended; `null` while none was asked for. */
  get signinDonePromise(): Promise<void> | null {
    return this.user_().core_.signingIn_ ?? null
  }

  /** A sign-in failed. @internal */
  refused_(cause: unknown): void {
    this.emit('pusher:signin_error', refusalOf(cause))
  }
}
