/** What a listener hears of one channel: numbers of events, and where it was told that some are missing. */
export type Heard = number | 'gap'

/** What became of the events of one channel on the way to one listener. */
export interface Tally {
  readonly lost: number
  readonly duplicated: number
  /** Events that came after a later one. */
  readonly reordered: number
  readonly gaps: number
}

export const NOTHING: Tally = { lost: 0, duplicated: 0, reordered: 0, gaps: 0 }

/** Compares what was heard with the events 1 to `accepted`, published in this order. */
export function tally(heard: readonly Heard[], accepted: number): Tally {
  const known = new Set<number>()
  let duplicated = 0
  let reordered = 0
  let gaps = 0
  let latest = 0
  for (const n of heard) {
    if (n === 'gap') gaps++
    else if (known.has(n)) duplicated++
    else {
      if (n < latest) reordered++
      latest = Math.max(latest, n)
      known.add(n)
    }
  }
  let lost = 0
  for (let n = 1; n <= accepted; n++) if (!known.has(n)) lost++
  return { lost, duplicated, reordered, gaps }
}

/** All of them together. */
export const sum = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (a, b) => ({
      lost: a.lost + b.lost,
      duplicated: a.duplicated + b.duplicated,
      reordered: a.reordered + b.reordered,
      gaps: a.gaps + b.gaps,
    }),
    NOTHING,
  )

/**
 * What is wrong with a channel of which a listener was to miss something once: it hears the events from the first on,
 * each after the one before it; then one gap, across which events are missing; then the rest to the last, likewise.
 * `undefined` if nothing is.
 */
export function faultAround(heard: readonly Heard[], accepted: number): string | undefined {
  const gap = heard.indexOf('gap')
  const before = heard.slice(0, gap)
  const after = heard.slice(gap + 1)
  if (gap < 0 || after.includes('gap')) return `${heard.filter(n => n === 'gap').length} gaps`
  const first = Number(after[0])
  if (!before.every((n, i) => n === 1 + i)) return `Before the gap: ${before}`
  if (!after.length || !after.every((n, i) => n === first + i)) return `After the gap: ${after}`
  if (after.at(-1) !== accepted) return `The last of ${accepted} was ${after.at(-1)}`
  if (first <= before.length + 1) return `A gap between ${before.length} and ${first}, where nothing is missing`
  return undefined
}
