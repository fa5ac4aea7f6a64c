import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Anemone } from '../integration/anemone.js'
import type { Route } from './link.js'

/** Two nodes on one Redis, each of which can be replaced. */
export class Service {
  private turn_ = 0

  private constructor(
    private readonly redis_: Redis,
    private readonly app_: object,
    private readonly nodes_: Anemone[],
  ) {}

  static async start(app: object): Promise<Service> {
    const redis = await Redis.start()
    const service = new Service(redis, app, [])
    try {
      service.nodes_.push(...(await Promise.all([service.node_(), service.node_()])))
      return service
    } catch (cause) {
      await redis.stop()
      throw cause
    }
  }

  /** One node after the other, as who knows their addresses, and not how they are. */
  next(): Anemone {
    return this.nodes_[this.turn_++ % this.nodes_.length]!
  }

  /** Where clients go. */
  readonly route: Route = preferred => (this.nodes_.find(node => node.port === preferred) ?? this.next()).port

  /** Ends a node, and puts another in its place. Returns the exit code of the first. */
  async replace(index: 0 | 1, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const code = await this.nodes_[index]!.stop(signal)
    this.nodes_[index] = await this.node_()
    return code
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes_.map(node => node.stop()))
    await this.redis_.stop()
  }

  private node_(): Promise<Anemone> {
    return Anemone.start(this.app_, { redis: this.redis_.url })
  }
}

/** A `redis-server` on a free port, without persistence. */
class Redis {
  private constructor(
    private readonly process_: ChildProcess,
    private readonly folder_: string,
    readonly url: string,
  ) {}

  static async start(): Promise<Redis> {
    const folder = mkdtempSync(join(tmpdir(), 'anemone-redis-'))
    const port = await freePort()
    const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
    const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject).on('exit', code => reject(new Error(`redis-server exited with ${code}`)))
      createInterface(child.stdout!).on('line', line => line.includes('Ready to accept') && resolve())
    })
    return new Redis(child, folder, `redis://127.0.0.1:${port}`)
  }

  async stop(): Promise<void> {
    const exited = once(this.process_, 'exit')
    this.process_.kill('SIGTERM')
    await exited
    rmSync(this.folder_, { recursive: true })
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
