import { once } from 'node:events'
import { createServer, request as ask } from 'node:http'
import { buffer } from 'node:stream/consumers'

/**
 * A network that lets plain HTTP through to `target` and refuses WebSocket, as the proxies of some companies do. One that
 * `holdsBack` keeps each response until it is whole, as some virus scanners do.
 */
export class Middlebox {
  #target
  #holdsBack
  #server = createServer((request, response) => this.#pass(request, response))

  host = '127.0.0.1'

  /** The paths that were asked for, in order; `WebSocket` where that was refused. */
  seen = []

  static async start(t, target, { holdsBack = false } = {}) {
    const box = new Middlebox()
    box.#target = target
    box.#holdsBack = holdsBack
    box.#server.on('upgrade', (_, socket) => {
      box.seen.push('WebSocket')
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    })
    box.#server.listen(0, box.host)
    await once(box.#server, 'listening')
    t.after(() => {
      box.#server.close()
      box.#server.closeAllConnections()
    })
    return box
  }

  get url() {
    return `http://${this.host}:${this.#server.address().port}`
  }

  #pass(request, response) {
    const { method, url, headers } = request
    this.seen.push(new URL(url, this.url).pathname)
    const { host, port } = this.#target
    const onward = ask({ host, port, method, path: url, headers }, async (answer) => {
      const body = this.#holdsBack ? await buffer(answer).catch(() => response.destroy()) : undefined
      if (response.destroyed) return
      response.writeHead(answer.statusCode, answer.headers)
      if (this.#holdsBack) response.end(body)
      else answer.on('error', () => response.destroy()).pipe(response)
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  }
}
