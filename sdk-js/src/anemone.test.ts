import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Anemone, AnemoneError, VERSION, type AnemoneOptions, type ConnectionState } from './index.js'
import { FakeServer, settled } from './testing/fake-server.js'

let server: FakeServer

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(0)
  server = new FakeServer()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const client = (options: Partial<AnemoneOptions> = {}) =>
  new Anemone({
    url: 'https://realtime.example.com',
    key: 'app-key',
    WebSocket: server.WebSocket,
    auth: ({ channel, socketId }) => ({ auth: `key:${channel}@${socketId}` }),
    ...options,
  })

const connected = (options: Partial<AnemoneOptions> = {}) => {
  const made = client(options)
  server.socket.establish()
  return made
}

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

describe('channels', () => {
  it('are asked for when there is a connection, and again on the next', () => {
    const made = client()
    made.subscribe('news')
    server.socket.establish()
    expect(server.socket.take()).toEqual([{ event: 'pusher:subscribe', data: { channel: 'news' } }])

    server.socket.succeed('news').end()
    vi.advanceTimersByTime(1_000)
    server.socket.establish('2.2')
    expect(server.socket.take()).toEqual([{ event: 'pusher:subscribe', data: { channel: 'news' } }])
  })

  it('give events to who listens, with what the publisher meant', () => {
    const news = connected().subscribe('news')
    const heard: unknown[] = []
    news.on('headline', (data, info) => heard.push(data, info))
    const stop = news.on('headline', () => heard.push('twice'))
    server.socket.succeed('news')
    server.socket.say('headline', { text: 'hi' }, { channel: 'news' })
    stop()
    server.socket.sayText('{"event":"headline","channel":"news","data":"no JSON","user_id":"ann"}')
    server.socket.say('headline', 1, { channel: 'other' })
    server.socket.say('other', 1, { channel: 'news' })

    expect(heard).toEqual([{ text: 'hi' }, {}, 'twice', 'no JSON', { userId: 'ann' }])
  })

  it('go on for others when a listener throws', () => {
    const news = connected().subscribe('news')
    const heard = vi.fn()
    news.on('headline', () => {
      throw new Error('mine')
    })
    news.on('headline', heard)
    server.socket.say('headline', 1, { channel: 'news' })

    expect(heard).toHaveBeenCalledOnce()
    expect(() => vi.runOnlyPendingTimers()).toThrow('mine')
  })

  it('do not hear what is between client and server', () => {
    const news = connected().subscribe('news')
    const heard = vi.fn()
    news.onAny(heard)
    server.socket.succeed('news')
    server.socket.say('pusher_internal:unknown', {}, { channel: 'news' })
    server.socket.say('anemone:unknown', {}, { channel: 'news' })
    server.socket.say('pusher:cache_miss', {}, { channel: 'news' })

    expect(heard).not.toHaveBeenCalled()
  })

  it('are shared, and given up when nobody uses them', () => {
    const made = connected()
    const [one, two] = [made.subscribe('news'), made.subscribe('news')]
    server.socket.succeed('news').take()
    const heard = vi.fn()
    two.on('headline', heard)
    one.unsubscribe()
    server.socket.say('headline', 1, { channel: 'news' })
    expect(heard).toHaveBeenCalledOnce()
    expect(server.socket.take()).toEqual([])
    two.unsubscribe()
    expect(server.socket.take()).toEqual([{ event: 'pusher:unsubscribe', data: { channel: 'news' } }])
  })

  it.each(['by a signal', 'by a call', 'by both'])('are given up once by each who subscribed, be it %s', how => {
    const made = connected()
    const leaving = new AbortController()
    const one = made.subscribe('news', { signal: leaving.signal })
    const two = made.subscribe('news')
    server.socket.succeed('news').take()
    if (how !== 'by a signal') one.unsubscribe()
    if (how !== 'by a call') leaving.abort()
    one.unsubscribe()
    expect(server.socket.take()).toEqual([])
    two.unsubscribe()
    expect(server.socket.take()).toEqual([{ event: 'pusher:unsubscribe', data: { channel: 'news' } }])
  })

  it('are not subscribed for a signal that has aborted', () => {
    const made = connected()
    const channel = made.subscribe('news', { signal: AbortSignal.abort() })
    server.socket.succeed('news')

    expect(server.socket.take().map(({ event }) => event)).toEqual(['pusher:subscribe', 'pusher:unsubscribe'])
    expect(channel.subscribed).toBe(false)
  })

  it('are let go of by a signal when they are given up', () => {
    const { signal } = new AbortController()
    const listeners = new Set<unknown>()
    signal.addEventListener = (_: string, listener: unknown) => void listeners.add(listener)
    signal.removeEventListener = (_: string, listener: unknown) => void listeners.delete(listener)
    const channel = connected().subscribe('news', { signal })
    expect(listeners.size).toBe(1)
    channel.unsubscribe()

    expect(listeners.size).toBe(0)
  })

  it('that were given up are given up once, whoever has subscribed since', () => {
    const made = connected()
    const one = made.subscribe('news')
    server.socket.succeed('news')
    one.unsubscribe()
    made.subscribe('news')
    server.socket.succeed('news').take()
    one.unsubscribe()

    expect(server.socket.take()).toEqual([])
  })

  it('are given up when a signal aborts', () => {
    const leaving = new AbortController()
    connected().subscribe('news', { signal: leaving.signal })
    server.socket.succeed('news').take()
    leaving.abort()

    expect(server.socket.take()).toEqual([{ event: 'pusher:unsubscribe', data: { channel: 'news' } }])
  })

  it('that are left before they are there are left when they are', () => {
    const made = connected()
    made.subscribe('news').unsubscribe()
    expect(server.socket.take()).toHaveLength(1)
    server.socket.succeed('news')

    expect(server.socket.take()).toEqual([{ event: 'pusher:unsubscribe', data: { channel: 'news' } }])
  })

  it('that are left and asked for again before they are there are kept', () => {
    const made = connected()
    made.subscribe('news').unsubscribe()
    const again = made.subscribe('news')
    const heard = vi.fn()
    again.on('headline', heard)
    server.socket.succeed('news').say('headline', 1, { channel: 'news' })

    expect(server.socket.take().map(({ event }) => event)).toEqual(['pusher:subscribe'])
    expect(again.subscribed).toBe(true)
    expect(heard).toHaveBeenCalledOnce()
  })

  it('that were left while the connection broke are not asked for again', () => {
    const made = connected()
    made.subscribe('news').unsubscribe()
    server.socket.end()
    vi.advanceTimersByTime(1_000)
    server.socket.establish()

    expect(server.socket.take()).toEqual([])
  })

  it('count subscribers where the server does', () => {
    const news = connected().subscribe('news')
    const heard = vi.fn()
    news.on('pusher:subscription_count', heard)
    server.socket.say('pusher_internal:subscription_count', { subscription_count: 3 }, { channel: 'news' })

    expect(news.subscriptionCount).toBe(3)
    expect(heard).toHaveBeenCalledExactlyOnceWith({ subscription_count: 3 }, expect.anything())
  })

  it('can be awaited, and rejected', async () => {
    const made = connected()
    const [news, secret] = [made.subscribe('news'), made.subscribe('private-secret')]
    const [newsReady, secretReady] = [news.ready(), secret.ready()]
    await settled()
    server.socket.succeed('news')
    server.socket.say(
      'pusher:subscription_error',
      { type: 'AuthError', error: 'Invalid signature', status: 401 },
      { channel: 'private-secret' },
    )

    await expect(newsReady).resolves.toBeUndefined()
    await expect(secretReady).rejects.toMatchObject({ code: 'auth', message: 'private-secret: Invalid signature' })
    await expect(secret.ready()).rejects.toMatchObject({ code: 'auth' })
    const left = made.subscribe('left')
    const leftReady = left.ready()
    left.unsubscribe()
    await expect(leftReady).rejects.toMatchObject({ code: 'unsubscribed' })
  })
})

