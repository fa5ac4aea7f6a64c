import { readFileSync } from 'node:fs'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { AnemoneError, errorOf, type ServerErrorCode } from './errors.js'
import { accessToken, Anemone } from './index.js'

describe('errorOf', () => {
  it('keeps what the server said and adds the first thing to do', () => {
    const error = errorOf(4001, 'App key not found.')

    expect(error).toBeInstanceOf(AnemoneError)
    expect(error).toBeInstanceOf(Error)
    expect(`${error}`).toBe('AnemoneError: App key not found.')
    expect(error.code).toBe(4001)
    expect(error.remedy).toMatch(/app key/)
  })

  it.each([null, 4999, 0, 'constructor'])('accepts %s, for which it knows no remedy of its own', code => {
    const error = errorOf(code, 'Received invalid JSON')

    expect(error.code).toBe(code)
    expect(error.remedy).toMatch(/docs\/errors\.md/)
  })
})

describe('a remedy', () => {
  const documentation = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
  /** Which clients of this library never hear, or can do nothing about. */
  const OTHERS = ['1002', '1003', '1007', '1011', '4006', '4007', '4008', '4202']
  const section = (heading: string) => documentation.split(`### ${heading}\n`)[1]!.split('\n#')[0]!

  it.each([...documentation.matchAll(/^### ([14]\d{3})$/gm)].map(([, code]) => code!))('is known for %s', code => {
    expect(/docs/.test(errorOf(Number(code), '').remedy)).toBe(OTHERS.includes(code))
  })

  it.each(
    ['A subscription is refused by token, or dropped', 'anemone:token_refused'].flatMap(heading =>
      [...section(heading).matchAll(/^\| `([a-z_]+)`/gm)].map(([, code]) => code!),
    ),
  )('comes with tokens for %s', code => {
    new Anemone({ url: 'http://server', key: 'app-key', token: accessToken('t'), connect: false })

    expect(errorOf(code, '').remedy).not.toMatch(/docs/)
  })
})

describe('ServerErrorCode', () => {
  it('names the codes of the protocol and no others', () => {
    expectTypeOf<4001>().toExtend<ServerErrorCode>()
    // @ts-expect-error 4002 is not assigned.
    const unassigned: ServerErrorCode = 4002
    expect(errorOf(unassigned, '').remedy).toMatch(/docs\/errors\.md/)
  })
})
