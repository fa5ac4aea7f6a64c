import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { DEADLINE_MS, withDeadline } from './waiting.mjs'

/** The launcher may have to build the jar first. */
const START_DEADLINE_MS = 120_000
const READY = / is open on (http:\S+)$/

/** The app of the examples' own Anemone. */
export const EXAMPLE_APP = { id: 'app-id', key: 'app-key', secret: 'app-secret' }

/** One of `examples/`, started by its one command together with an Anemone of its own. */
export class Example {
  #process
  #folder = mkdtempSync(join(tmpdir(), 'anemone-example-'))

  /** Where browsers find it. */
  url

  /** Everything it wrote to its standard error, its Anemone included. */
  log = ''

  /** Starts it on a free port, or as `variables` say, and waits until it is open. */
  static async start(name, variables = {}) {
    const example = new Example(name, { PORT: '0', ...variables })
    const lines = createInterface({ input: example.#process.stdout })
    const ended = example.#ended().then((code) => {
      throw new Error(`${name} ended with ${code}:\n${example.log}`)
    })
    const open = once(lines, 'line').then(([line]) => READY.exec(line)[1])
    try {
      example.url = await withDeadline(Promise.race([open, ended]), `${name} to be open`, START_DEADLINE_MS)
      return example
    } catch (failure) {
      example.#abandon() // Else it would keep the tests from ending.
      throw failure
    }
  }

  /** Starts it where it cannot live. Returns its exit code and what it said. */
  static async fail(name, variables) {
    const example = new Example(name, variables)
    const code = await withDeadline(example.#ended(), `${name} to end`)
    example.#clean()
    return { code, said: example.log }
  }

  constructor(name, variables) {
    this.#process = spawn(fileURLToPath(new URL(`../../../examples/${name}/start`, import.meta.url)), {
      env: { ...process.env, ...this.#launcher(), ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process.stderr.setEncoding('utf8').on('data', (text) => (this.log += text))
    process.once('exit', this.#abandon)
  }

  /** Ends it as Ctrl-C does, and returns its exit code. */
  async stop() {
    const ended = this.#ended()
    this.#process.kill('SIGINT')
    const code = await withDeadline(ended, 'the example to end')
    this.#clean()
    return code
  }

  async #ended() {
    const [code] = await once(this.#process, 'close') // When Anemone has ended too: they share the standard error.
    return code
  }

  #clean() {
    process.off('exit', this.#abandon)
    rmSync(this.#folder, { recursive: true })
  }

  #abandon = () => {
    this.#process.kill('SIGTERM')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** CONFORMANCE_SERVER as a launcher. */
  #launcher() {
    if (!process.env.CONFORMANCE_SERVER) return {}
    const words = JSON.parse(process.env.CONFORMANCE_SERVER).map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
    const launcher = join(this.#folder, 'anemone')
    writeFileSync(launcher, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`)
    chmodSync(launcher, 0o755)
    return { ANEMONE_LAUNCHER: launcher }
  }
}

/** A page of its own browser context, as another visitor has. It closes when test `t` ends; `complaints` are the browser's. */
export async function visit(t, browser, url, options) {
  const context = await browser.newContext(options)
  t.after(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(DEADLINE_MS)
  const complaints = []
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.goto(url)
  return { context, page, complaints }
}

/** The client may be between two attempts when the network is back, and those are up to half a minute apart. */
const RECONNECT_DEADLINE_MS = 60_000

/** Takes the network of a visitor away until their page has noticed and `meanwhile` is done, and gives it back. */
export async function withoutNetwork({ context, page }, meanwhile = async () => {}) {
  const connection = (text, options) => page.getByRole('status').getByText(text).waitFor(options)
  await context.setOffline(true)
  await connection(/next attempt in/)
  await meanwhile()
  await context.setOffline(false)
  await connection('Connected', { timeout: RECONNECT_DEADLINE_MS })
}

/** The official server library's idea of the Anemone that `page` talks to: where it is. */
export async function serverOf(page) {
  const url = new URL(await page.locator('meta[name="anemone-url"]').getAttribute('content'))
  return { host: url.hostname, port: url.port }
}
