import { describe, expect, expectTypeOf, it } from 'vitest'
import { AnemoneError, errorOf, type ServerErrorCode } from './errors.js'

describe('errorOf', () => {
  it('keeps what the server said and adds the first thing to do', () => {
    const error = errorOf(4001, 'App key not found.')

    expect(error).toBeInstanceOf(AnemoneError)
    expect(error).toBeInstanceOf(Error)
    expect(`${error}`).toBe('AnemoneError: App key not found.')
    expect(error.code).toBe(4001)
    expect(error.remedy).toMatch(/app key/)
  })

  it.each([null, 4999, 0])('accepts %s, for which it knows no remedy of its own', code => {
    const error = errorOf(code, 'Received invalid JSON')

    expect(error.code).toBe(code)
    expect(error.remedy).toMatch(/docs\/errors\.md/)
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
