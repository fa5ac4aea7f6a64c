import { errorOf, type AnemoneError } from './errors.js'
import { ask } from './core/authorize.js'
import type { Fault, StateName } from './core/connection-listener.js'
import { Core } from './core/core.js'
import { Listeners } from './core/listeners.js'
import { webSocket } from './core/transport.js'
import { onAbort, outcome } from './outcome.js'
import { ChannelHandle } from './channel.js'
import { appUrl } from './endpoint.js'
import type { Abortable, AnemoneOptions, ChannelMap, ChannelOf, ConnectionState } from './types.js'

/**
 * A client of one app.
 *
 * @example
 * const anemone = new Anemone<Channels>({ url: 'https://realtime.example.com', key: 'app-key' })
 * anemone.subscribe('orders').on('created', order => show(order.id))
 */
export class Anemone<Channels extends object = ChannelMap> {
  /** @internal */
  readonly core_: Core
  private readonly listeners_ = new Listeners()
  private readonly channels_ = new Map<string, ChannelHandle>()
  private state_: ConnectionState = { name: 'initialized' }

  /** @throws AnemoneError `host` if `url` is none */
  constructor({
    url,
    key,
    auth = '/pusher/auth',
    token,
    encryption,
    fallbacks = [],
    WebSocket,
    storage,
    connect = true,
    activityTimeout = 120_000,
    pongTimeout = 30_000,
    unavailableTimeout = 10_000,
  }: AnemoneOptions) {
    const { tls, base } = addressOf(url)
    const report = (error: AnemoneError) => this.listeners_.emit_('error', error)
    this.core_ = new Core(
      {
        key_: key,
        transports_: [webSocket(WebSocket), ...fallbacks],
        url_: scheme => appUrl(`${scheme}://${base}${scheme.startsWith('http') ? '/pusher' : ''}`, key),
        tls_: tls,
        activityTimeout_: activityTimeout,
        pongTimeout_: pongTimeout,
        unavailableTimeout_: unavailableTimeout,
        random_: Math.random,
        authorize_: async (channel, socketId) =>
          typeof auth === 'function'
            ? auth({ channel, socketId })
            : ask(typeof auth === 'string' ? { endpoint: auth } : auth, { socket_id: socketId, channel_name: channel }),
        encryption_: encryption,
        storage_: storage,
      },
      {
        moved_: state => this.moved_(state),
        waiting_: retryInMs => this.set_({ name: this.core_.connection_.state_ as 'connecting', retryInMs }),
        failed_: fault => report(errorFrom(fault)),
        error_: report,
        received_: () => {},
      },
    )
    token?.(this.core_ as never)
    if (connect) this.connect()
  }

  /** Where the connection is. The same object until that changes. */
  get state(): ConnectionState {
    return this.state_
  }

  /** Calls `listener` with each new state, or each error that is nobody's answer; returns what stops that. */
  on(event: 'state', listener: (state: ConnectionState) => void): () => void
  on(event: 'error', listener: (error: AnemoneError) => void): () => void
  on(event: string, listener: (argument: never) => void): () => void {
    return this.listeners_.on_(event, listener)
  }

  /** Completes with the socket id when connected; rejects if the server refuses, or no transport works here. */
  ready(options: Abortable = {}): Promise<string> {
    return outcome(options, (resolve, reject) => {
      const look = (state: ConnectionState) => {
        if (state.name === 'connected') resolve(state.socketId)
        else if (state.name === 'failed' || state.name === 'disconnected')
          reject(state.error ?? errorOf('disconnected', 'Disconnected'))
      }
      look(this.state_)
      return [this.on('state', look)]
    })
  }

  /** Connects, if it does not already. */
  connect(): void {
    this.core_.connection_.connect_()
  }

  /** Ends the connection until {@link connect}. Channels stay, and are subscribed again then. */
  disconnect(): void {
    this.core_.connection_.disconnect_()
  }

  /**
   * Subscribes to a channel, now or as soon as there is a connection, and again after each loss of it.
   *
   * @param options `rewind`: how many past events to hear first, 1 to 100; `signal`: calls `unsubscribe()` when it aborts
   * @throws AnemoneError `encryption` for an encrypted channel without the option
   */
  subscribe<Name extends keyof Channels & string>(
    name: Name,
    options: Abortable & { readonly rewind?: number } = {},
  ): ChannelOf<Channels, Name> {
    const { channels_, core_ } = this
    let channel = channels_.get(name)
    if (!channel) {
      const subscription = core_.subscribe_(name, options.rewind, (...heard) => channels_.get(name)?.heard_(...heard))
      channel = new ChannelHandle(name, core_, subscription)
      channels_.set(name, channel)
    }
    const { uses_ } = channel
    const unsubscribe = () => {
      stop()
      if (!uses_.delete(unsubscribe) || uses_.size) return
      channels_.delete(name)
      core_.unsubscribe_(name)
      channel.ended_()
    }
    let stop = () => {}
    uses_.add(unsubscribe)
    stop = onAbort(options, unsubscribe)
    return Object.assign(Object.create(channel), { unsubscribe })
  }

  private moved_(name: StateName): void {
    const { socketId_, refusal_ } = this.core_.connection_
    this.set_(
      name === 'connected'
        ? { name, socketId: socketId_! }
        : name === 'failed'
          ? { name, error: errorOf('transport', 'No transport') }
          : name === 'disconnected' && refusal_
            ? { name, error: errorFrom(refusal_) }
            : { name },
    )
  }

  private set_(state: ConnectionState): void {
    this.state_ = state
    this.listeners_.emit_('state', state)
  }
}

const errorFrom = ({ code_, message_, cause_ }: Fault) => errorOf(code_, message_, cause_)

/** What a URL says of a server: whether it speaks TLS, and where it is, path prefix included. */
function addressOf(url: string | URL): { tls: boolean; base: string } {
  const [, secure, base] = /^(?:http|ws)(s?):\/\/([^?#]+?)\/?$/.exec(`${url}`) ?? []
  if (!base) throw errorOf('host', `Not the URL of a server: ${url}`)
  return { tls: !!secure, base }
}
