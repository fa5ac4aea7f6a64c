import { createRequire } from 'node:module'
import { beforeAll, expect, it } from 'vitest'
import type { AnemoneOptions } from '../src/index.js'
import { Anemone as Server, APP } from './anemone.js'

const require = createRequire(import.meta.url)
const { Anemone }: typeof import('../src/index.js') = require('../dist/cjs/index.js')
const { xhrStreaming }: typeof import('../src/fallbacks.js') = require('../dist/cjs/fallbacks.js')

/** Lets one client come back in a second. */
let server: Server
beforeAll(async () => void (server = await Server.start({}, { gateway: { 'reconnects-per-second': 1 } })))

const NOT_A_SOCKET = class {
  constructor() {
    throw new Error('No WebSocket here')
  }
} as never

it('clients of a server that stops come back in turn, and not before', async () => {
  const overHttp = { WebSocket: NOT_A_SOCKET, fallbacks: [xhrStreaming()] }
  const clients = [{}, {}, {}, overHttp, overHttp].map(
    (options: Partial<AnemoneOptions>) =>
      new Anemone({ url: `http://127.0.0.1:${server.port}`, key: APP.key, ...options }),
  )
  await Promise.all(clients.map(client => client.ready()))
  /** What each was told, in seconds, and how long it waits then, in milliseconds. */
  const told = clients.map(
    client =>
      new Promise<{ told: number; wait: number }>(resolve => {
        let seconds = 0
        client.on('error', ({ message, cause }) => {
          const { retry_after = /retry_after: (\S+)/.exec(message)?.[1] } = Object(cause)
          if (retry_after) seconds = Number(retry_after)
        })
        client.on('state', state => {
          if (state.name === 'connecting' && (state.retryInMs || !seconds))
            resolve({ told: seconds, wait: state.retryInMs ?? 0 })
        })
      }),
  )
  await server.stop()
  const turns = await Promise.all(told)
  for (const client of clients) client.disconnect()

  const later = turns.filter(({ told }) => told)
  // The first comes at once, and perhaps the second, whose turn is a second later.
  expect(later.length).toBeGreaterThanOrEqual(3)
  expect(new Set(later.map(({ told }) => told)).size).toBe(later.length)
  expect(Math.max(...later.map(({ told }) => told))).toBeGreaterThan(2)
  for (const { told, wait } of later) {
    expect(wait).toBeGreaterThanOrEqual(told * 1_000)
    expect(wait).toBeLessThan(told * 1_000 + 2_000)
  }
})
