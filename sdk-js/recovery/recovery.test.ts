import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Kind, Listener } from './listener.js'
import type { Weather } from './network.js'
import { Service } from './service.js'
import { faultAround, NOTHING } from './tally.js'
import { total, Trial } from './trial.js'

const setting = (name: string, otherwise: number) => Number(process.env[`RECOVERY_${name}`] ?? otherwise)

const CLIENTS = setting('CLIENTS', 200)
const SECONDS = setting('SECONDS', 300)
const LONGEST_CUT_S = setting('LONGEST_CUT', 60)
/** Beside the others, and cut like them: what they lose is what there was to lose. */
const STOCK_CLIENTS = 10

const SHORT_SIZE = 5
const BRIEF_TTL_S = 2

let service: Service
beforeAll(async () => {
  service = await Service.start({
    history: [
      { channels: 'short-*', size: SHORT_SIZE, ttl: '10m' },
      { channels: 'brief-*', size: 1_000, ttl: `${BRIEF_TTL_S}s` },
      { channels: '*', size: 1_000, ttl: '10m' },
    ],
  })
})
afterAll(() => service?.stop())

const channels = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}-${n}`)

/** One in twenty of our clients has to do without WebSocket. */
const kindOf = (n: number): Kind =>
  n >= CLIENTS ? 'pusher-js' : n % 40 === 0 ? 'XHR streaming' : n % 40 === 20 ? 'XHR polling' : 'WebSocket'

it(`${CLIENTS} clients lose, repeat and reorder nothing while they are cut off and both nodes replaced`, async () => {
  const kinds = Array.from({ length: CLIENTS + STOCK_CLIENTS }, (_, n) => kindOf(n))
  using trial = await Trial.start(service, channels('ticks', 20), kinds)
  trial.disturb(LONGEST_CUT_S * 1_000)

  await trial.until(SECONDS / 4)
  trial.note = 'node 1 stops'
  const exitCode = await service.replace(0, 'SIGTERM')
  trial.note = 'node 1 replaced'
  await trial.until(SECONDS / 2)
  trial.note = 'node 2 killed'
  await service.replace(1, 'SIGKILL')
  trial.note = 'both nodes replaced'
  await trial.until(SECONDS)
  const weather = await trial.calm()
  trial.note = 'networks restored'
  await trial.finish()

  show(trial, weather)
  expect(exitCode).toBe(0)
  for (const kind of new Set(trial.clients.map(({ kind }) => kind)))
    expect(trial.tally(kind), kind).toEqual(NOTHING)
  expect(total(trial.clients, ({ recovered }) => recovered)).toBeGreaterThan(CLIENTS)
  expect(trial.tally('pusher-js').lost).toBeGreaterThan(0)
})

it('a window that is too short is told by one gap to each client on each channel', async () => {
  const kinds = Array.from({ length: CLIENTS }, (_, n) => kindOf(n))
  using trial = await Trial.start(service, [...channels('short', 10), ...channels('brief', 10)], kinds)
  const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 60_000, interval: 50 })

  /** Hears something, misses more than is kept, and hears something again. */
  const leaveForTooLong = async ({ heard, link, hurry }: Listener) => {
    const all = [...heard]
    await until(() => all.every(([, it]) => it.length >= 2))
    link.sever()
    const left = all.map(([channel, it]) => ({ channel, it, heard: it.length, accepted: trial.accepted(channel) }))
    const missed = ({ channel, accepted }: (typeof left)[number]) => trial.accepted(channel) - accepted
    const leftAt = Date.now()
    await until(() => Date.now() - leftAt > (BRIEF_TTL_S + 1) * 1_000 && left.every(it => missed(it) > SHORT_SIZE + 1))
    link.restore()
    hurry()
    await until(() => left.every(({ it, heard }) => it.length >= heard + 3))
  }
  await Promise.all(trial.listeners.map(leaveForTooLong))
  await trial.finish()

  const faults = trial.listeners.flatMap(({ heard }) =>
    [...heard].map(([channel, it]) => faultAround(it, trial.accepted(channel))),
  )
  console.log(`${faults.length} subscriptions; told of exactly one gap: ${faults.filter(fault => !fault).length}`)
  expect(faults.filter(Boolean)).toEqual([])
})

/** What a run comes to. */
function show(trial: Trial, weather: readonly Weather[]): void {
  const kinds = [...new Set(trial.listeners.map(({ kind }) => kind))].sort()
  const rows = kinds.map(kind => {
    const all = trial.listeners.filter(listener => listener.kind === kind)
    const { lost, duplicated, reordered, gaps } = trial.tally(kind)
    return {
      clients: all.length,
      reconnected: total(all, ({ connections }) => connections - 1),
      received: total(all, ({ received }) => received),
      recovered: total(all, ({ recovered }) => recovered),
      lost,
      duplicated,
      reordered,
      gaps,
    }
  })
  console.table(Object.fromEntries(kinds.map((kind, n) => [kind, rows[n]])))
  const published = total(trial.writers, ({ accepted }) => accepted)
  const failures = total(trial.writers, writer => writer.failures)
  const cuts = total(weather, ({ cuts }) => cuts)
  const longest = Math.max(...weather.map(({ longestCutMs }) => longestCutMs))
  console.log(
    `${published} events accepted, ${failures} requests failed or not waited for, ` +
      `${total(trial.writers, ({ replayed }) => replayed)} of these accepted all the same; ` +
      `${cuts} cuts, of ${(longest / 1_000).toFixed(1)} s at the most; two nodes replaced`,
  )
}
