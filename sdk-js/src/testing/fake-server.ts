import type { WebSocketConstructor } from '../core/transport.js'

/** A message as a server reads it. */
export interface Sent {
  readonly event: string
  readonly channel?: string
  readonly data: Record<string, unknown>
}

/** One connection, seen from the server's end. */
export class FakeSocket {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onerror: ((event: unknown) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  /** What the client has sent and the test has not taken yet. */
  sent: Sent[] = []
  /** Whether the client has closed it. */
  closed = false

  constructor(readonly url: string) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }

  close(): void {
    this.closed = true
    this.onclose?.({ code: 1005, reason: '' })
  }

  /** Takes the connection and says hello. */
  establish(socketId = '1.1', hello: object = {}): this {
    this.onopen?.()
    return this.say('pusher:connection_established', { socket_id: socketId, activity_timeout: 120, ...hello })
  }

  /** Sends a message as Anemone does: its data is a string of JSON, but for errors. */
  say(event: string, data?: unknown, rest: object = {}): this {
    const encoded = event === 'pusher:error' || data === undefined ? data : JSON.stringify(data)
    return this.sayText(JSON.stringify({ event, data: encoded, ...rest }))
  }

  sayText(text: string): this {
    this.onmessage?.({ data: text })
    return this
  }

  succeed(channel: string, rest: object = {}, data: object = {}): this {
    return this.say('pusher_internal:subscription_succeeded', data, { channel, ...rest })
  }

  /** Ends it, as the network or the server does. */
  end(code = 1006, reason = ''): void {
    this.onclose?.({ code, reason })
  }

  /** Takes what the client has sent. */
  take(): Sent[] {
    return this.sent.splice(0)
  }
}

/** Stands in for the network: records every connection that a client opens. */
export class FakeServer {
  readonly sockets: FakeSocket[] = []
  /** To be given to a client. */
  readonly WebSocket: WebSocketConstructor

  constructor() {
    const { sockets } = this
    this.WebSocket = class extends FakeSocket {
      constructor(url: string) {
        super(url)
        sockets.push(this)
      }
    } as unknown as WebSocketConstructor
  }

  /** The connection opened last. */
  get socket(): FakeSocket {
    return this.sockets.at(-1)!
  }
}

/** Lets every promise that can settle do so; no time passes. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}
