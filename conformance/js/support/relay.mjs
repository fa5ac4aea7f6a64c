import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/** One TCP address in front of several servers, as a load balancer is: new connections go to `target`. */
export class Relay {
  #clients = new Set()
  #server = createServer((client) => {
    const upstream = connect(this.target.port, this.target.host)
    client.pipe(upstream).pipe(client)
    this.#clients.add(client)
    client.on('close', () => {
      this.#clients.delete(client)
      upstream.destroy()
    })
    client.on('error', () => upstream.destroy())
    upstream.on('error', () => client.destroy())
  })

  host = '127.0.0.1'

  static async start(t, target) {
    const relay = new Relay()
    relay.target = target
    relay.#server.listen(0, relay.host)
    await once(relay.#server, 'listening')
    t.after(() => relay.#server.close())
    return relay
  }

  /** Ends every connection at once. */
  cut() {
    for (const client of this.#clients) client.destroy()
  }

  get port() {
    return this.#server.address().port
  }
}
