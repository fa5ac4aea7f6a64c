/** What carries messages to the server and back. Platforms enter the library here and nowhere else. */
export interface Transport {
  /** As pusher-js names it in `enabledTransports`: `ws`, `xhr_streaming` or `xhr_polling`. */
  readonly name: string
  /** Whether this platform has what the transport is made of. */
  readonly supported: boolean
  /**
   * Begins to connect.
   *
   * @param url the address of the app, for `ws` or `http`, with TLS or without as the connection wants it
   * @param events what to call, in order; nothing is called before `open` has returned
   * @throws what the platform throws for an address it does not take
   */
  open(url: (scheme: 'ws' | 'http') => string, events: TransportEvents): Pipe
}

/** What a {@link Transport} tells the connection that opened it; functions, not methods. Nothing follows `closed`. */
export interface TransportEvents {
  /** The peer took the connection. */
  readonly opened: () => void
  /** One message of the protocol. */
  readonly message: (text: string) => void
  /** The peer showed signs of life other than a message. */
  readonly alive: () => void
  /** The platform reports a fault; `closed` follows, unless there was no connection yet. */
  readonly fault: (cause: unknown) => void
  /** It is over. 1006 where the peer gave no code. */
  readonly closed: (code: number, reason: string) => void
}

/** One open connection of a {@link Transport}. */
export interface Pipe {
  /** Sends one message; the order of calls is the order of arrival. */
  send(text: string): void
  /** Asks for a sign of life; absent where a `pusher:ping` does. */
  ping?(): void
  /** Ends it. `closed` is not awaited by anybody. */
  close(): void
}

/** The part of the browser's WebSocket that this library uses. Node has it since version 22; for Node 20 bring `ws`. */
export interface WebSocketLike {
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  send(text: string): void
  close(): void
}

export type WebSocketConstructor = new (url: string) => WebSocketLike

/** WebSocket, the platform's own unless another is given. */
export function webSocket(Socket = (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket): Transport {
  return {
    name: 'ws',
    supported: !!Socket,
    open(url, events) {
      const socket = new Socket!(url('ws'))
      socket.onopen = events.opened
      socket.onmessage = ({ data }: { data: string }) => events.message(data)
      socket.onerror = events.fault
      socket.onclose = ({ code, reason }: { code: number; reason: string }) => events.closed(code, reason)
      return socket
    },
  }
}
