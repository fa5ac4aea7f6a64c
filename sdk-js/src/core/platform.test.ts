// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Anemone } from '../index.js'
import { FakeServer } from '../testing/fake-server.js'

let server: FakeServer
let client: Anemone

beforeEach(() => {
  vi.useFakeTimers()
  server = new FakeServer()
  client = new Anemone({ url: 'http://server', key: 'app-key', WebSocket: server.WebSocket })
})
afterEach(() => {
  client.disconnect()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const PING = [{ event: 'pusher:ping', data: {} }]
const show = (visibilityState: string) => {
  Object.defineProperty(document, 'hidden', { value: visibilityState === 'hidden', configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))
}

it('a client whose network goes asks for a sign of life', () => {
  server.socket.establish()
  window.dispatchEvent(new Event('offline'))

  expect(server.socket.take()).toEqual(PING)
})

it('a client whose network is back waits no longer', () => {
  server.socket.establish().end()
  expect(server.sockets).toHaveLength(1)
  window.dispatchEvent(new Event('online'))

  expect(server.sockets).toHaveLength(2)
})

it('a page that is seen again asks for a sign of life, and one that is hidden does not', () => {
  server.socket.establish()
  show('hidden')
  expect(server.socket.take()).toEqual([])
  show('visible')
  expect(server.socket.take()).toEqual(PING)
})

it('a page that is seen again waits no longer', () => {
  server.socket.establish().end()
  show('hidden')
  expect(server.sockets).toHaveLength(1)
  show('visible')
  expect(server.sockets).toHaveLength(2)
})

it('a client that was disconnected stays so', () => {
  client.disconnect()
  window.dispatchEvent(new Event('online'))
  show('visible')

  expect(server.sockets).toHaveLength(1)
})

/** Knows who listens to it. */
class Watched extends EventTarget {
  readonly hidden = false
  readonly listening = new Set<string>()

  override addEventListener(event: string, listener: EventListener): void {
    super.addEventListener(event, listener)
    this.listening.add(event)
  }

  override removeEventListener(event: string, listener: EventListener): void {
    super.removeEventListener(event, listener)
    this.listening.delete(event)
  }
}

it.each<[string, boolean, () => void, string[]]>([
  ['was not told to connect', false, () => {}, []],
  ['connects', true, () => {}, ['offline', 'online', 'visibilitychange']],
  ['connects again', true, () => (client.disconnect(), client.connect()), ['offline', 'online', 'visibilitychange']],
  ['was disconnected', true, () => client.disconnect(), []],
  ['was refused', true, () => server.socket.establish().end(4001), []],
])('a client that %s listens to the platform while it has to', (_, connect, act, expected) => {
  const [page, document] = [new Watched(), new Watched()]
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
  vi.stubGlobal('document', document)
  client = new Anemone({ url: 'http://server', key: 'app-key', WebSocket: server.WebSocket, connect })
  act()
  expect([...page.listening, ...document.listening].sort()).toEqual(expected)

  const { length } = server.sockets
  for (const target of [page, document])
    for (const event of ['online', 'offline', 'visibilitychange']) target.dispatchEvent(new Event(event))
  expect(server.sockets.length > length).toBe(expected.length > 0)
})
