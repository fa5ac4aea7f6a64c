import { setTimeout as delay } from 'node:timers/promises'
import type { Listener } from './listener.js'

/** So many cuts are silent: nothing gets through, and nobody says so. */
const SILENT = 0.25
/** So many clients see the network come back; the others go on waiting for their time. */
const WATCHFUL = 0.5
const SHORTEST_UP_MS = 1_000

/** What a listener's network went through. */
export interface Weather {
  cuts: number
  longestCutMs: number
}

/**
 * Cuts a listener off again and again, for up to `longestMs` each time and with as much time between, until `signal`
 * aborts; then the network is there.
 */
export async function disturb({ link, hurry }: Listener, longestMs: number, signal: AbortSignal): Promise<Weather> {
  const weather = { cuts: 0, longestCutMs: 0 }
  const pass = (ms: number) => delay(ms, undefined, { signal }).catch(() => {})
  for (;;) {
    await pass(SHORTEST_UP_MS + Math.random() * longestMs)
    if (signal.aborted) return weather
    const began = Date.now()
    if (Math.random() < SILENT) link.stall()
    else link.sever()
    await pass(Math.random() * longestMs)
    link.restore()
    if (Math.random() < WATCHFUL) hurry()
    weather.cuts++
    weather.longestCutMs = Math.max(weather.longestCutMs, Date.now() - began)
  }
}
