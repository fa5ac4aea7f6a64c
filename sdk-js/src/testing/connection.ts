import { afterEach, beforeEach, vi } from 'vitest'
import { createConnection } from '../core/connection.js'
import type { Fault, StateName } from '../core/connection-listener.js'
import { webSocket, type Transport } from '../core/transport.js'
import { FakeServer } from './fake-server.js'

/** What the connections of a test are to: another one for each. Time stands still. */
export let server: FakeServer
/** What they said since they were connected: states, events, and waits in milliseconds. */
export let heard: (string | number)[]
export let faults: Fault[]

beforeEach(() => {
  vi.useFakeTimers()
  server = new FakeServer()
  heard = []
  faults = []
})
afterEach(() => vi.useRealTimers())

/** A connection with no luck: its backoff is the shortest there is, one second. */
export const connection = ({
  transports = [webSocket(server.WebSocket)],
  tls = true,
}: { transports?: Transport[]; tls?: boolean } = {}) =>
  createConnection(
    {
      transports_: transports,
      url_: scheme => `${scheme}://server/app/key`,
      tls_: tls,
      activityTimeout_: 120_000,
      pongTimeout_: 30_000,
      unavailableTimeout_: 10_000,
      random_: () => 0,
    },
    {
      moved_: (state: StateName) => void heard.push(state),
      received_: frame => void heard.push(frame.event),
      failed_: fault => void faults.push(fault),
      waiting_: ms => void heard.push(ms),
    },
  )

export const connected = (options = {}) => {
  const made = connection(options)
  made.connect_()
  server.socket.establish()
  heard.length = 0
  return made
}
