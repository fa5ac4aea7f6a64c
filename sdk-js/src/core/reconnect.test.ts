import { describe, expect, it } from 'vitest'
import { afterClose, backoffMs, toldMs } from './reconnect.js'

const SMALLEST = () => 0
const LARGEST = () => 1 - Number.EPSILON

describe('afterClose', () => {
  it.each([
    [3999, 'wait'],
    [4000, 'stop'],
    [4099, 'stop'],
    [4100, 'wait'],
    [4199, 'wait'],
    [4200, 'at-once'],
    [4299, 'at-once'],
    [4300, 'wait'],
  ])('reads the range at its edges: %i means %s', (code, expected) => {
    expect(afterClose(code)).toBe(expected)
  })

  it.each([1000, 1001, 1005, 1006, 1011])('retries after %i, which says nothing about the app', code => {
    expect(afterClose(code)).toBe('wait')
  })
})

describe('backoffMs', () => {
  it('waits a second at least, whatever the attempt', () => {
    for (const attempt of [0, 1, 7, 1_000]) expect(backoffMs(attempt, SMALLEST)).toBe(1_000)
  })

  it('doubles its longest wait with each attempt, up to thirty seconds', () => {
    const longest = [0, 1, 2, 3, 4, 5, 1_000].map(attempt => Math.round(backoffMs(attempt, LARGEST)))
    expect(longest).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('spreads clients evenly between the two', () => {
    expect(backoffMs(1, () => 0.5)).toBe(2_500)
  })
})

describe('toldMs', () => {
  it.each([
    ['{"event":"pusher:error","data":{"code":4100,"retry_after":3}}', 3_000],
    ['{"event":"pusher:error","data":"{\\"retry_after\\":0.25}"}', 250],
    ['{"retry_after":1.5}', 1_500],
    ['retry_after=2', 2_000],
    ['', 0],
    ['Server is stopping', 0],
    ['{"retry_after":null}', 0],
    ['{"retry_after":"..."}', 0],
  ])('reads %s', (text, expected) => {
    expect(toldMs(text)).toBe(expected)
  })

  it('waits an hour at most', () => {
    expect(toldMs('{"retry_after":86400}')).toBe(3_600_000)
  })
})
