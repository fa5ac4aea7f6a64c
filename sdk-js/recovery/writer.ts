import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Service } from './service.js'

/** The event that writers publish. */
export const EVENT = 'tick'

/** What it says: the how many-th of its channel it is, and since when the writer has been trying, by `Date.now()`. */
export interface Tick {
  readonly channel: string
  readonly n: number
  readonly at: number
}

const PATIENCE_MS = 3_000
const PAUSE_MS = 100
/** So many do not wait for the answer, but for this time at most. */
const HASTY = 0.05
const HASTE_MS = 20

/**
 * A backend that publishes on one channel, one event after the other: the next one when the one before was accepted.
 * An event that is refused for the moment, or not answered in time, goes to the other node with the same idempotency
 * key. For the sake of the trial it is sometimes in a hurry.
 */
export class Writer {
  /** How many events were accepted: 1 to this one, in this order. */
  accepted = 0
  /** Requests that were refused or not answered. */
  failures = 0
  /** Events of which the first request was accepted without the answer being heard. */
  replayed = 0
  private readonly run_ = randomUUID()

  constructor(
    private readonly service_: Service,
    readonly channel: string,
  ) {}

  /** Publishes an event about every `paceMs` until `signal` aborts, and completes when the last one is accepted. */
  async write(paceMs: number, signal: AbortSignal): Promise<void> {
    await delay(Math.random() * paceMs) // So that writers do not march in step.
    while (!signal.aborted) {
      await this.next()
      await delay(paceMs, undefined, { signal }).catch(() => {})
    }
  }

  /** Publishes one event, and completes when it is accepted. */
  async next(): Promise<void> {
    const tick: Tick = { channel: this.channel, n: this.accepted + 1, at: Date.now() }
    while (!(await this.offer_(tick))) {
      this.failures++
      await delay(PAUSE_MS)
    }
    this.accepted++
  }

  private async offer_(tick: Tick): Promise<boolean> {
    const patienceMs = Math.random() < HASTY ? Math.ceil(Math.random() * HASTE_MS) : PATIENCE_MS
    let answer
    try {
      answer = await this.service_.next().offer(`${this.run_}-${tick.n}`, patienceMs, this.channel, EVENT, tick)
    } catch {
      return false // It may have been published or not: the same key finds out.
    }
    const { status, replayed } = answer
    if (status !== 200 && status !== 503) throw new Error(`${this.channel} ${tick.n} was answered with ${status}`)
    if (replayed) this.replayed++
    return status === 200
  }
}
