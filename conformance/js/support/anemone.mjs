import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { withDeadline } from './waiting.mjs'

/** What starts Anemone: a JSON array in CONFORMANCE_SERVER, else the launcher at the root of the repository. */
const COMMAND = process.env.CONFORMANCE_SERVER
  ? JSON.parse(process.env.CONFORMANCE_SERVER)
  : [fileURLToPath(new URL('../../../anemone', import.meta.url))]

/** The launcher may have to build the jar first. */
const START_DEADLINE_MS = 120_000

/** Without the variables that would configure a server (`ANEMONE_…`). */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ANEMONE_')))

const FIRST_LINE = /^Anemone \S+ listening on (https?:\S+) \(admin (http:\S+)\)$/

/** One running Anemone process: a black box behind its command line, its configuration file and its sockets. */
export class Anemone {
  #process
  #folder

  /** Where clients and backends connect. */
  url

  /** Everything it wrote to its standard error. */
  log = ''

  /**
   * Starts `anemone serve` with `config` as its configuration file and waits until it listens.
   * The ports are free ones unless `config` names them.
   */
  static async start(config = {}) {
    const server = new Anemone(config)
    await server.#listening()
    return server
  }

  constructor(config) {
    this.#folder = mkdtempSync(join(tmpdir(), 'anemone-'))
    const file = join(this.#folder, 'anemone.yaml')
    writeFileSync(file, JSON.stringify({ port: 0, 'admin-port': 0, ...config })) // Each JSON text is a YAML text.
    const [program, ...args] = COMMAND
    this.#process = spawn(program, [...args, 'serve', '--config', file], {
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process.stderr.setEncoding('utf8').on('data', (text) => (this.log += text))
    process.once('exit', this.#abandon)
  }

  get host() {
    return this.url.hostname
  }

  get port() {
    return Number(this.url.port)
  }

  /** Whether it speaks TLS. */
  get secure() {
    return this.url.protocol === 'https:'
  }

  /** Stops it as an operator does, by SIGTERM. Returns its exit code. */
  async stop() {
    return this.#end('SIGTERM')
  }

  /** Ends it without a chance to say goodbye. */
  async kill() {
    await this.#end('SIGKILL')
  }

  async #end(signal) {
    const exited = this.#exited()
    this.#process.kill(signal)
    const code = await withDeadline(exited, `Anemone to end after ${signal}`)
    process.off('exit', this.#abandon)
    rmSync(this.#folder, { recursive: true })
    return code
  }

  async #exited() {
    const { exitCode, signalCode } = this.#process
    if (exitCode !== null || signalCode !== null) return exitCode
    const [code] = await once(this.#process, 'exit')
    return code
  }

  async #listening() {
    const lines = createInterface({ input: this.#process.stdout })
    const firstLine = once(lines, 'line').then(([line]) => line)
    const failure = once(this.#process, 'exit').then(([code]) => {
      throw new Error(`Anemone exited with ${code} before it listened:\n${this.log}`)
    })
    const line = await withDeadline(Promise.race([firstLine, failure]), 'Anemone to listen', START_DEADLINE_MS)
    const match = FIRST_LINE.exec(line)
    if (!match) throw new Error(`Anemone's first line names no addresses: ${line}`)
    this.url = new URL(match[1])
  }

  /** A test run that ends early must not leave servers behind. */
  #abandon = () => {
    this.#process.kill('SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

// The test runner ends a file by SIGTERM; without a handler the `exit` listeners above would not run.
process.once('SIGTERM', () => process.exit(143))
