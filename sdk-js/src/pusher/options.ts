import { errorOf } from '../errors.js'
import type { ChannelAuth, EndpointOptions, UserAuth } from '../core/authorize.js'
import type { PositionStorage } from '../core/recovery.js'
import type { TokenSource } from '../core/tokens.js'
import type { Transport, WebSocketConstructor } from '../core/transport.js'
import type { SecretBox } from '../encrypted.js'
import type { Channel } from './channel.js'

export type ChannelAuthorizationCallback = (error: Error | null, data: ChannelAuth | null) => void
export type UserAuthenticationCallback = (error: Error | null, data: UserAuth | null) => void
export type ChannelAuthorizationHandler = (
  params: { socketId: string; channelName: string },
  callback: ChannelAuthorizationCallback,
) => void
export type UserAuthenticationHandler = (params: { socketId: string }, callback: UserAuthenticationCallback) => void

/** How to ask an endpoint, or a function that does. `transport` is `ajax`; JSONP is not supported. */
export interface AuthOptions<Handler> extends EndpointOptions {
  readonly transport?: 'ajax' | undefined
  readonly customHandler?: Handler | null | undefined
}

/** Where the server of a cluster is. */
export interface HostOptions {
  readonly wsHost?: string | undefined
  readonly wsPort?: number | undefined
  readonly wssPort?: number | undefined
  readonly wsPath?: string | undefined
  /** Where the fallbacks are. Default: where WebSocket is. */
  readonly httpHost?: string | undefined
  readonly httpPort?: number | undefined
  readonly httpsPort?: number | undefined
  readonly httpPath?: string | undefined
}

/** The options of pusher-js, and what this library adds. */
export interface Options extends HostOptions {
  /** Accepted and ignored with `wsHost`; else looked up in `hosts`. */
  readonly cluster?: string | undefined
  /** Where each cluster is: a host, or more. */
  readonly hosts?: Readonly<Record<string, string | HostOptions>> | undefined
  readonly forceTLS?: boolean | undefined
  readonly activityTimeout?: number | undefined
  readonly pongTimeout?: number | undefined
  readonly unavailableTimeout?: number | undefined
  readonly enabledTransports?: readonly string[] | undefined
  readonly disabledTransports?: readonly string[] | undefined
  readonly channelAuthorization?: AuthOptions<ChannelAuthorizationHandler> | undefined
  readonly userAuthentication?: AuthOptions<UserAuthenticationHandler> | undefined
  /** The older forms of `channelAuthorization`. */
  readonly authEndpoint?: string | undefined
  readonly authTransport?: 'ajax' | undefined
  readonly auth?: Pick<EndpointOptions, 'params' | 'headers'> | undefined
  readonly authorizer?: AuthorizerGenerator | undefined
  /** tweetnacl, for encrypted channels. */
  readonly nacl?: SecretBox | undefined

  /** Accepted and without effect: no statistics are collected, and nothing else is sent to anybody. */
  readonly enableStats?: boolean | undefined
  readonly disableStats?: boolean | undefined
  readonly statsHost?: string | undefined
  readonly timelineParams?: unknown
  readonly ignoreNullOrigin?: boolean | undefined

  /** What to try where WebSocket does not get through; from `@anemone/client/fallbacks`. */
  readonly fallbacks?: readonly Transport[] | undefined
  /** The constructor, where the platform has none. */
  readonly WebSocket?: WebSocketConstructor | undefined
  /** An access token instead of signatures, or what fetches one. */
  readonly token?: TokenSource | undefined
  /** Such as `sessionStorage`: a page that is loaded again goes on where it was. */
  readonly storage?: PositionStorage | undefined
}

export type AuthorizerGenerator = (
  channel: Channel,
  options: { authTransport: 'ajax'; authEndpoint: string; auth: Pick<EndpointOptions, 'params' | 'headers'> },
) => { authorize(socketId: string, callback: ChannelAuthorizationCallback): void }

/**
 * The address that `options` name, by scheme, without the app.
 *
 * @throws AnemoneError `host` if they name none: there is no default, least of all somebody else's servers
 */
export function addressOf(options: Options): (scheme: string) => string {
  const { cluster, hosts = {} } = options
  const named = cluster && Object.hasOwn(hosts, cluster) ? hosts[cluster] : {}
  const {
    wsHost,
    wsPort = 80,
    wssPort = 443,
    wsPath = '',
    ...http
  } = {
    ...(typeof named === 'string' ? { wsHost: named } : named),
    ...defined(options),
  }
  if (!wsHost) throw errorOf('host', `No host for cluster ${cluster}`)
  const { httpHost = wsHost, httpPort = wsPort, httpsPort = wssPort, httpPath = `${wsPath}/pusher` } = http
  const places: Record<string, string> = {
    ws: `${wsHost}:${wsPort}${wsPath}`,
    wss: `${wsHost}:${wssPort}${wsPath}`,
    http: `${httpHost}:${httpPort}${httpPath}`,
    https: `${httpHost}:${httpsPort}${httpPath}`,
  }
  return scheme => `${scheme}://${places[scheme]}`
}

/** What of `options` is set: `undefined` and `null` do not stand in for a host. */
const defined = (options: Options): HostOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value != null && value !== ''))

/** Whether to connect with TLS: unless told otherwise, and always from a page that came with it. */
export const usesTls = ({ forceTLS }: Options): boolean =>
  forceTLS !== false || (globalThis as { location?: Location }).location?.protocol === 'https:'

/** Which transports `options` allow. */
export function allowed(
  transports: readonly Transport[],
  { enabledTransports, disabledTransports = [] }: Options,
): Transport[] {
  const has = (names: readonly string[], { name }: Transport) =>
    names.includes(name) || (name === 'ws' && names.includes('wss'))
  return transports.filter(
    one => (!enabledTransports || has(enabledTransports, one)) && !disabledTransports.includes(one.name),
  )
}

/** How to authorize channels, from the newer or the older options. */
export function authorizationOf(
  options: Options,
  channelOf: (name: string) => Channel,
): AuthOptions<ChannelAuthorizationHandler> {
  const {
    channelAuthorization,
    authEndpoint = '/pusher/auth',
    authTransport: transport,
    auth = {},
    authorizer,
  } = options
  if (channelAuthorization) return ajax({ endpoint: '/pusher/auth', ...channelAuthorization })
  return ajax({
    endpoint: authEndpoint,
    transport,
    params: auth.params,
    headers: auth.headers,
    customHandler:
      authorizer &&
      (({ socketId, channelName }, callback) =>
        authorizer(channelOf(channelName), { authTransport: 'ajax', authEndpoint, auth }).authorize(
          socketId,
          callback,
        )),
  })
}

export const authenticationOf = ({ userAuthentication }: Options): AuthOptions<UserAuthenticationHandler> =>
  ajax({ endpoint: '/pusher/user-auth', ...userAuthentication })

function ajax<Handler>(auth: AuthOptions<Handler>): AuthOptions<Handler> {
  const { transport = 'ajax' } = auth
  if (transport !== 'ajax') throw errorOf('auth', `Not supported: ${transport}`)
  return auth
}
