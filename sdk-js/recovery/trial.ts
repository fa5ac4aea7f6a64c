import { setMaxListeners } from 'node:events'
import { vi } from 'vitest'
import { Listener, type Kind } from './listener.js'
import { disturb, type Weather } from './network.js'
import type { Service } from './service.js'
import { sum, tally, type Tally } from './tally.js'
import { Writer } from './writer.js'

const PACE_MS = 500
const CATCH_UP_LIMIT_MS = 60_000
const REPORT_MS = 5_000

/** Writers on some channels, and listeners to three of these each. */
export class Trial implements Disposable {
  /** Told in the reports. */
  note = ''
  private readonly began_ = Date.now()
  private readonly ending_ = new AbortController()
  private readonly calm_ = new AbortController()
  private disturbed_: Promise<Weather>[] = []
  private readonly written_: Promise<unknown>
  private readonly reports_

  private constructor(
    readonly writers: readonly Writer[],
    readonly listeners: readonly Listener[],
  ) {
    setMaxListeners(0, this.ending_.signal, this.calm_.signal)
    this.written_ = Promise.all(writers.map(writer => writer.write(PACE_MS, this.ending_.signal)))
    this.reports_ = setInterval(() => console.log(this.progress_()), REPORT_MS)
  }

  /** Subscribes a listener of each kind, and then starts to publish. */
  static async start(service: Service, channels: readonly string[], kinds: readonly Kind[]): Promise<Trial> {
    const threeOf = (n: number) => [0, 7, 13].map(step => channels[(n + step) % channels.length]!)
    const listeners = await Promise.all(kinds.map((kind, n) => Listener.open(kind, threeOf(n), service.route)))
    return new Trial(
      channels.map(channel => new Writer(service, channel)),
      listeners,
    )
  }

  /** Those that are this library. */
  get clients(): readonly Listener[] {
    return this.listeners.filter(({ kind }) => kind !== 'pusher-js')
  }

  /** How many events of a channel were accepted so far. */
  accepted(channel: string): number {
    return this.writers.find(writer => writer.channel === channel)!.accepted
  }

  /** Completes so many seconds after the beginning. */
  async until(seconds: number): Promise<void> {
    const left = this.began_ + seconds * 1_000 - Date.now()
    if (left > 0) await new Promise(resolve => setTimeout(resolve, left))
  }

  /** From now on, everybody's network is cut again and again, for so long at the most. */
  disturb(longestMs: number): void {
    this.disturbed_ = this.listeners.map(listener => disturb(listener, longestMs, this.calm_.signal))
  }

  /** Leaves the networks alone, and says what each went through. */
  calm(): Promise<Weather[]> {
    this.calm_.abort()
    return Promise.all(this.disturbed_)
  }

  /** Ends the writing, and completes when all clients have heard the last event, or had time enough to. */
  async finish(): Promise<void> {
    this.ending_.abort()
    await this.written_
    await this.caughtUp_()
    // What a client still has to hear a second time, it hears before one more.
    await Promise.all(this.writers.map(writer => writer.next()))
    await this.caughtUp_()
  }

  /** What was lost and so on by all listeners of a kind. */
  tally(kind: Kind): Tally {
    const all = this.listeners.filter(listener => listener.kind === kind)
    return sum(all.flatMap(({ heard }) => [...heard].map(([channel, it]) => tally(it, this.accepted(channel)))))
  }

  /** Ends all that is under way. */
  [Symbol.dispose](): void {
    clearInterval(this.reports_)
    this.calm_.abort()
    this.ending_.abort()
    for (const listener of this.listeners) listener.close()
  }

  private async caughtUp_(): Promise<void> {
    const upToDate = ({ heard }: Listener) => [...heard].every(([channel, it]) => it.at(-1) === this.accepted(channel))
    const allUpToDate = () => {
      for (const client of this.clients) if (!client.connected) client.hurry()
      return this.clients.every(upToDate)
    }
    const options = { timeout: CATCH_UP_LIMIT_MS, interval: 500 }
    await vi.waitUntil(allUpToDate, options).catch(() => {}) // The tally will show it.
  }

  private progress_(): string {
    const { clients, writers } = this
    const published = writers.reduce((total, { accepted }) => total + accepted, 0)
    const owed = total(clients, ({ heard }) => total([...heard.keys()], channel => this.accepted(channel)))
    const received = total(clients, listener => listener.received)
    return [
      `${Math.round((Date.now() - this.began_) / 1_000)} s`,
      `connected ${clients.filter(({ connected }) => connected).length} of ${clients.length}`,
      `away ${clients.filter(({ link }) => !link.up).length}`,
      `published ${published}`,
      `received ${received}`,
      `missing ${owed - received}`,
      this.note,
    ].join('  ')
  }
}

export const total = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((all, item) => all + of(item), 0)
