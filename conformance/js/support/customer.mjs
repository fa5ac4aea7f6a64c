import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'

const PUSHER_JS = createRequire(import.meta.url).resolve('pusher-js/dist/web/pusher.js')

const PAGE = '<!doctype html><meta charset="utf-8"><title>A customer’s site</title><script src="/pusher.js"></script>'

/**
 * A customer's own web application, on a free port: `/` is a page with the web build of pusher-js, and `/pusher/auth`
 * authorizes subscriptions.
 */
export class Customer {
  #authorize
  #server = createServer((request, response) => this.#answer(request, response))

  /** `authorize({ socketId, channelName, params, headers })` returns what is answered, or null to refuse with 403. */
  static async start(authorize) {
    const customer = new Customer()
    customer.#authorize = authorize
    customer.#server.listen(0, '127.0.0.1')
    await once(customer.#server, 'listening')
    return customer
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}/`
  }

  get authEndpoint() {
    return `${this.url}pusher/auth`
  }

  stop() {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #answer(request, response) {
    switch (request.url) {
      case '/':
        return response.writeHead(200, { 'Content-Type': 'text/html' }).end(PAGE)
      case '/pusher.js':
        response.writeHead(200, { 'Content-Type': 'text/javascript' })
        return createReadStream(PUSHER_JS).pipe(response)
      case '/pusher/auth':
        return this.#answerAuthorization(request, response)
      default:
        return response.writeHead(404).end()
    }
  }

  async #answerAuthorization(request, response) {
    const params = new URLSearchParams(await text(request))
    const answer = this.#authorize({
      socketId: params.get('socket_id'),
      channelName: params.get('channel_name'),
      params,
      headers: request.headers,
    })
    response.writeHead(answer ? 200 : 403, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(answer ?? {}))
  }
}

/** The URL of an authorization endpoint that asks `authorize`, and is gone when test `t` ends. */
export async function authEndpoint(t, authorize) {
  const customer = await Customer.start(authorize)
  t.after(() => customer.stop())
  return customer.authEndpoint
}
