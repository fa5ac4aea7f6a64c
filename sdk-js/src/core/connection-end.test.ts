import { describe, expect, it, vi } from 'vitest'
import { FakeServer } from '../testing/fake-server.js'
import { connected, connection, faults, heard, server } from '../testing/connection.js'
import type { Transport, TransportEvents } from './transport.js'

describe('the end of a connection', () => {
  it.each([1000, 1001, 1005, 1006, 1011, 4100, 4199, 4300])(
    'is followed by another after a second, for code %i',
    code => {
      connected()
      server.socket.end(code)

      expect(heard).toEqual(['connecting', 1_000])
      vi.advanceTimersByTime(999)
      expect(server.sockets).toHaveLength(1)
      vi.advanceTimersByTime(1)
      server.socket.establish()
      expect(heard).toEqual(['connecting', 1_000, 'connected'])
    },
  )

  it.each([4200, 4299])('is followed by another at once, for code %i', code => {
    connected()
    server.socket.end(code)
    vi.advanceTimersByTime(0)

    expect(heard).toEqual(['connecting'])
    expect(server.sockets).toHaveLength(2)
  })

  it('waits when connections to be made again at once keep ending', () => {
    connected()
    server.socket.end(4200)
    vi.advanceTimersByTime(0)
    server.socket.establish().end(4200)

    expect(heard).toEqual(['connecting', 'connected', 'connecting', 1_000])
  })

  it('does not wait when the one that ended was a good one', () => {
    connected()
    server.socket.end(4200)
    vi.advanceTimersByTime(0)
    server.socket.establish()
    vi.advanceTimersByTime(5_001)
    server.socket.end(4200)

    expect(heard).toEqual(['connecting', 'connected', 'connecting'])
  })

  it.each([4001, 4003, 4099])('is the last, for code %i', code => {
    const made = connected()
    server.socket.end(code, 'because')

    expect(heard).toEqual(['disconnected'])
    expect(made.refusal_).toEqual({ kind_: 'end', code_: code, message_: 'because' })
    vi.advanceTimersByTime(600_000)
    expect(server.sockets).toHaveLength(1)
  })

  it('is the last when the server refuses by its first message', () => {
    connection().connect_()
    server.socket.onopen?.()
    server.socket.say('pusher:error', { code: 4001, message: 'No app has this key' })

    expect(heard).toEqual(['connecting', 'disconnected'])
    expect(faults).toEqual([{ kind_: 'end', code_: 4001, message_: 'No app has this key' }])
  })

  it('changes to TLS where the app demands it, once', () => {
    const made = connected({ tls: false })
    expect(server.socket.url).toMatch(/^ws:/)
    server.socket.end(4000)
    vi.advanceTimersByTime(0)

    expect(made.tls_).toBe(true)
    expect(server.socket.url).toMatch(/^wss:/)
    server.socket.onopen?.()
    server.socket.end(4000)
    expect(made.state_).toBe('disconnected')
  })

  it.each([
    [
      'a message',
      (socket: FakeServer['socket']) =>
        socket.say('pusher:error', { code: 4100, message: 'Full', retry_after: 2.5 }).end(4100),
    ],
    ['the reason of the close', (socket: FakeServer['socket']) => socket.end(4100, '{"retry_after":2.5}')],
    ['the greeting', (socket: FakeServer['socket']) => socket.end()],
  ])('is followed by as long a wait as the server asked for in %s, and the jitter', (where, end) => {
    connection().connect_()
    server.socket.establish('1.1', where === 'the greeting' ? { retry_after: 2.5 } : {})
    end(server.socket)

    expect(heard.at(-1)).toBe(3_500)
  })

  it('paces those too who may come back at once', () => {
    connected()
    server.socket.end(4200, 'retry_after=2')

    expect(heard).toEqual(['connecting', 3_000])
  })

  it('takes no pace from the events of an app', () => {
    connected()
    server.socket.say('my-event', { retry_after: 60 }, { channel: 'news' }).end()

    expect(heard).toEqual(['my-event', 'connecting', 1_000])
  })

  it('is heard once: what a dropped connection still says is not', () => {
    connected()
    const first = server.socket
    first.end(1006)
    first.end(4001)
    first.say('my-event')
    vi.advanceTimersByTime(1_000)
    server.socket.establish()

    expect(heard).toEqual(['connecting', 1_000, 'connected'])
  })
})

