import { afterEach, describe, expect, it, vi } from 'vitest'
import Pusher, { type Options } from '../pusher.js'
import { webSocket, type Transport } from '../core/transport.js'
import { server } from '../testing/client.js'
import { settled } from '../testing/fake-server.js'
import { VERSION } from '../version.js'

afterEach(() => {
  vi.unstubAllGlobals()
  Pusher.instances.length = 0
})

const client = (options: Options) => new Pusher('app-key', { WebSocket: server.WebSocket, ...options })
const connected = (options: Options = {}) => {
  const made = client({ wsHost: 'server', ...options })
  server.socket.establish()
  return made
}

const PATH = `/app/app-key?protocol=7&client=anemone-js&version=${VERSION}`

describe('where a client connects', () => {
  it.each<[Options, string]>([
    [{ wsHost: 'a.example' }, `wss://a.example:443${PATH}`],
    [{ wsHost: 'a.example', cluster: 'mt1' }, `wss://a.example:443${PATH}`],
    [{ wsHost: 'a.example', forceTLS: false }, `ws://a.example:80${PATH}`],
    [{ wsHost: 'a.example', forceTLS: false, wsPort: 6001, wsPath: '/prefix' }, `ws://a.example:6001/prefix${PATH}`],
    [{ wsHost: 'a.example', wssPort: 6002 }, `wss://a.example:6002${PATH}`],
    [{ cluster: 'eu', hosts: { eu: 'b.example' } }, `wss://b.example:443${PATH}`],
    [{ cluster: 'eu', hosts: { eu: { wsHost: 'b.example', wssPort: 1, wsPath: '/b' } } }, `wss://b.example:1/b${PATH}`],
    [{ cluster: 'eu', wsHost: 'a.example', hosts: { eu: 'b.example' } }, `wss://a.example:443${PATH}`],
  ])('%o', (options, expected) => {
    client(options)
    expect(server.socket.url).toBe(expected)
  })

  it.each<Options>([
    {},
    { cluster: 'mt1' },
    { cluster: 'mt1', hosts: { eu: 'b.example' } },
    { cluster: 'constructor', hosts: {} },
    { wsHost: '', cluster: 'mt1' },
    { wsHost: undefined, cluster: '' },
    { httpHost: 'a.example' },
  ])('is nowhere that the options do not name: %o', options => {
    expect(() => client(options)).toThrow(expect.objectContaining({ name: 'AnemoneError', code: 'host' }))
    expect(server.sockets).toEqual([])
    expect(Pusher.instances).toEqual([])
  })

  it('is never without a key', () => {
    expect(() => new Pusher(undefined as never, { wsHost: 'server' })).toThrow()
  })

  it('is with TLS from a page that came with it', () => {
    vi.stubGlobal('location', { protocol: 'https:' })
    client({ wsHost: 'a.example', forceTLS: false })

    expect(server.socket.url).toMatch(/^wss:/)
  })

  it('changes with the cluster, and channels stay', () => {
    const made = connected({ cluster: 'eu', hosts: { eu: 'b.example', us: 'c.example' }, wsHost: undefined })
    const channel = made.subscribe('news')
    made.switchCluster({ appKey: 'other-key', cluster: 'us' })
    expect(server.sockets[0]!.closed).toBe(true)
    expect(server.socket.url).toContain('wss://c.example:443/app/other-key?')
    server.socket.establish().succeed('news')

    expect(made.channel('news')).toBe(channel)
    expect(channel.subscribed).toBe(true)
    expect(() => made.switchCluster({ appKey: 'key', cluster: 'nowhere' })).toThrow(
      expect.objectContaining({ code: 'host' }),
    )
    expect(made.connection.state).toBe('connected')
  })
})

describe('transports', () => {
  const streaming: Transport = { ...webSocket(class {} as never), name: 'xhr_streaming' }
  const tried = (options: Options): string[] => {
    const urls: string[] = []
    const open: Transport['open'] = url => {
      urls.push(url('http'))
      return { send: () => {}, close: () => {} }
    }
    client({ wsHost: 'a.example', fallbacks: [{ ...streaming, open }], ...options })
    server.sockets[0]?.end()
    vi.advanceTimersByTime(0)
    return [...server.sockets.map(() => 'ws'), ...urls]
  }

  it('are all that are there', () => {
    expect(tried({})).toEqual(['ws', `https://a.example:443/pusher${PATH}`])
  })

  it('are those that the options enable, and do not disable', () => {
    expect(tried({ enabledTransports: ['wss'] })).toEqual(['ws'])
    server.sockets.length = 0
    expect(tried({ disabledTransports: ['ws'] })).toEqual([`https://a.example:443/pusher${PATH}`])
    server.sockets.length = 0
    expect(tried({ enabledTransports: ['xhr_streaming'], wsPath: '/a', httpPort: 1, forceTLS: false })).toEqual([
      `http://a.example:1/a/pusher${PATH}`,
    ])
  })

  it('may be none: failed', () => {
    expect(client({ wsHost: 'a.example', enabledTransports: ['sockjs'] }).connection.state).toBe('failed')
  })
})

