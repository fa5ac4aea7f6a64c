import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8' }

/** The build of the JavaScript client for bundlers, as a site may also host it itself, at `/esm/`. */
const MODULES = new URL('../../../sdk-js/dist/esm/', import.meta.url)

/**
 * A web site of its own origin, on a free port. It asks browsers to load nothing from elsewhere that does not say it may be
 * (`Cross-Origin-Embedder-Policy: require-corp`).
 */
export class Site {
  #files
  #server = createServer((request, response) => this.#answer(request.url, response))

  /** `files` are texts by path, which ends in `.html` or `.js`. */
  static async start(files) {
    const site = new Site()
    site.#files = files
    site.#server.listen(0, '127.0.0.1')
    await once(site.#server, 'listening')
    return site
  }

  /** The address of the file at `path`. */
  url(path) {
    return `http://127.0.0.1:${this.#server.address().port}${path}`
  }

  stop() {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #answer(path, response) {
    const known = this.#files[path] !== undefined || path.startsWith('/esm/')
    response.writeHead(known ? 200 : 404, {
      'Content-Type': TYPES[extname(path)] ?? 'text/plain',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    })
    if (!path.startsWith('/esm/')) return response.end(this.#files[path])
    const module = createReadStream(fileURLToPath(new URL(path.slice('/esm/'.length), MODULES)))
    module.once('error', () => response.destroy()).pipe(response)
  }
}
