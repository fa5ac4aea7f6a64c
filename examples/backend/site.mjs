// The web server of an example: a page's files, and a few routes that answer with JSON.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}
const FILE = /^\/([a-z]+\.(?:html|css|js|svg))$/
const MAX_BODY_CHARACTERS = 8_192

/** What a client is told in place of an answer: a status, and one sentence that helps. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

/** Where browsers find an example, on this machine. */
export class Site {
  /** Until it serves, it asks for patience. */
  #answer = (_, response) => response.writeHead(503, { 'Retry-After': '1' }).end('It is being started.\n')
  #server = createServer((request, response) => this.#answer(request, response))

  /**
   * Takes the port; 0 is any free one.
   *
   * @throws Error with one sentence if it is taken, or none
   */
  static async open(port) {
    if (!/^\d+$/.test(port) || port > 65_535) throw new Error(`PORT is no port: ${port}.`)
    const site = new Site()
    site.#server.listen(Number(port), '127.0.0.1')
    await once(site.#server, 'listening').catch(({ code, message }) => {
      throw new Error(code === 'EADDRINUSE' ? `port ${port} is taken: choose another with PORT.` : message)
    })
    return site
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}/`
  }

  /**
   * Begins to serve.
   *
   * @param folders URLs of the folders whose files are served, in the order in which they are searched
   * @param app the app that pages are told of, in place of `{{url}}` and `{{key}}`
   * @param routes by method and path: functions of the request and the response that return what is answered, or throw
   *   a Refusal
   */
  serve({ folders, app, routes }) {
    const headers = {
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': policyFor(app),
      'X-Content-Type-Options': 'nosniff',
    }
    this.#answer = async (request, response) => {
      const answer = (status, type, body) => response.writeHead(status, { ...headers, 'Content-Type': type }).end(body)
      const json = (status, body) => answer(status, 'application/json', JSON.stringify(body))
      try {
        const [path] = request.url.split('?')
        const route = routes[`${request.method} ${path}`]
        if (route) json(200, await route(request, response))
        else if (!/^(GET|HEAD)$/.test(request.method)) throw new Refusal(404, 'There is nothing here to send to.')
        else answer(200, TYPES[extname(path)] ?? TYPES['.html'], await fileAt(path, folders, app))
      } catch (failure) {
        if (failure instanceof Refusal) return json(failure.status, { error: failure.message })
        console.error(failure)
        json(500, { error: 'That is our mistake.' })
      }
    }
  }
}

/** The text of a request's body. */
export async function textOf(request) {
  let text = ''
  for await (const part of request.setEncoding('utf8')) {
    if (text.length <= MAX_BODY_CHARACTERS) text += part
  }
  if (text.length > MAX_BODY_CHARACTERS) throw new Refusal(413, 'That is too much at once.')
  return text
}

/** The JSON object in a request's body. */
export async function objectOf(request) {
  const text = await textOf(request)
  try {
    return Object(JSON.parse(text))
  } catch {
    throw new Refusal(400, 'That is not JSON.')
  }
}

async function fileAt(path, folders, app) {
  const [, name] = FILE.exec(path === '/' ? '/index.html' : path) ?? []
  for (const folder of name ? folders : []) {
    const text = await readFile(new URL(name, folder), 'utf8').catch(() => null)
    if (text !== null) return text.replaceAll('{{url}}', app.url).replaceAll('{{key}}', app.key)
  }
  throw new Refusal(404, 'There is nothing here.')
}

/** What the page may load and call: its own backend and Anemone, and no script that somebody wrote into a message. */
function policyFor({ url }) {
  const { origin } = new URL(url)
  return `default-src 'self'; script-src 'self' ${origin}; connect-src 'self' ${origin} ${origin.replace('http', 'ws')}`
}
