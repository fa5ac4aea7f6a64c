import type { Connection } from '../core/connection.js'
import type { Fault, StateName } from '../core/connection-listener.js'
import { Dispatcher } from './dispatcher.js'

/**
 * The connection of a client as pusher-js has it: emits `state_change`, each state by its name, `connecting_in`,
 * `message` and `error`.
 */
export class ConnectionManager extends Dispatcher {
  constructor(private readonly connection_: () => Connection) {
    super()
  }

  get state(): StateName {
    return this.connection_().state_
  }

  /** The name of this connection on the server, or of the last. */
  get socket_id(): string | undefined {
    return this.connection_().socketId_
  }

  connect(): void {
    this.connection_().connect_()
  }

  disconnect(): void {
    this.connection_().disconnect_()
  }

  send_event(event: string, data: unknown, channel?: string): boolean {
    return this.connection_().send_(event, data, channel)
  }

  isUsingTLS(): boolean {
    return this.connection_().tls_
  }

  /** @internal */
  moved_(current: StateName, previous: StateName): void {
    this.emit('state_change', { previous, current })
    this.emit(current, current === 'connected' ? { socket_id: this.socket_id } : undefined)
  }

  /**
   * In the shapes of pusher-js: what ends a connection by a code is told twice, as an error and as what follows.
   * @internal
   */
  failed_({ kind_, code_, message_, cause_ }: Fault): void {
    const up = this.state === 'connected'
    const said = { type: 'PusherError', data: kind_ === 'said' ? cause_ : { code: code_, message: message_ } }
    if (kind_ === 'alarm') this.emit('error', { type: 'WebSocketError', error: cause_ })
    else if (kind_ === 'noise')
      this.emit(
        'error',
        up
          ? { type: 'MessageParseError', error: cause_, data: message_ }
          : { type: 'HandshakeError', error: cause_ ?? 'Invalid handshake' },
      )
    else {
      if (up) this.emit('error', said)
      if (!up || (kind_ === 'end' && (code_! >= 4000 || (code_! >= 1002 && code_! <= 1004))))
        this.emit('error', { type: 'WebSocketError', error: said })
    }
  }
}
