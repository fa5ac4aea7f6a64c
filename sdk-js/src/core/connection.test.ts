import { describe, expect, it, vi } from 'vitest'
import { connected, connection, faults, heard, server } from '../testing/connection.js'
import { webSocket, type Transport } from './transport.js'

describe('connecting', () => {
  it('begins in initialized, and does nothing before it is asked', () => {
    expect(connection().state_).toBe('initialized')
    expect(server.sockets).toEqual([])
  })

  it('goes through connecting to connected, with the name that the server gave', () => {
    const made = connection()
    made.connect_()
    expect(made.up_()).toBe(false)
    server.socket.establish('12.34')

    expect(heard).toEqual(['connecting', 'connected'])
    expect(made.socketId_).toBe('12.34')
    expect(made.up_()).toBe(true)
    expect(server.socket.url).toBe('wss://server/app/key')
  })

  it('connects once, however often it is asked', () => {
    const made = connection()
    made.connect_()
    made.connect_()
    server.socket.establish()
    made.connect_()

    expect(server.sockets).toHaveLength(1)
  })

  it('fails where no transport works', () => {
    const made = connection({ transports: [{ ...webSocket(server.WebSocket), supported: false }] })
    made.connect_()

    expect(heard).toEqual(['failed'])
  })

  it('tries again, later and later, while nothing answers', () => {
    connection().connect_()
    for (let attempt = 1; attempt <= 4; attempt++) {
      expect(server.sockets).toHaveLength(attempt)
      server.socket.end()
      vi.advanceTimersByTime(1_000)
    }
    expect(heard).toEqual(['connecting', 1_000, 1_000, 1_000, 1_000])
    expect(faults).toEqual([])
  })

  it('does not wait for its time when it is asked meanwhile, and then connects once', () => {
    const made = connection()
    made.connect_()
    server.socket.end()
    made.connect_()
    expect(server.sockets).toHaveLength(2)

    server.socket.establish()
    vi.advanceTimersByTime(1_000)
    expect(server.sockets).toHaveLength(2)
    expect(made.state_).toBe('connected')
  })

  it('is unavailable after ten seconds without an answer, tries on, and then connects', () => {
    const made = connection()
    made.connect_()
    vi.advanceTimersByTime(9_999)
    expect(heard).toEqual(['connecting'])
    vi.advanceTimersByTime(1)
    expect(heard).toEqual(['connecting', 'unavailable'])

    server.socket.end()
    vi.advanceTimersByTime(1_000)
    server.socket.establish()
    expect(heard).toEqual(['connecting', 'unavailable', 1_000, 'connected'])
  })

  it('gives an attempt up that hangs for fifteen seconds', () => {
    connection().connect_()
    vi.advanceTimersByTime(15_000)

    expect(server.socket.closed).toBe(true)
    vi.advanceTimersByTime(1_000)
    expect(server.sockets).toHaveLength(2)
  })

  it('tries again where the platform reports a fault and no end', () => {
    connection().connect_()
    server.socket.onerror?.(new Event('error'))

    expect(heard).toEqual(['connecting', 1_000])
    expect(faults).toEqual([])
    server.socket.end()
    vi.advanceTimersByTime(1_000)
    expect(server.sockets).toHaveLength(2)
  })

  it('takes an address that the platform refuses as one that does not answer', () => {
    const broken: Transport = {
      name: 'ws',
      supported: true,
      open() {
        throw new SyntaxError('The URL is invalid')
      },
    }
    connection({ transports: [broken] }).connect_()
    vi.advanceTimersByTime(0)

    expect(heard).toEqual(['connecting', 1_000])
  })

  it.each([
    ['what is no message', 'hello'],
    ['a message without an event', '{}'],
    ['another message first', '{"event":"my-event"}'],
    ['a hello without a socket id', '{"event":"pusher:connection_established","data":"{}"}'],
  ])('does not take %s for a greeting, and tries again', (_, text) => {
    connection().connect_()
    server.socket.onopen?.()
    server.socket.sayText(text)

    expect(faults).toMatchObject([{ kind_: 'noise', message_: text }])
    expect(server.socket.closed).toBe(true)
    expect(heard).toEqual(['connecting', 1_000])
  })
})

