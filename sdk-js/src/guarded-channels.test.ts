import { describe, expect, it, vi } from 'vitest'
import { connected, server } from './testing/client.js'
import { settled } from './testing/fake-server.js'

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

  it('are asked for without a signature where the endpoint answers null: the server says no', async () => {
    vi.stubGlobal('fetch', async () => new Response('null'))
    connected({ auth: '/auth' }).subscribe('private-a')
    await settled()
    vi.unstubAllGlobals()

    expect(server.socket.take()).toEqual([{ event: 'pusher:subscribe', data: { channel: 'private-a' } }])
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
