import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { Inbox } from './waiting.mjs'

/** A customer's endpoint for webhooks, on a free port. It takes whatever comes. */
export class WebhookEndpoint {
  #inbox = new Inbox('the webhook endpoint')
  #server = createServer(async (request, response) => {
    const rawBody = await text(request)
    response.writeHead(204).end()
    this.#inbox.put({ headers: request.headers, rawBody })
  })

  static async start() {
    const endpoint = new WebhookEndpoint()
    endpoint.#server.listen(0, '127.0.0.1')
    await once(endpoint.#server, 'listening')
    return endpoint
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}/webhooks`
  }

  /** The next request, in the form in which the server library wants it. */
  next() {
    return this.#inbox.next()
  }

  stop() {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}
