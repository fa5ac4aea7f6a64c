import { errorOf, type AnemoneError } from '../errors.js'
import { ask } from '../core/authorize.js'
import { Core } from '../core/core.js'
import { History, type HistoryPage, type HistoryRequest } from '../core/history.js'
import { isPresence } from '../core/protocol.js'
import type { Subscription } from '../core/subscription.js'
import { Tokens } from '../core/tokens.js'
import { webSocket } from '../core/transport.js'
import { User } from '../core/user.js'
import { encrypted } from '../encrypted.js'
import { appUrl } from '../endpoint.js'
import { Channel, PresenceChannel } from './channel.js'
import { ConnectionManager } from './connection.js'
import { Dispatcher } from './dispatcher.js'
import { addressOf, allowed, authenticationOf, authorizationOf, usesTls, type Options } from './options.js'
import { UserFacade } from './user.js'

/** The channels of a client, as pusher-js lists them. */
export interface Channels {
  readonly channels: Record<string, Channel>
  find(name: string): Channel | undefined
  all(): Channel[]
}

/**
 * A client of one app, with the shape of pusher-js 8.6: moving from it is a changed import. What differs is in
 * COMPATIBILITY.md.
 */
export class Pusher {
  /** All clients that were made. */
  static readonly instances: Pusher[] = []
  static readonly isReady = true
  /** Whether to write what happens to the console. */
  static logToConsole = false
  /** Takes what happens, one sentence each, instead of the console. */
  static log: ((message: string) => void) | undefined

  key: string
  options: Options
  readonly connection: ConnectionManager
  readonly user: UserFacade
  readonly channels: Channels
  /** Emits the events of all channels. */
  readonly global_emitter = new Dispatcher()
  private readonly core_: Core
  private readonly signIn_: User
  private readonly history_: History
  private address_: (scheme: string) => string

  /** @throws AnemoneError `host` if the options name no server; it never connects to a server they do not name */
  constructor(key: string, options: Options) {
    if (key == null) throw errorOf(4001, 'No app key')
    this.key = key
    this.options = options ?? {}
    this.address_ = addressOf(this.options)
    const channelAuth = authorizationOf(this.options, name => this.channel(name)!)
    const userAuth = authenticationOf(this.options)
    const { nacl, token, storage, activityTimeout, pongTimeout, unavailableTimeout, fallbacks = [] } = this.options
    const connection = (this.connection = new ConnectionManager(() => this.core_.connection_))
    const user = (this.user = new UserFacade(() => this.signIn_))
    this.core_ = new Core(
      {
        key_: key,
        transports_: allowed([webSocket(this.options.WebSocket), ...fallbacks], this.options),
        url_: scheme => appUrl(this.address_(scheme), this.key),
        tls_: usesTls(this.options),
        activityTimeout_: activityTimeout || 120_000,
        pongTimeout_: pongTimeout || 30_000,
        unavailableTimeout_: unavailableTimeout || 10_000,
        random_: Math.random,
        authorize_: async (channelName, socketId) => {
          const { customHandler } = channelAuth
          if (!customHandler) return ask(channelAuth, { socket_id: socketId, channel_name: channelName })
          await undefined // The handler may look for the channel, which is listed once `subscribe` has returned.
          return called(callback => customHandler({ socketId, channelName }, callback))
        },
        encryption_: nacl && encrypted(nacl),
        storage_: storage,
      },
      {
        moved_: (state, previous) => {
          this.log_(`State changed: ${previous} -> ${state}`)
          connection.moved_(state, previous)
        },
        waiting_: ms => connection.emit('connecting_in', Math.round(ms / 1_000)),
        failed_: fault => {
          this.log_(`Error: ${fault.message_} (${fault.code_})`)
          connection.failed_(fault)
        },
        error_: error => this.error_(error),
        received_: frame => {
          this.log_('Event received', frame)
          connection.emit('message', frame)
          if (!frame.event.startsWith('pusher_internal:')) this.global_emitter.emit(frame.event, frame.data)
        },
      },
    )
    this.signIn_ = new User(
      this.core_,
      socketId =>
        userAuth.customHandler
          ? called(callback => userAuth.customHandler!({ socketId }, callback))
          : ask(userAuth, { socket_id: socketId }),
      {
        signedIn_: () => {},
        heard_: (event, data) => user.emit(event, data),
        watched_: change => user.watchlist.emit(change.name, change),
        refused_: cause => user.refused_(cause),
      },
    )
    this.history_ = new History(this.core_)
    if (token) new Tokens(this.core_, token)
    const { channels_ } = this.core_
    const all = () => [...channels_.values()].map(({ face_ }) => face_ as Channel)
    this.channels = {
      find: name => channels_.get(name)?.face_ as Channel | undefined,
      all,
      get channels() {
        return Object.fromEntries(all().map(channel => [channel.name, channel]))
      },
    }
    Pusher.instances.push(this)
    this.connect()
  }

