import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { addressOf, answerAuthorization, close, listen } from './auth-endpoint.mjs'

const PUSHER_JS = createRequire(import.meta.url).resolve('pusher-js/dist/web/pusher.js')

const PAGE = '<!doctype html><meta charset="utf-8"><title>A customer’s site</title><script src="/pusher.js"></script>'

/** A customer's site: one page with the web build of pusher-js, and `/pusher/auth`, its default authorization endpoint. */
export class Site {
  #server

  static async start(authorize) {
    const site = new Site()
    site.#server = createServer((request, response) => {
      switch (new URL(request.url, 'http://site').pathname) {
        case '/':
          return response.writeHead(200, { 'Content-Type': 'text/html' }).end(PAGE)
        case '/pusher.js':
          response.writeHead(200, { 'Content-Type': 'text/javascript' })
          return createReadStream(PUSHER_JS).pipe(response)
        case '/pusher/auth':
          return answerAuthorization(request, response, authorize)
        default:
          return response.writeHead(404).end()
      }
    })
    await listen(site.#server)
    return site
  }

  get url() {
    return addressOf(this.#server)
  }

  stop() {
    close(this.#server)
  }
}