describe('life', () => {
  it('is asked for after the silence that the server named, and any message is a sign of it', () => {
    connected()
    vi.advanceTimersByTime(119_999)
    server.socket.say('my-event')
    vi.advanceTimersByTime(119_999)
    expect(server.socket.take()).toEqual([])
    vi.advanceTimersByTime(1)
    expect(server.socket.take()).toEqual([{ event: 'pusher:ping', data: {} }])

    server.socket.say('pusher:pong', {})
    vi.advanceTimersByTime(30_000)
    expect(heard).toEqual(['my-event', 'pusher:pong'])
  })

  it('is given up after half a minute without a sign, and a new connection made at once', () => {
    connected()
    vi.advanceTimersByTime(150_000)

    expect(server.sockets[0]!.closed).toBe(true)
    expect(heard).toEqual(['connecting'])
    vi.advanceTimersByTime(1) // The clock of the tests gives a timer without delay that a timer sets a millisecond.
    expect(server.sockets).toHaveLength(2)
  })

  it('is shorter where the client says so', () => {
    connection().connect_()
    server.socket.establish('1.1', { activity_timeout: 7 })
    vi.advanceTimersByTime(7_000)

    expect(server.socket.take()).toEqual([{ event: 'pusher:ping', data: {} }])
  })

  it('is shown when the server asks', () => {
    connected()
    server.socket.say('pusher:ping', {})

    expect(server.socket.take()).toEqual([{ event: 'pusher:pong', data: {} }])
  })

  it('is asked for when something has changed', () => {
    const made = connected()
    made.wake_()
    expect(server.socket.take()).toEqual([{ event: 'pusher:ping', data: {} }])
  })

  it('is given up in time, however often something changes meanwhile', () => {
    const made = connected()
    for (let second = 0; second < 30; second++) {
      made.wake_()
      expect(heard).toEqual([])
      vi.advanceTimersByTime(1_000)
    }
    expect(heard).toEqual(['connecting'])
    expect(server.sockets[0]!.take()).toEqual([{ event: 'pusher:ping', data: {} }])
  })

  it('is not what was under way already when the network went', () => {
    const made = connected()
    made.wake_()
    vi.advanceTimersByTime(10_000)
    server.socket.say('tick', {})
    vi.advanceTimersByTime(29_999)
    expect(made.state_).toBe('connected')

    vi.advanceTimersByTime(1)
    expect(made.state_).toBe('connecting')
  })

  it('need not be an answer while the peer goes on speaking', () => {
    const made = connected()
    made.wake_()
    for (let tick = 0; tick < 10; tick++) {
      vi.advanceTimersByTime(20_000)
      server.socket.say('tick', {})
    }
    expect(made.state_).toBe('connected')
  })

  it('is asked for anew once it was shown, and on another connection', () => {
    const made = connected()
    made.wake_()
    server.socket.say('pusher:pong', {})
    made.wake_()
    expect(server.socket.take()).toHaveLength(2)

    server.socket.end()
    vi.advanceTimersByTime(1_000)
    server.socket.establish()
    made.wake_()
    expect(server.socket.take()).toEqual([{ event: 'pusher:ping', data: {} }])
  })

  it('does not wait for its time when something has changed', () => {
    const made = connected()
    server.socket.end()
    made.wake_()
    expect(server.sockets).toHaveLength(2)

    vi.advanceTimersByTime(10_000)
    expect(made.state_).toBe('unavailable')
    made.wake_()
    expect(made.state_).toBe('connecting')
    expect(server.sockets).toHaveLength(3)
  })

  it('goes on after what is no message', () => {
    const made = connected()
    server.socket.sayText('{')

    expect(faults).toMatchObject([{ kind_: 'noise', message_: '{' }])
    expect(made.up_()).toBe(true)
  })

  it('goes on after an error of the server', () => {
    const made = connected()
    server.socket
      .say('pusher:error', { code: null, message: 'No' })
      .say('pusher:error', { code: 4301, message: 'Slow' })

    expect(faults).toMatchObject([
      { kind_: 'said', code_: null, message_: 'No' },
      { kind_: 'said', code_: 4301, message_: 'Slow' },
    ])
    expect(made.up_()).toBe(true)
  })

  it('hears alarms of the platform', () => {
    connected()
    const alarm = new Error('reset')
    server.socket.onerror?.(alarm)

    expect(faults).toMatchObject([{ kind_: 'alarm', cause_: alarm }])
  })
})
