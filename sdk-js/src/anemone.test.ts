import { describe, expect, it, vi } from 'vitest'
import { AnemoneError, VERSION, type ConnectionState } from './index.js'
import { client, connected, server } from './testing/client.js'

describe('the address', () => {
  const query = `?protocol=7&client=anemone-js&version=${VERSION}`
  it.each([
    ['https://realtime.example.com', 'wss://realtime.example.com/app/app-key'],
    ['http://127.0.0.1:6001', 'ws://127.0.0.1:6001/app/app-key'],
    ['wss://realtime.example.com/prefix/', 'wss://realtime.example.com/prefix/app/app-key'],
    [new URL('http://[::1]:6001/a/b'), 'ws://[::1]:6001/a/b/app/app-key'],
  ])('of %s is where the client connects', (url, expected) => {
    client({ url })
    expect(server.socket.url).toBe(expected + query)
  })

  it.each(['realtime.example.com', 'ftp://realtime.example.com', '', 'https://'])('is never guessed from %s', url => {
    expect(() => client({ url })).toThrow(expect.objectContaining({ code: 'host' }))
    expect(server.sockets).toEqual([])
  })
})

describe('the state', () => {
  it('is told at each change, and each is one object', () => {
    const made = client({ connect: false })
    const states: ConnectionState[] = [made.state]
    made.on('state', state => states.push(state))
    made.connect()
    server.socket.establish('7.8')
    server.socket.end(1006)
    made.disconnect()

    expect(states).toEqual([
      { name: 'initialized' },
      { name: 'connecting' },
      { name: 'connected', socketId: '7.8' },
      { name: 'connecting' },
      { name: 'connecting', retryInMs: 1_000 },
      { name: 'disconnected' },
    ])
    expect(made.state).toBe(states.at(-1))
  })

  it('is no longer told to who has stopped listening', () => {
    const made = connected()
    const listener = vi.fn()
    made.on('state', listener)()
    made.disconnect()

    expect(listener).not.toHaveBeenCalled()
  })

  it('says why the server refused', () => {
    const made = client()
    const errors = vi.fn()
    made.on('error', errors)
    server.socket.onopen?.()
    server.socket.say('pusher:error', { code: 4001, message: 'No app' })

    expect(made.state).toMatchObject({ name: 'disconnected', error: { code: 4001, message: 'No app' } })
    expect(errors).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ code: 4001, remedy: expect.stringMatching(/key/) }),
    )
  })

  it('can be awaited', async () => {
    const made = client()
    const ready = made.ready()
    server.socket.establish('7.8')

    await expect(ready).resolves.toBe('7.8')
    await expect(made.ready()).resolves.toBe('7.8')
  })

  it('is not awaited for ever where the server refuses', async () => {
    const made = client()
    const ready = made.ready()
    server.socket.onopen?.()
    server.socket.end(4003, 'Switched off')

    await expect(ready).rejects.toMatchObject({ code: 4003 })
    await expect(made.ready()).rejects.toBeInstanceOf(AnemoneError)
  })

  it('is not awaited longer than a signal allows', async () => {
    const reason = new Error('enough')
    const leaving = new AbortController()
    const ready = client().ready({ signal: leaving.signal })
    leaving.abort(reason)

    await expect(ready).rejects.toBe(reason)
    await expect(client().ready({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})
