const MIN_DELAY_MS = 1_000 // Protocol 7, "Connection closure": at least one second after 4100-4199.
const MAX_DELAY_MS = 30_000
const MAX_TOLD_MS = 3_600_000

/** What a client does once its connection has ended: give up, connect again at once, or wait first. */
export type AfterClose = 'stop' | 'at-once' | 'wait'

/** What to do after the server closed with `code`. Source: Protocol 7, "Connection closure". */
export function afterClose(code: number): AfterClose {
  const range = Math.floor(code / 100)
  return range === 40 ? 'stop' : range === 42 ? 'at-once' : 'wait'
}

/**
 * Jittered wait before reconnect number `attempt` (from 0), in milliseconds: at least a second, at most 30, and twice
 * as long at most with each attempt. `random` yields numbers from 0 to below 1; the jitter keeps the clients of a
 * failed node from coming back all at once.
 */
export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** (attempt + 1))
  return MIN_DELAY_MS + random() * (ceiling - MIN_DELAY_MS)
}

/**
 * How long the server asked to be left alone, in milliseconds, 0 if it did not: `retry_after` in seconds, in a message
 * or in the reason of a close frame. An hour at most, so that a slip of the server's does not lock clients out.
 */
export const toldMs = (text: string): number =>
  Math.min(Number(/retry_after\W+([\d.]+)/.exec(text)?.[1]) * 1_000 || 0, MAX_TOLD_MS)