  connect(): void {
    this.connection.connect()
  }

  disconnect(): void {
    this.connection.disconnect()
  }

  /** Subscribes to a channel, now or as soon as there is a connection. `rewind`: so many past events first. */
  subscribe(name: string, { rewind }: { readonly rewind?: number } = {}): Channel {
    if (name.startsWith('#')) throw errorOf('event', `Cannot create a channel with name "${name}"`)
    const subscription = this.core_.subscribe_(name, rewind, (...heard) => this.channel(name)?.heard_(...heard))
    const channel = (subscription.face_ ??= new (isPresence(name) ? PresenceChannel : Channel)(subscription, this))
    return channel as Channel
  }

  unsubscribe(name: string): void {
    this.core_.unsubscribe_(name)
  }

  /** Subscribes to every channel that is listed and is not subscribed. */
  subscribeAll(): void {
    this.core_.subscribeAll_()
  }

  channel(name: string): Channel | undefined {
    return this.channels.find(name)
  }

  allChannels(): Channel[] {
    return this.channels.all()
  }

  /** Sends an event to the server. Returns whether there was a connection to send it on. */
  send_event(event: string, data: unknown, channel?: string): boolean {
    this.log_('Event sent', { event, data, channel })
    return this.connection.send_event(event, data, channel)
  }

  signin(): void {
    this.user.signin()
  }

  shouldUseTLS(): boolean {
    return usesTls(this.options)
  }

  /** Connects to another server, which `hosts` names, with another key; channels and bindings stay. */
  switchCluster({ appKey, cluster }: { readonly appKey: string; readonly cluster: string }): void {
    const options = { ...this.options, cluster }
    this.address_ = addressOf(options)
    this.key = appKey
    this.options = options
    this.core_.connection_.renew_()
  }

  bind<Data>(event: string, callback: (data: Data) => void, context?: unknown): this {
    this.global_emitter.bind(event, callback, context)
    return this
  }

  unbind(event?: string | null, callback?: ((...args: never[]) => void) | null, context?: unknown): this {
    this.global_emitter.unbind(event, callback, context)
    return this
  }

  bind_global<Data>(callback: (event: string, data: Data) => void): this {
    this.global_emitter.bind_global(callback)
    return this
  }

  unbind_global(callback?: (...args: never[]) => void): this {
    this.global_emitter.unbind_global(callback)
    return this
  }

  unbind_all(): this {
    this.global_emitter.unbind_all()
    return this
  }

  /** For pusher-js, which connects no client before this; here every client connects when it is made. */
  static ready(): void {
    for (const pusher of Pusher.instances) pusher.connect()
  }

  /** Subscribes to a channel that may have been left, unless another has taken its place. @internal */
  resume_(subscription: Subscription): void {
    const { channels_ } = this.core_
    const { name_ } = subscription
    if (!channels_.has(name_)) channels_.set(name_, subscription)
    this.subscribe(name_)
  }

  /** @internal */
  pageOf_(channel: string, request: HistoryRequest): Promise<HistoryPage> {
    return this.history_.ask_(channel, request)
  }

  /** @internal */
  log_(what: string, data?: unknown): void {
    const { log, logToConsole } = Pusher
    if (!log && !logToConsole) return
    const line = `Pusher :  : ${what} ${data === undefined ? '' : JSON.stringify(data)}`
    if (log) log(line)
    else console.log(line)
  }

  private error_(error: AnemoneError): void {
    this.log_(`Error: ${error.message} ${error.remedy}`)
    this.connection.emit('error', { type: 'AnemoneError', error })
  }
}

/** The answer of a handler that answers by calling back. */
function called<Answer>(handler: (callback: (error: unknown, answer: Answer | null) => void) => void): Promise<Answer> {
  return new Promise((resolve, reject) =>
    handler((error, answer) =>
      error || !answer ? reject(error ?? errorOf('auth', 'The handler gave nothing')) : resolve(answer),
    ),
  )
}
