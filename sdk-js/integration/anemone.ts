import { spawn, type ChildProcess } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { connect, createServer as createRelay, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** The app of the tests. */
export const APP = {
  id: '1',
  key: 'app-key',
  secret: 'app-secret',
  'client-events': true,
  'subscription-count': true,
  'watchlist-events': true,
}

const COMMAND: string[] = process.env.SDK_SERVER
  ? JSON.parse(process.env.SDK_SERVER)
  : [fileURLToPath(new URL('../../anemone', import.meta.url))]

const hmac = (text: string) => createHmac('sha256', APP.secret).update(text).digest('hex')

/** A running Anemone, and what a backend does with it. */
export class Anemone {
  private constructor(
    private readonly process_: ChildProcess,
    private readonly folder_: string,
    readonly port: number,
  ) {}

  /** Starts a server with one app, which `app` changes; `settings` are those of the server. */
  static async start(app: object = {}, settings: object = {}): Promise<Anemone> {
    const folder = mkdtempSync(join(tmpdir(), 'anemone-sdk-'))
    const file = join(folder, 'anemone.yaml')
    writeFileSync(file, JSON.stringify({ port: 0, 'admin-port': 0, apps: [{ ...APP, ...app }], ...settings }))
    const [program, ...args] = COMMAND
    const child = spawn(program!, [...args, 'serve', '--config', file], { stdio: ['ignore', 'pipe', 'inherit'] })
    const failed = once(child, 'exit').then(([code]) => {
      throw new Error(`Anemone exited with ${code} before it listened`)
    })
    const [line] = await Promise.race([once(createInterface({ input: child.stdout! }), 'line'), failed])
    failed.catch(() => {}) // Later it is to exit.
    return new Anemone(child, folder, Number(/listening on http:\/\/\S+:(\d+) /.exec(line)![1]))
  }

  /** Ends the process if that has not happened, and returns its exit code; `null` if it had no choice. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    const exited = once(this.process_, 'exit')
    if (this.process_.kill(signal)) await exited
    rmSync(this.folder_, { recursive: true, force: true })
    return this.process_.exitCode
  }

  /** Triggers an event, with `data` as it is if it is a string; the connection `except` does not hear it. */
  async trigger(channel: string, name: string, data: unknown, except?: string): Promise<void> {
    await this.post_('/events', { ...eventOf(channel, name, data), ...(except && { socket_id: except }) })
  }

  /**
   * Triggers an event, unless that was done before with the same `key`; then the answer is that of the first time.
   *
   * @throws what `fetch` throws when there is no answer within `patienceMs`: it may or may not have been triggered
   */
  async offer(key: string, patienceMs: number, channel: string, name: string, data: unknown): Promise<Answer> {
    const response = await this.send_('/events', eventOf(channel, name, data), {
      headers: { 'Idempotency-Key': key },
      signal: AbortSignal.timeout(patienceMs),
    })
    await response.text()
    return { status: response.status, replayed: response.headers.has('Idempotency-Replayed') }
  }

  async terminate(user: string): Promise<void> {
    await this.post_(`/users/${user}/terminate_connections`, {})
  }

  /** What an authorization endpoint answers. */
  authorize(socketId: string, channel: string, member?: object): { auth: string; channel_data?: string } {
    const channel_data = member && JSON.stringify(member)
    const signature = hmac([socketId, channel, ...(channel_data ? [channel_data] : [])].join(':'))
    return { auth: `${APP.key}:${signature}`, ...(channel_data && { channel_data }) }
  }

  authenticate(socketId: string, user: object): { auth: string; user_data: string } {
    const user_data = JSON.stringify(user)
    return { auth: `${APP.key}:${hmac(`${socketId}::user::${user_data}`)}`, user_data }
  }

  private async post_(path: string, body: object): Promise<void> {
    const response = await this.send_(path, body)
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  }

  private send_(path: string, body: object, { headers, ...more }: RequestInit = {}): Promise<Response> {
    const content = JSON.stringify(body)
    const full = `/apps/${APP.id}${path}`
    const md5 = createHash('md5').update(content).digest('hex')
    const query = `auth_key=${APP.key}&auth_timestamp=${Math.floor(Date.now() / 1000)}&auth_version=1.0&body_md5=${md5}`
    const url = `http://127.0.0.1:${this.port}${full}?${query}&auth_signature=${hmac(`POST\n${full}\n${query}`)}`
    return fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: content,
      ...more,
    })
  }
}

/** What was answered, and whether that was of an earlier request. */
export interface Answer {
  readonly status: number
  readonly replayed: boolean
}

const eventOf = (channel: string, name: string, data: unknown) => ({
  name,
  channels: [channel],
  data: typeof data === 'string' ? data : JSON.stringify(data),
})

/** One request to a backend's endpoint. */
export interface Asked {
  readonly form: Record<string, string>
  readonly headers: Record<string, unknown>
}

/** A backend's endpoint: `answer` gives status and body. */
export async function endpoint(answer: (asked: Asked) => [number, unknown]): Promise<{ url: string; close(): void }> {
  const server: Server = createServer(async (request, response) => {
    const form = Object.fromEntries(new URLSearchParams(await text(request)))
    const [status, body] = answer({ form, headers: request.headers })
    response
      .writeHead(status, { 'Content-Type': 'application/json' })
      .end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/auth`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A network between a client and the server, which the test can break. */
export class Relay {
  private readonly sockets_ = new Set<Socket>()
  private readonly server_

  private constructor(target: number) {
    this.server_ = createRelay(client => {
      const upstream = connect(target, '127.0.0.1')
      client.pipe(upstream).pipe(client)
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.sockets_.add(socket)
        socket.on('error', () => other.destroy()).on('close', () => this.sockets_.delete(socket))
      }
    })
  }

  static async start(target: number): Promise<Relay> {
    const relay = new Relay(target)
    relay.server_.listen(0, '127.0.0.1')
    await once(relay.server_, 'listening')
    return relay
  }

  get port(): number {
    return (this.server_.address() as AddressInfo).port
  }

  /** Ends every connection at once. */
  cut(): void {
    for (const socket of this.sockets_) socket.destroy()
  }

  stop(): void {
    this.server_.close()
    this.cut()
  }
}