describe('disconnecting', () => {
  it('closes what is open, and connects again when asked', () => {
    const made = connected()
    made.disconnect_()
    expect(server.socket.closed).toBe(true)
    expect(heard).toEqual(['disconnected'])

    made.connect_()
    server.socket.establish('2.2')
    expect(heard).toEqual(['disconnected', 'connecting', 'connected'])
  })

  it('ends an attempt, a wait and the way to unavailable', () => {
    const made = connection()
    made.connect_()
    made.disconnect_()
    vi.advanceTimersByTime(60_000)
    expect(heard).toEqual(['connecting', 'disconnected'])

    made.connect_()
    server.socket.end()
    made.disconnect_()
    vi.advanceTimersByTime(60_000)
    expect(heard.slice(2)).toEqual(['connecting', 1_000, 'disconnected'])
    expect(server.sockets).toHaveLength(2)
  })

  it('may be done by a listener who hears of the end', () => {
    const made = connected()
    faults.push = () => (made.disconnect_(), 0)
    server.socket.end(4100)

    expect(heard).toEqual(['disconnected'])
  })

  it('may be undone by a listener who hears of the end: what it has begun goes on', () => {
    const made = connected()
    faults.push = () => (made.renew_(), 0)
    server.socket.end(4001)

    expect(heard).toEqual(['connecting'])
    server.socket.establish()
    expect(made.up_()).toBe(true)
  })

  it('may be done by a listener who hears that it connects, or connects again', () => {
    const made = connection()
    heard.push = state => (state === 'connecting' && made.disconnect_(), 0)
    made.connect_()
    expect(server.socket.closed).toBe(true)
    expect(vi.getTimerCount()).toBe(0)

    const again = connected()
    heard.push = said => {
      if (said === 'connecting') again.disconnect_()
      return heard.unshift(said)
    }
    server.socket.end()
    expect([...heard]).toEqual(['connecting', 'disconnected'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('sends nothing afterwards', () => {
    const made = connected()
    expect(made.send_('client-a', {}, 'private-a')).toBe(true)
    made.disconnect_()
    expect(made.send_('client-a', {}, 'private-a')).toBe(false)
  })
})

describe('several transports', () => {
  /** A transport that the test plays. */
  function played(name: string) {
    const opened: TransportEvents[] = []
    const transport: Transport = {
      name,
      supported: true,
      open(_, events) {
        opened.push(events)
        return { send: () => {}, ping: () => void heard.push(`${name} pinged`), close: () => {} }
      },
    }
    return { transport, opened }
  }

  it('are tried in turn, without a wait, and begun with the first again after one', () => {
    const [first, second] = [played('first'), played('second')]
    connection({ transports: [first.transport, second.transport] }).connect_()
    first.opened[0]!.closed(1006, '')
    vi.advanceTimersByTime(0)
    expect(second.opened).toHaveLength(1)
    second.opened[0]!.closed(1006, '')
    expect(heard).toEqual(['connecting', 1_000])

    vi.advanceTimersByTime(1_000)
    expect(first.opened).toHaveLength(2)
  })

  it('are given five seconds each, but for the last', () => {
    const [first, second] = [played('first'), played('second')]
    connection({ transports: [first.transport, second.transport] }).connect_()
    vi.advanceTimersByTime(4_999)
    expect(second.opened).toHaveLength(0)
    vi.advanceTimersByTime(2)
    expect(second.opened).toHaveLength(1)
    vi.advanceTimersByTime(14_990)
    expect(heard).toEqual(['connecting', 'unavailable'])
    vi.advanceTimersByTime(10)
    expect(heard).toEqual(['connecting', 'unavailable', 1_000])
  })

  it('are tried in turn, too, where one takes the connection and then nothing gets through', () => {
    const [first, second] = [played('first'), played('second')]
    const made = connection({ transports: [first.transport, second.transport] })
    made.connect_()
    first.opened[0]!.opened()
    vi.advanceTimersByTime(5_000)
    expect(second.opened).toHaveLength(0)
    vi.advanceTimersByTime(1)
    expect(second.opened).toHaveLength(1)

    made.renew_()
    first.opened[1]!.opened()
    first.opened[1]!.closed(1006, '')
    vi.advanceTimersByTime(1)
    expect(second.opened).toHaveLength(2)
  })

  it('are not changed where the server has answered: it asks for a wait', () => {
    const [first, second] = [played('first'), played('second')]
    connection({ transports: [first.transport, second.transport] }).connect_()
    first.opened[0]!.opened()
    first.opened[0]!.closed(4100, '')
    vi.advanceTimersByTime(999)

    expect(heard).toEqual(['connecting', 1_000])
    expect(second.opened).toEqual([])
  })

  it('ask for life in their own way', () => {
    const { transport, opened } = played('first')
    const made = connection({ transports: [transport] })
    made.connect_()
    opened[0]!.opened()
    opened[0]!.message('{"event":"pusher:connection_established","data":{"socket_id":"1.1","activity_timeout":120}}')
    vi.advanceTimersByTime(60_000)
    opened[0]!.alive()
    vi.advanceTimersByTime(119_999)
    expect(heard).toEqual(['connecting', 'connected'])
    vi.advanceTimersByTime(1)

    expect(heard).toEqual(['connecting', 'connected', 'first pinged'])
  })
})
