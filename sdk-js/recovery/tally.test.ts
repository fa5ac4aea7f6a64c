import { describe, expect, it } from 'vitest'
import { faultAround, NOTHING, sum, tally } from './tally.js'

describe('tally', () => {
  it('finds nothing where each event was heard once and in order', () => {
    expect(tally([1, 2, 3], 3)).toEqual(NOTHING)
  })

  it.each([
    ['lost at the beginning', [2, 3], { lost: 1 }],
    ['lost in the middle', [1, 3], { lost: 1 }],
    ['lost at the end', [1], { lost: 2 }],
    ['heard twice', [1, 2, 2, 3, 1], { duplicated: 2 }],
    ['heard after a later one', [2, 3, 1], { reordered: 1 }],
    ['replayed too late', [1, 3, 2, 3], { reordered: 1, duplicated: 1 }],
    ['a gap', [1, 'gap', 3], { lost: 1, gaps: 1 }],
  ] as const)('counts what was %s', (_, heard, expected) => {
    expect(tally(heard, 3)).toEqual({ ...NOTHING, ...expected })
  })

  it('adds up', () => {
    expect(sum([tally([1], 3), tally([3, 2, 1, 'gap', 1], 3)])).toEqual({
      lost: 2,
      duplicated: 1,
      reordered: 2,
      gaps: 1,
    })
  })
})

describe('faultAround', () => {
  it('finds none around one gap', () => {
    expect(faultAround([1, 2, 'gap', 7, 8], 8)).toBeUndefined()
  })

  it.each([
    ['no gap', [1, 2, 3], '0 gaps'],
    ['two gaps', [1, 'gap', 4, 'gap', 8], '2 gaps'],
    ['a hole before it', [1, 3, 'gap', 8], 'Before the gap: 1,3'],
    ['a hole after it', [1, 'gap', 6, 8], 'After the gap: 6,8'],
    ['nothing after it', [1, 'gap'], 'After the gap: '],
    ['an end that is missing', [1, 'gap', 6, 7], 'The last of 8 was 7'],
    ['a repetition', [1, 2, 'gap', 2, 3, 4, 5, 6, 7, 8], 'A gap between 2 and 2, where nothing is missing'],
    ['nothing missing', [1, 'gap', 2, 3, 4, 5, 6, 7, 8], 'A gap between 1 and 2, where nothing is missing'],
  ] as const)('finds %s', (_, heard, fault) => {
    expect(faultAround(heard, 8)).toBe(fault)
  })
})