describe('private channels', () => {
  it('take the signature for this very connection', async () => {
    connected().subscribe('private-a')
    await settled()

    expect(server.socket.take()).toEqual([
      { event: 'pusher:subscribe', data: { auth: 'key:private-a@1.1', channel: 'private-a' } },
    ])
  })

  it('do not take a signature that comes too late', async () => {
    const answers: ((answer: { auth: string }) => void)[] = []
    connected({ auth: () => new Promise(resolve => answers.push(resolve)) }).subscribe('private-a')
    await settled()
    server.socket.end()
    vi.advanceTimersByTime(1_000)
    server.socket.establish('2.2')
    await settled()
    answers[0]!({ auth: 'key:first' })
    await settled()
    expect(server.socket.take()).toEqual([])
    answers[1]!({ auth: 'key:second' })
    await settled()

    expect(server.socket.take()).toMatchObject([{ data: { auth: 'key:second' } }])
  })

  it('are not asked for when they were left meanwhile', async () => {
    connected().subscribe('private-a').unsubscribe()
    await settled()

    expect(server.socket.take()).toEqual([])
  })

  it('say what the endpoint answered', async () => {
    vi.stubGlobal('fetch', async () => new Response('No', { status: 403 }))
    const channel = connected({ auth: '/auth' }).subscribe('private-a')
    const refused = vi.fn()
    channel.on('pusher:subscription_error', refused)
    await settled()
    vi.unstubAllGlobals()

    expect(refused.mock.calls[0]![0]).toMatchObject({ code: 'auth', cause: { type: 'AuthError', status: 403 } })
    expect(refused.mock.calls[0]![0].message).toContain('/auth answered 403: No')
    expect(server.socket.take()).toEqual([])
  })

  it('ask an endpoint with what the options add', async () => {
    const requests: [string, RequestInit][] = []
    vi.stubGlobal('fetch', async (url: string, request: RequestInit) => {
      requests.push([url, request])
      return Response.json({ auth: 'key:signed' })
    })
    connected({
      auth: {
        endpoint: '/auth',
        params: { a: '1' },
        headers: { 'X-A': '1' },
        paramsProvider: () => ({ b: '2' }),
        headersProvider: () => ({ 'X-B': '2' }),
      },
    }).subscribe('private-a')
    await settled()
    vi.unstubAllGlobals()

    const [url, { body, headers, method }] = requests[0]!
    expect([url, method, headers]).toEqual(['/auth', 'POST', { 'X-A': '1', 'X-B': '2' }])
    expect(`${body as URLSearchParams}`).toBe('socket_id=1.1&channel_name=private-a&a=1&b=2')
    expect(server.socket.take()).toMatchObject([{ data: { auth: 'key:signed' } }])
  })

  it('carry client events', async () => {
    const channel = connected().subscribe('private-a')
    await settled()
    server.socket.succeed('private-a').take()

    expect(channel.trigger('client-typing', { on: true })).toBe(true)
    expect(server.socket.take()).toEqual([{ event: 'client-typing', data: { on: true }, channel: 'private-a' }])
    expect(() => channel.trigger('typing' as 'client-typing', {})).toThrow(expect.objectContaining({ code: 'event' }))
  })
})