describe('options of pusher-js', () => {
  it('that cannot be kept are refused', () => {
    expect(() => client({ wsHost: 'server', authTransport: 'jsonp' as never })).toThrow(/jsonp/)
    expect(() => client({ wsHost: 'server', channelAuthorization: { transport: 'jsonp' as never } })).toThrow(/jsonp/)
    expect(() => client({ wsHost: 'server', userAuthentication: { transport: 'jsonp' as never } })).toThrow(/jsonp/)
  })

  it('that have no meaning here have no effect', () => {
    client({
      wsHost: 'server',
      enableStats: true,
      disableStats: false,
      statsHost: 'x',
      timelineParams: {},
      ignoreNullOrigin: true,
    })
    expect(server.sockets).toHaveLength(1)
  })

  it('set the times', () => {
    const made = client({ wsHost: 'server', activityTimeout: 10, pongTimeout: 20, unavailableTimeout: 30 })
    vi.advanceTimersByTime(30)
    expect(made.connection.state).toBe('unavailable')
    server.socket.establish()
    vi.advanceTimersByTime(10)
    expect(server.socket.take()).toEqual([{ event: 'pusher:ping', data: {} }])
    vi.advanceTimersByTime(20)
    expect(server.sockets[0]!.closed).toBe(true)
  })
})

describe('errors of a connection', () => {
  const errors = (made: Pusher) => {
    const heard: unknown[] = []
    made.connection.bind('error', (error: unknown) => heard.push(error))
    return heard
  }

  it('are told twice when a code ends it: as an error, and as what follows', () => {
    const heard = errors(connected())
    server.socket.end(4100, 'Full')
    const said = { type: 'PusherError', data: { code: 4100, message: 'Full' } }

    expect(heard).toEqual([said, { type: 'WebSocketError', error: said }])
  })

  it('are told once when nothing follows from the code', () => {
    const heard = errors(connected())
    server.socket.end(1006)

    expect(heard).toEqual([{ type: 'PusherError', data: { code: 1006, message: '' } }])
  })

  it.each([1000, 1001])('are none for %i', code => {
    const heard = errors(connected())
    server.socket.end(code)

    expect(heard).toEqual([])
  })

  it('are those of messages and of the platform, too', () => {
    const heard = errors(connected())
    server.socket.sayText('{').onerror?.('reset')

    expect(heard).toMatchObject([
      { type: 'MessageParseError', data: '{' },
      { type: 'WebSocketError', error: 'reset' },
    ])
  })

  it('are those of a greeting that is none', () => {
    const made = client({ wsHost: 'server' })
    const heard = errors(made)
    server.socket.onopen?.()
    server.socket.say('my-event')

    expect(heard).toMatchObject([{ type: 'HandshakeError' }])
  })

  it('are told in seconds, rounded, when they make a client wait', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.7)
    const made = connected()
    const waits: unknown[] = []
    made.connection.bind('connecting_in', (seconds: number) => waits.push(seconds))
    server.socket.end()

    expect(waits).toEqual([2])
  })
})

describe('what pusher-js does not have', () => {
  it('recovers, and tells of gaps', () => {
    const channel = connected().subscribe('ticks')
    const heard: unknown[] = []
    channel.bind_global((event, data) => heard.push([event, data]))
    server.socket.succeed('ticks', { position: 'p1' })
    server.socket.end()
    vi.advanceTimersByTime(1_000)
    server.socket.establish('2.2')
    expect(server.socket.take()).toEqual([{ event: 'pusher:subscribe', data: { channel: 'ticks', since: 'p1' } }])
    server.socket.succeed('ticks', { position: 'p5', recovered: false })

    expect(heard.at(-1)).toEqual(['anemone:gap', { from: 'p1', to: 'p5' }])
  })

  it('rewinds, asks for history, and presents tokens', async () => {
    const made = connected({ token: 't1' })
    await settled()
    server.socket.say('anemone:token_accepted', { expires_in: 60 })
    await settled()
    const channel = made.subscribe('ticks', { rewind: 5 })
    server.socket.succeed('ticks')
    void channel.history({ limit: 10 })

    expect(server.socket.take().map(({ event, data }) => [event, data])).toEqual([
      ['anemone:token', { token: 't1' }],
      ['pusher:subscribe', { channel: 'ticks', rewind: 5 }],
      ['anemone:history', { channel: 'ticks', limit: 10, ref: 1 }],
    ])
  })

  it('says what happens to who wants to know, and only then', () => {
    const log = vi.spyOn(console, 'log').mockReturnValue()
    connected()
    expect(log).not.toHaveBeenCalled()
    Pusher.logToConsole = true
    connected()
    Pusher.logToConsole = false

    expect(log.mock.calls.flat().join('\n')).toMatch(/connecting -> connected/)
  })

  it('refuses encrypted channels without tweetnacl, and client events on them', async () => {
    expect(() => connected().subscribe('private-encrypted-a')).toThrow(expect.objectContaining({ code: 'encryption' }))
    const { default: nacl } = await import('tweetnacl')
    const channel = connected({ nacl }).subscribe('private-encrypted-a')
    expect(() => channel.trigger('client-a', {})).toThrow(expect.objectContaining({ code: 'event' }))
  })
})
