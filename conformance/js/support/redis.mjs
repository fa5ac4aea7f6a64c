import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { withDeadline } from './waiting.mjs'

/** Starts a redis-server of its own on a free port, without persistence. Returns `{ url, stop }`. */
export async function startRedis() {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'anemone-redis-'))
  const settings = ['--port', port, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
  const redis = spawn('redis-server', settings.map(String), { stdio: ['ignore', 'pipe', 'inherit'] })
  const abandon = () => redis.kill('SIGKILL')
  process.once('exit', abandon)

  const output = []
  const ready = new Promise((resolve, reject) => {
    createInterface({ input: redis.stdout }).on('line', (line) => {
      output.push(line)
      if (line.includes('Ready to accept connections')) resolve()
    })
    redis.once('exit', () => reject(new Error(`redis-server did not start:\n${output.join('\n')}`)))
    redis.once('error', reject)
  })
  await withDeadline(ready, 'redis-server to be ready')

  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      const exited = once(redis, 'exit')
      redis.kill('SIGTERM')
      await withDeadline(exited, 'redis-server to stop')
      process.off('exit', abandon)
      rmSync(folder, { recursive: true })
    },
  }
}

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
