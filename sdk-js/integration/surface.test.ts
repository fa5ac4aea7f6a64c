import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'

/** What pusher-js says of itself: the public members of these classes and interfaces, by its own types. */
const TYPES = [
  'pusher',
  'options',
  'user',
  'connection/connection_manager',
  'channels/channel',
  'channels/channels',
  'channels/members',
  'channels/presence_channel',
  'channels/encrypted_channel',
  'events/dispatcher',
]

const pusherJs = createRequire(new URL('../../server/web/package.json', import.meta.url)).resolve(
  'pusher-js/package.json',
)
const read = (path: string | URL) => readFileSync(path, 'utf8')
/** Whatever stands in code. */
const listed = new Set(
  [...read(new URL('../COMPATIBILITY.md', import.meta.url)).matchAll(/`([^`]+)`/g)].flatMap(([, code]) =>
    code!.split(/\W+/),
  ),
)

const membersOf = (path: string) =>
  [...read(new URL(`types/src/core/${path}.d.ts`, `file://${pusherJs}`)).matchAll(/^ {4}(?:static )?(\w+)\??[(:]/gm)]
    .map(([, name]) => name!)
    .filter(name => name !== 'constructor')

describe('COMPATIBILITY.md lists', () => {
  it.each(TYPES)('every public member of %s', path => {
    expect(membersOf(path)).not.toEqual([])
    expect(membersOf(path).filter(name => !listed.has(name))).toEqual([])
  })
})
