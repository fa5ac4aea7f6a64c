import { describe, expect, it, vi } from 'vitest'
import { signIn } from './index.js'
import { connected, reconnect, recorded, server } from './testing/client.js'
import { settled } from './testing/fake-server.js'

describe('users', () => {
  const auth = async ({ socketId }: { socketId: string }) => ({
    auth: `key:${socketId}`,
    user_data: '{"id":"ann","name":"Ann"}',
  })
  const welcome = () => server.socket.say('pusher:signin_success', { user_data: '{"id":"ann","name":"Ann"}' })

  it('sign in, and hear what is for them', async () => {
    const signedIn = signIn(connected(), { auth })
    await settled()
    expect(server.socket.take()).toEqual([
      { event: 'pusher:signin', data: { auth: 'key:1.1', user_data: '{"id":"ann","name":"Ann"}' } },
    ])
    welcome()
    const user = await signedIn
    expect(user).toMatchObject({ id: 'ann', data: { name: 'Ann' } })
    expect(server.socket.take()).toEqual([{ event: 'pusher:subscribe', data: { channel: '#server-to-user-ann' } }])

    const heard: unknown[] = []
    user.on('mail', mail => heard.push(mail))
    user.on('pusher:online', ids => heard.push(['online', ...ids]))
    server.socket.succeed('#server-to-user-ann').say('mail', { n: 1 }, { channel: '#server-to-user-ann' })
    server.socket.say('pusher_internal:watchlist_events', { events: [{ name: 'online', user_ids: ['bob', 'eve'] }] })
    expect(heard).toEqual([{ n: 1 }, ['online', 'bob', 'eve']])
  })

  it('are signed in again on the next connection, and miss nothing', async () => {
    const signedIn = signIn(connected(), { auth })
    await settled()
    welcome()
    const heard = vi.fn()
    ;(await signedIn).on('mail', heard)
    server.socket.succeed('#server-to-user-ann', { position: 'p1' })
    reconnect()
    await settled()
    welcome()

    expect(server.socket.take()).toMatchObject([
      { event: 'pusher:signin', data: { auth: 'key:2.2' } },
      { event: 'pusher:subscribe', data: { channel: '#server-to-user-ann', since: 'p1' } },
    ])
    server.socket
      .succeed('#server-to-user-ann', { recovered: true })
      .say('mail', 2, { channel: '#server-to-user-ann', position: 'p2' })
    expect(heard).toHaveBeenCalledExactlyOnceWith(2)
  })

  it('are refused where the endpoint refuses', async () => {
    const refusal = new Error('Who are you?')
    await expect(signIn(connected(), { auth: () => Promise.reject(refusal) })).rejects.toBe(refusal)
  })

  it('are refused where the server says no, which it does by an error that names nothing', async () => {
    const signedIn = signIn(connected(), { auth })
    const outcome = expect(signedIn).rejects.toMatchObject({
      code: 'auth',
      message: expect.stringContaining('Invalid signature'),
      cause: { code: null },
    })
    await settled()
    server.socket.say('pusher:error', { code: null, message: 'Invalid signature' })
    vi.advanceTimersByTime(10_000)
    await outcome
  })

  it('are refused where the server does not answer, and presence channels wait no longer', async () => {
    const made = connected({ auth: async () => ({ auth: 'key:signed' }) })
    const outcome = expect(signIn(made, { auth })).rejects.toMatchObject({ message: expect.stringContaining('no answer') })
    const room = expect(made.subscribe('presence-room').ready()).rejects.toMatchObject({ code: 'auth' })
    await settled()
    vi.advanceTimersByTime(9_999)
    await settled()
    expect(server.socket.take().map(({ event }) => event)).toEqual(['pusher:signin'])
    vi.advanceTimersByTime(1)
    await outcome
    await room
  })

  it('have as long again on the next connection', async () => {
    const refused = vi.fn()
    signIn(connected(), { auth }).catch(refused)
    await settled()
    vi.advanceTimersByTime(9_000)
    reconnect()
    await settled()
    vi.advanceTimersByTime(9_999)
    await settled()
    expect(refused).not.toHaveBeenCalled()
  })

  it('are signed in for good once they are', async () => {
    const errors = recorded(connected())
    const signedIn = signIn(connected(), { auth })
    await settled()
    welcome()
    await signedIn
    vi.advanceTimersByTime(20_000)

    expect(errors).toEqual([])
    expect(server.socket.take().map(({ event }) => event)).toEqual(['pusher:signin', 'pusher:subscribe'])
  })

  it('are asked for without a proof where the endpoint answers null: the server says no', async () => {
    vi.stubGlobal('fetch', async () => new Response('null'))
    signIn(connected(), { auth: '/user-auth' }).catch(() => {})
    await settled()
    vi.unstubAllGlobals()

    expect(server.socket.take()).toEqual([{ event: 'pusher:signin', data: {} }])
  })

  it('are over when they were refused, or given up: whoever signs in next is the only one', async () => {
    const made = connected()
    const giving = new AbortController()
    const given = signIn(made, { auth, signal: giving.signal })
    giving.abort()
    await expect(given).rejects.toBe(giving.signal.reason)
    await expect(signIn(made, { auth: () => Promise.reject(new Error('no')) })).rejects.toThrow('no')
    expect(server.socket.take()).toEqual([])

    const signedIn = signIn(made, { auth })
    await settled()
    welcome()
    await signedIn
    expect(server.socket.take().map(({ event }) => event)).toEqual(['pusher:signin', 'pusher:subscribe'])
    reconnect()
    await settled()
    expect(server.socket.take().map(({ event }) => event)).toEqual(['pusher:signin'])
  })

  it('are missed aloud when they cannot be signed in again', async () => {
    const made = connected()
    const answers = [auth, () => Promise.reject(new Error('no'))]
    const signedIn = signIn(made, { auth: request => answers.shift()!(request) })
    await settled()
    welcome()
    await signedIn
    const errors = recorded(made)
    reconnect()
    await settled()

    expect(errors.at(-1)).toMatchObject({ code: 'auth', cause: { message: 'no' } })
  })

  it('may be presence members as which they signed in', async () => {
    const made = connected({ auth: async () => ({ auth: 'key:signed' }) })
    void signIn(made, { auth })
    const room = made.subscribe('presence-room')
    await settled()
    expect(server.socket.take().map(({ event }) => event)).toEqual(['pusher:signin'])
    welcome()
    await settled()
    server.socket.succeed('presence-room', {}, { presence: { count: 1, ids: ['ann'], hash: { ann: 1 } } })
    expect(room.members.me).toEqual({ id: 'ann', info: 1 })
  })
})
