import { outcome } from './outcome.js'
import type { Anemone } from './anemone.js'
import { errorOf } from './errors.js'
import { ask, type EndpointOptions } from './core/authorize.js'
import { Listeners } from './core/listeners.js'
import { User } from './core/user.js'
import type { Abortable, Authenticate, UserSignals } from './types.js'

/** A user of your application, as your backend described them when they signed in. */
export interface SignedInUser {
  readonly id: string
  /** Everything that your backend said of them. */
  readonly data: { readonly id: string; readonly [field: string]: unknown }
  /**
   * Calls `listener` with what concerns the user: watched users who come and go, and events for them. Returns what
   * stops that.
   */
  on<Name extends keyof UserSignals>(event: Name, listener: (data: UserSignals[Name]) => void): () => void
  on(event: string, listener: (data: unknown) => void): () => void
}

export interface SignInOptions extends Abortable {
  /** Your endpoint that says who the user is: its URL, how to ask it, or a function. Default: `/pusher/user-auth`. */
  readonly auth?: string | EndpointOptions | Authenticate
}

/**
 * Signs a client in, now or as soon as it is connected, and again on each later connection. With an access token, as
 * whom the token names. A sign-in that rejects is over; one that fails on a later connection is an error of the client.
 *
 * @example
 * const user = await signIn(anemone, { auth: '/user-auth' })
 * user.on('mail', mail => show(mail))
 */
export function signIn(
  anemone: Pick<Anemone, 'state'>,
  { auth = '/pusher/user-auth', ...options }: SignInOptions = {},
): Promise<SignedInUser> {
  const { core_ } = anemone as Anemone
  const listeners = new Listeners()
  let signedIn = false
  return outcome<SignedInUser>(options, (resolve, reject) => {
    const user = new User(
      core_,
      async socketId =>
        typeof auth === 'function'
          ? auth({ socketId })
          : ask(typeof auth === 'string' ? { endpoint: auth } : auth, { socket_id: socketId }),
      {
        signedIn_: data => {
          signedIn = true
          resolve({
            id: data.id,
            data,
            on: (event: string, listener: (data: never) => void) => listeners.on_(event, listener),
          })
        },
        heard_: (event, data) => listeners.emit_(event, data),
        watched_: ({ name, user_ids }) => listeners.emit_(`pusher:${name}`, user_ids),
        refused_: cause => {
          reject(cause)
          if (signedIn) core_.fault_(errorOf('auth', 'The user is signed in no more', cause))
        },
      },
    )
    user.signIn_()
    return [() => signedIn || user.withdraw_()]
  })
}
