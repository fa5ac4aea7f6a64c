import type { Connection } from './connection.js'

type EventSource = Partial<Pick<EventTarget, 'addEventListener'>>

/**
 * Tells `connection` when the network comes or goes, and when the page is in sight again: what broke while the machine
 * slept is noticed at once. Does nothing where there is neither, as in Node.
 */
export function watchPlatform(connection: Connection): void {
  const global = globalThis as EventSource & { document?: EventSource & { hidden: boolean } }
  const { document } = global
  const wake = () => document?.hidden || connection.wake_()
  for (const event of ['online', 'offline']) global.addEventListener?.(event, connection.wake_)
  document?.addEventListener?.('visibilitychange', wake)
}
