import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createContext, runInContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Transport } from '../src/core/transport.js'
import type { Anemone as Client, AnemoneOptions } from '../src/index.js'
import { Anemone as Server, APP, Relay } from './anemone.js'

const require = createRequire(import.meta.url)
const { Anemone, signIn, VERSION }: typeof import('../src/index.js') = require('../dist/cjs/index.js')
const { xhrPolling, xhrStreaming }: typeof import('../src/fallbacks.js') = require('../dist/cjs/fallbacks.js')

let server: Server
beforeAll(async () => void (server = await Server.start()))
afterAll(() => server.stop())

/** A client, and what ends it. */
function open(options: Partial<AnemoneOptions> = {}): Client & Disposable {
  const client = new Anemone({
    url: `http://127.0.0.1:${server.port}`,
    key: APP.key,
    auth: ({ channel, socketId }) =>
      server.authorize(socketId, channel, channel.startsWith('presence-') ? { user_id: socketId } : undefined),
    ...options,
  })
  return Object.assign(client, { [Symbol.dispose]: () => client.disconnect() })
}

const NOT_A_SOCKET = class {
  constructor() {
    throw new Error('No WebSocket here')
  }
} as never

describe.each<[string, Partial<AnemoneOptions>]>([
  ['WebSocket', {}],
  ['XHR streaming', { WebSocket: NOT_A_SOCKET, fallbacks: [xhrStreaming()] }],
  ['XHR polling', { WebSocket: NOT_A_SOCKET, fallbacks: [xhrPolling()] }],
])('over %s', (_, options) => {
  it('events arrive in order, however many and large', async () => {
    using client = open(options)
    const channel = client.subscribe('news')
    await channel.ready()
    const events = channel.events()
    const texts = Array.from({ length: 60 }, (_, n) => `${n}`.padEnd(5_000, 'é'))
    const first = events.next()
    for (const text of texts) await server.trigger('news', 'headline', { text })
    const heard = [(await first).value!]
    while (heard.length < texts.length) heard.push((await events.next()).value!)

    expect(heard.map(({ data }) => (data as { text: string }).text)).toEqual(texts)
  })

  it('clients hear each other, in order', async () => {
    using ann = open(options)
    using bob = open(options)
    const [anns, bobs] = [ann.subscribe('presence-room'), bob.subscribe('presence-room')] as const
    await Promise.all([(anns as Sender).ready(), bobs.ready()])
    const events = bobs.events()
    const first = events.next()
    for (let n = 0; n < 10; n++) (anns as Sender).trigger('client-n', { n })
    const heard = [(await first).value!.data]
    while (heard.length < 10) heard.push((await events.next()).value!.data)

    expect(heard).toEqual(Array.from({ length: 10 }, (_, n) => ({ n })))
  })

  it('a server that refuses says why', async () => {
    using client = open({ ...options, key: 'nobody' })

    await expect(client.ready()).rejects.toMatchObject({ code: 4001 })
    expect(client.state.name).toBe('disconnected')
  })

  it('a connection that is cut comes back with its channels', async () => {
    const relay = await Relay.start(server.port)
    using client = open({ ...options, url: `http://127.0.0.1:${relay.port}` })
    const channel = client.subscribe('news')
    await channel.ready()
    const back = new Promise(resolve => channel.on('pusher:subscription_succeeded', resolve))
    const heard = new Promise(resolve => channel.on('headline', resolve))
    relay.cut()
    await back
    await server.trigger('news', 'headline', 1)

    await expect(heard).resolves.toBe(1)
    client.disconnect()
    relay.stop()
  })
})

type Sender = { ready(): Promise<void>; trigger(event: `client-${string}`, data: unknown): boolean }

describe('a client', () => {
  it('notices at once that nobody listens, and waits before it tries again', async () => {
    const relay = await Relay.start(server.port)
    const { port } = relay
    relay.stop()
    using client = open({ url: `http://127.0.0.1:${port}`, unavailableTimeout: 2_000, connect: false })
    const states: string[] = []
    const unavailable = new Promise<void>(resolve =>
      client.on('state', state => {
        states.push('retryInMs' in state ? `${state.name}, waiting` : state.name)
        if (state.name === 'unavailable') resolve()
      }),
    )
    client.connect()
    await unavailable

    expect(states.slice(0, 2)).toEqual(['connecting', 'connecting, waiting'])
  })

  it('falls back where the first transport does not get through', async () => {
    const tried: string[] = []
    const watched = (transport: Transport): Transport => ({
      ...transport,
      open(...args) {
        tried.push(transport.name)
        return transport.open(...args)
      },
    })
    using client = open({ WebSocket: NOT_A_SOCKET, fallbacks: [watched(xhrStreaming()), watched(xhrPolling())] })
    await client.ready()

    expect(tried).toEqual(['xhr_streaming'])
  })

  it('signs in', async () => {
    using client = open()
    const user = await signIn(client, { auth: ({ socketId }) => server.authenticate(socketId, { id: 'ann' }) })

    expect(user.id).toBe('ann')
  })

  it('names its version', () => {
    expect(VERSION).toBe(require('../package.json').version)
  })
})

describe('the package', () => {
  it('gives the same to import and to require', async () => {
    const name = '@anemone/client'
    const imported = await import(name)
    expect(Object.keys(imported).sort()).toEqual(Object.keys(require(name)).sort())
    expect(typeof (await import(`${name}/pusher`)).default).toBe('function')
    expect(typeof require(`${name}/pusher`)).toBe('function')
    expect(require(`${name}/pusher`).default).toBe(require(`${name}/pusher`))
    for (const entry of ['fallbacks', 'encrypted', 'svelte', 'react', 'vue'])
      expect(Object.keys(await import(`${name}/${entry}`)).sort()).toEqual(
        Object.keys(require(`${name}/${entry}`)).sort(),
      )
  })

  it('gives a page Anemone, and Pusher where there is none', () => {
    const code = readFileSync(new URL('../dist/anemone.js', import.meta.url), 'utf8')
    const [page, other] = [{}, { Pusher: 'its own' }].map(globals => {
      const context = createContext(globals)
      runInContext(code, context)
      return context
    }) as [Record<string, any>, Record<string, any>]

    expect(Object.keys(page.Anemone).sort()).toEqual([
      'AnemoneError',
      'Pusher',
      'VERSION',
      'accessToken',
      'encrypted',
      'history',
      'signIn',
      'xhrPolling',
      'xhrStreaming',
    ])
    expect(page.Pusher).toBe(page.Anemone.Pusher)
    expect(other.Pusher).toBe('its own')
  })
})
