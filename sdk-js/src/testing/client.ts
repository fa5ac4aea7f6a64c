import { afterEach, beforeEach, vi } from 'vitest'
import { Anemone, type AnemoneError, type AnemoneOptions } from '../index.js'
import { FakeServer } from './fake-server.js'

/** What the clients of a test connect to: another one for each. Time stands still, and waits are the shortest there are. */
export let server: FakeServer

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(0)
  server = new FakeServer()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** A client that has begun to connect. */
export const client = (options: Partial<AnemoneOptions> = {}): Anemone =>
  new Anemone({
    url: 'https://realtime.example.com',
    key: 'app-key',
    WebSocket: server.WebSocket,
    auth: ({ channel, socketId }) => ({ auth: `key:${channel}@${socketId}` }),
    ...options,
  })

export const connected = (options: Partial<AnemoneOptions> = {}): Anemone => {
  const made = client(options)
  server.socket.establish()
  return made
}

/** Breaks the connection and takes the next. */
export const reconnect = (): void => {
  server.socket.end()
  vi.advanceTimersByTime(1_000)
  server.socket.establish('2.2')
}

/** The errors that `client` reports from now on. */
export const recorded = (client: Anemone): AnemoneError[] => {
  const errors: AnemoneError[] = []
  client.on('error', error => errors.push(error))
  return errors
}
