import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** The port of a node: `preferred`, if there is one with that. */
export type Route = (preferred: number | undefined) => number

/**
 * The way of one client to the service, which the test can cut: a port that leads to one node at a time. Who has lost
 * all connections may find itself at another.
 */
export class Link {
  private readonly sockets_ = new Set<Socket>()
  private state_: 'open' | 'stalled' | 'severed' = 'open'
  private node_: number | undefined
  private readonly server_ = createServer(client => this.accept_(client))

  private constructor(private readonly route_: Route) {}

  static async open(route: Route): Promise<Link> {
    const link = new Link(route)
    link.server_.listen(0, '127.0.0.1')
    await once(link.server_, 'listening')
    return link
  }

  get port(): number {
    return (this.server_.address() as AddressInfo).port
  }

  /** Whether the network is there. */
  get up(): boolean {
    return this.state_ === 'open'
  }

  /** Ends every connection, and refuses others. */
  sever(): void {
    this.state_ = 'severed'
    this.reset_()
  }

  /** Nothing gets through any more, and nobody says so. */
  stall(): void {
    this.state_ = 'stalled'
    for (const socket of this.sockets_) socket.unpipe().pause()
  }

  /** The network is back, without the connections there were. */
  restore(): void {
    this.reset_()
    this.state_ = 'open'
  }

  close(): void {
    this.server_.close()
    this.sever()
  }

  private reset_(): void {
    for (const socket of this.sockets_) socket.resetAndDestroy()
  }

  private accept_(client: Socket): void {
    const first = !this.sockets_.size
    this.watch_(client)
    if (this.state_ === 'severed') client.resetAndDestroy()
    if (this.state_ !== 'open') return
    const node = (this.node_ = this.route_(first ? undefined : this.node_))
    const upstream = connect(node, '127.0.0.1')
    this.watch_(upstream)
    client.pipe(upstream).pipe(client)
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  }

  private watch_(socket: Socket): void {
    this.sockets_.add(socket)
    socket.on('error', () => {}).on('close', () => this.sockets_.delete(socket))
  }
}