describe('presence channels', () => {
  const auth = async () => ({ auth: 'key:signed', channel_data: '{"user_id":"ann","user_info":{"name":"Ann"}}' })
  const presence = (ids: string[]) => ({
    presence: { count: ids.length, ids, hash: Object.fromEntries(ids.map(id => [id, { name: id.toUpperCase() }])) },
  })

  it('know who is there, who this client is, who comes and who goes', async () => {
    const room = connected({ auth }).subscribe('presence-room')
    const heard: unknown[] = []
    room.on('pusher:member_added', member => heard.push(['added', member]))
    room.on('pusher:member_removed', member => heard.push(['removed', member]))
    await settled()
    expect(server.socket.take()).toMatchObject([{ data: { channel_data: (await auth()).channel_data } }])
    server.socket.succeed('presence-room', {}, presence(['ann', 'bob']))
    expect(room.members).toMatchObject({ count: 2, me: { id: 'ann', info: { name: 'ANN' } } })

    const said = { channel: 'presence-room' }
    server.socket.say('pusher_internal:member_added', { user_id: 'cid', user_info: { name: 'CID' } }, said)
    server.socket.say('pusher_internal:member_removed', { user_id: 'bob' }, said)
    server.socket.say('pusher_internal:member_removed', { user_id: 'nobody' }, said)
    expect(heard).toEqual([
      ['added', { id: 'cid', info: { name: 'CID' } }],
      ['removed', { id: 'bob', info: { name: 'BOB' } }],
    ])
    expect(room.members.count).toBe(2)
    const ids: string[] = []
    room.members.each(({ id }) => ids.push(id))
    expect(ids).toEqual(['ann', 'cid'])
  })

  it('forget everybody when the connection is gone', async () => {
    const room = connected({ auth }).subscribe('presence-room')
    await settled()
    server.socket.succeed('presence-room', {}, presence(['ann'])).end()

    expect(room.members).toMatchObject({ count: 0, me: null })
  })

  it('take any id for an id', async () => {
    const room = connected({ auth }).subscribe('presence-room')
    await settled()
    server.socket.succeed('presence-room', {}, presence(['ann']))
    server.socket.say(
      'pusher_internal:member_added',
      { user_id: '__proto__', user_info: { name: 'Eve' } },
      { channel: 'presence-room' },
    )

    expect(room.members.get('__proto__')).toEqual({ id: '__proto__', info: { name: 'Eve' } })
    expect(room.members.get('constructor')).toBeNull()
    expect(room.members.count).toBe(2)
  })

  it('need a member', async () => {
    const room = connected({ auth: async () => ({ auth: 'key:signed' }) }).subscribe('presence-room')

    await expect(room.ready()).rejects.toThrow(/No channel_data/)
  })
})

describe('the events of a channel, read one by one', () => {
  it('come in order, and end with the subscription', async () => {
    const news = connected().subscribe('news')
    const read: unknown[] = []
    const reading = (async () => {
      for await (const { event, data } of news) read.push([event, data])
    })()
    server.socket.succeed('news')
    for (let n = 1; n <= 3; n++) server.socket.say('headline', n, { channel: 'news' })
    await settled()
    server.socket.say('headline', 4, { channel: 'news' })
    await settled()
    news.unsubscribe()
    await reading

    expect(read).toEqual([1, 2, 3, 4].map(n => ['headline', n]))
  })

  it('end when a signal aborts, and when the reader leaves', async () => {
    const news = connected().subscribe('news')
    const leaving = new AbortController()
    const events = news.events({ signal: leaving.signal })
    const next = events.next()
    leaving.abort()
    await expect(next).resolves.toEqual({ done: true, value: undefined })

    const others = news.events()
    const first = others.next()
    server.socket.say('headline', 1, { channel: 'news' })
    await first
    await others.return(undefined)
    await expect(others.next()).resolves.toEqual({ done: true, value: undefined })
  })

  it('are told to have been too many', async () => {
    const events = connected().subscribe('news').events({ limit: 2 })
    const first = events.next()
    for (let n = 1; n <= 4; n++) server.socket.say('headline', n, { channel: 'news' })

    await expect(first).rejects.toMatchObject({ code: 'overflow' })
  })
})
