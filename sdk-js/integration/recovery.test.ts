import { createHmac } from 'node:crypto'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Anemone as Client, AnemoneOptions, Channel } from '../src/index.js'
import { Anemone as Server, APP, Relay } from './anemone.js'

const require = createRequire(import.meta.url)
const { Anemone, accessToken, history }: typeof import('../src/index.js') = require('../dist/cjs/index.js')

const TOKEN_KEY = '0123456789abcdef0123456789abcdef'
const KEPT = 20

let server: Server
beforeAll(async () => {
  server = await Server.start({
    'token-keys': [TOKEN_KEY],
    history: [
      { channels: 'short-*', size: 2, ttl: '1m' },
      { channels: '*', size: KEPT, ttl: '1m' },
    ],
  })
})
afterAll(() => server.stop())

/** A client behind a network that can be cut, and what ends both. */
async function open(options: Partial<AnemoneOptions> = {}): Promise<Client & AsyncDisposable & { relay: Relay }> {
  const relay = await Relay.start(server.port)
  const client = new Anemone({ url: `http://127.0.0.1:${relay.port}`, key: APP.key, ...options })
  return Object.assign(client, {
    relay,
    async [Symbol.asyncDispose]() {
      client.disconnect()
      relay.stop()
    },
  })
}

/** All that is heard on a channel, gaps included, and a wait for so much of it. */
function listen(channel: Channel): { heard: unknown[]; until(count: number): Promise<void> } {
  const heard: unknown[] = []
  let wake = () => {}
  channel.onAny(({ event, data }) => {
    heard.push(event === 'anemone:gap' ? 'gap' : data)
    wake()
  })
  return {
    heard,
    async until(count) {
      while (heard.length < count) await new Promise<void>(resolve => (wake = resolve))
    },
  }
}

/** Publishes while the client is away: it comes back when all is published. */
async function away(client: { relay: Relay }, channel: Channel, publish: () => Promise<void>): Promise<void> {
  const back = new Promise(resolve => channel.on('pusher:subscription_succeeded', resolve))
  client.relay.cut()
  await publish()
  await back
}

async function publish(channel: string, from: number, to: number): Promise<void> {
  for (let i = from; i <= to; i++) await server.trigger(channel, 'tick', i)
}

describe('recovery', () => {
  it('brings what was published meanwhile, in order and once', async () => {
    await using client = await open()
    const channel = client.subscribe('ticks')
    const { heard, until } = listen(channel)
    await channel.ready()
    await publish('ticks', 1, 3)
    await until(3)
    await away(client, channel, () => publish('ticks', 4, 9))
    await publish('ticks', 10, 11)
    await until(11)

    expect(heard).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  it('begins where the client was, even if it had heard nothing', async () => {
    await using client = await open()
    const channel = client.subscribe('quiet')
    const { heard, until } = listen(channel)
    await channel.ready()
    await away(client, channel, () => publish('quiet', 1, 2))
    await until(2)

    expect(heard).toEqual([1, 2])
  })

  it('tells of one gap where too much was missed', async () => {
    await using client = await open()
    const channel = client.subscribe('short-ticks')
    const { heard, until } = listen(channel)
    await channel.ready()
    await publish('short-ticks', 1, 1)
    await until(1)
    // Longer than the client takes to come back: whatever it misses of this is more than is kept.
    client.disconnect()
    await publish('short-ticks', 2, 6)
    client.connect()
    await until(2)
    await publish('short-ticks', 7, 7)
    await until(3)

    expect(heard).toEqual([1, 'gap', 7])
  })

  it('does not bring what a client has published itself, by its socket id or as a client event', async () => {
    await using client = await open({ auth: ({ channel, socketId }) => server.authorize(socketId, channel) })
    const channel = client.subscribe('private-mine')
    const { heard, until } = listen(channel)
    await channel.ready()
    await publish('private-mine', 1, 1)
    await server.trigger('private-mine', 'tick', 'mine', await client.ready())
    ;(channel as unknown as { trigger(event: string, data: unknown): void }).trigger('client-tick', 'mine too')
    await publish('private-mine', 2, 2)
    await until(2)
    await server.trigger('private-mine', 'tick', 'mine again', await client.ready())
    await publish('private-mine', 3, 3)
    await until(3)
    await away(client, channel, () => publish('private-mine', 4, 5))
    await until(5)

    expect(heard).toEqual([1, 2, 3, 4, 5])
  })

  it('rewinds', async () => {
    await publish('past', 1, 5)
    await using client = await open()
    const { heard, until } = listen(client.subscribe('past', { rewind: 3 }))
    await until(3)

    expect(heard).toEqual([3, 4, 5])
  })

  it('reads history, page by page', async () => {
    await publish('book', 1, 5)
    await using client = await open()
    const channel = client.subscribe('book')
    const first = await history(channel, { limit: 3 })
    const second = await history(channel, { limit: 3, before: first.next! })

    expect(first.events.map(({ data }) => data)).toEqual([5, 4, 3])
    expect(second.events.map(({ data }) => data)).toEqual([2, 1])
    expect(second.next).toBeUndefined()
  })
})

describe('an access token', () => {
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

  function token(capabilities: object): string {
    const content = `${base64({ alg: 'HS256' })}.${base64({ sub: '7', exp: Math.floor(Date.now() / 1000) + 60, capabilities })}`
    return `${content}.${createHmac('sha256', TOKEN_KEY).update(content).digest('base64url')}`
  }

  it('opens private and presence channels without an endpoint', async () => {
    await using client = await open({
      token: accessToken(async () => token({ 'private-*': ['subscribe'], 'presence-{sub}': ['presence'] })),
    })
    const channel = client.subscribe('private-orders')
    const { heard, until } = listen(channel)
    await channel.ready()
    const presence = client.subscribe('presence-7')
    await presence.ready()
    await server.trigger('private-orders', 'tick', 1)
    await until(1)

    expect(heard).toEqual([1])
    expect(presence.members.me?.id).toBe('7')
  })

  it('is told where it does not go', async () => {
    await using client = await open({ token: accessToken(token({ 'private-a': ['subscribe'] })) })

    await expect(client.subscribe('private-b').ready()).rejects.toMatchObject({ code: expect.anything() })
    await client.subscribe('private-a').ready()
    await expect(history(client.subscribe('private-a'))).rejects.toMatchObject({ code: 'history_not_allowed' })
  })
})
