import { createRequire } from 'node:module'
import { APP } from '../integration/anemone.js'
import { PusherJs } from '../integration/libraries.js'
import type { Transport } from '../src/core/transport.js'
import { Link, type Route } from './link.js'
import type { Heard } from './tally.js'
import { EVENT, type Tick } from './writer.js'

const require = createRequire(import.meta.url)
const { Anemone }: typeof import('../src/index.js') = require('../dist/cjs/index.js')
const { xhrPolling, xhrStreaming }: typeof import('../src/fallbacks.js') = require('../dist/cjs/fallbacks.js')

/** Short, so that a network that is silent is noticed within a trial; but not so short that a busy machine seems so. */
const ACTIVITY_MS = 4_000
const PONG_MS = 10_000

const NO_WEB_SOCKET = class {
  constructor() {
    throw new Error('No WebSocket here')
  }
} as never

/** What a listener is: this library over one of its transports, or pusher-js. */
export type Kind = 'WebSocket' | 'XHR streaming' | 'XHR polling' | 'pusher-js'

const FALLBACKS: Partial<Record<Kind, () => Transport>> = { 'XHR streaming': xhrStreaming, 'XHR polling': xhrPolling }

/** A client on some channels, behind a network of its own, and all that it has heard. */
export class Listener {
  /** By channel, in the order in which it came. */
  readonly heard = new Map<string, Heard[]>()
  connected = false
  /** How often it has connected. */
  connections = 0
  /** How many events it has heard. */
  received = 0
  /** How many of these were published before the connection over which they came was there. */
  recovered = 0
  /** Has the client try at once to connect, as a browser does that sees the network come back. */
  hurry = () => {}
  private connectedAt_ = 0
  private disconnect_ = () => {}

  private constructor(
    readonly kind: Kind,
    readonly link: Link,
  ) {}

  /** Connects a client, and completes when it is subscribed to all `channels`. */
  static async open(kind: Kind, channels: readonly string[], route: Route): Promise<Listener> {
    const listener = new Listener(kind, await Link.open(route))
    for (const channel of channels) listener.heard.set(channel, [])
    await (kind === 'pusher-js' ? listener.openStock_(channels) : listener.open_(channels))
    return listener
  }

  close(): void {
    this.disconnect_()
    this.link.close()
  }

  private async open_(channels: readonly string[]): Promise<void> {
    const fallback = FALLBACKS[this.kind]
    const client = new Anemone<Record<string, { [EVENT]: Tick }>>({
      url: `http://127.0.0.1:${this.link.port}`,
      key: APP.key,
      activityTimeout: ACTIVITY_MS,
      pongTimeout: PONG_MS,
      ...(fallback && { WebSocket: NO_WEB_SOCKET, fallbacks: [fallback()] }),
    })
    this.disconnect_ = () => client.disconnect()
    this.hurry = () => client.connect()
    client.on('state', ({ name }) => this.moved_(name))
    const subscribed = channels.map(name => {
      const channel = client.subscribe(name)
      channel.onAny(({ event, data }) => this.hear_(name, event === 'anemone:gap' ? 'gap' : (data as Tick)))
      return channel.ready()
    })
    await Promise.all(subscribed)
  }

  private async openStock_(channels: readonly string[]): Promise<void> {
    const client = new PusherJs(APP.key, {
      cluster: '',
      wsHost: '127.0.0.1',
      wsPort: this.link.port,
      forceTLS: false,
      enabledTransports: ['ws'],
      activityTimeout: ACTIVITY_MS,
      pongTimeout: PONG_MS,
    })
    this.disconnect_ = () => client.disconnect()
    client.connection.bind('state_change', ({ current }: { current: string }) => this.moved_(current))
    const subscribed = channels.map(name => {
      const channel = client.subscribe(name)
      channel.bind(EVENT, (tick: Tick) => this.hear_(name, tick))
      return new Promise(resolve => channel.bind('pusher:subscription_succeeded', resolve))
    })
    await Promise.all(subscribed)
  }

  private moved_(state: string): void {
    this.connected = state === 'connected'
    if (!this.connected) return
    this.connections++
    this.connectedAt_ = Date.now()
  }

  private hear_(channel: string, what: Tick | 'gap'): void {
    const heard = this.heard.get(channel)!
    if (what === 'gap') return void heard.push(what)
    if (what.channel !== channel) throw new Error(`An event of ${what.channel} came on ${channel}`)
    heard.push(what.n)
    this.received++
    if (what.at < this.connectedAt_) this.recovered++
  }
}
