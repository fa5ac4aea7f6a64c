import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const FOLDER = new URL('../integration/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

/** Each row: what pusher-js has, what is here, the tests that compare, the tests of this library alone. */
const rows = read('../COMPATIBILITY.md')
  .split('\n')
  .filter(line => line.startsWith('| ') && line.split('|').length === 6)
  .map(line => line.split('|').map(cell => cell.trim()))
  .filter(([, first]) => first !== 'pusher-js')

it('COMPATIBILITY.md names every test that compares with pusher-js, and no others', () => {
  const scripts = readdirSync(FOLDER).filter(name => /^drop-in-.+\.test\.ts$/.test(name))
  const tests = scripts.flatMap(name =>
    [...read(`../integration/${name}`).matchAll(/\bsame\(\s*(['"])(.+?)\1,/g)].map(match => match[2]),
  )
  const named = rows.flatMap(([, , , both]) => both!.split(';').map(name => name.trim())).filter(name => name)

  expect([...new Set(named)].sort()).toEqual([...tests].sort())
})

it('COMPATIBILITY.md names a test for each row that promises something', () => {
  const untested = rows.filter(
    ([, , here, both, unit]) => !both && !unit && !/^no: |always connects/.test(here!),
  )

  expect(untested.map(([, what]) => what)).toEqual([])
})
