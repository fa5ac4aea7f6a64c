import { describe, expect, it, vi } from 'vitest'
import { accessToken, signIn } from './index.js'
import { connected, reconnect, recorded, server } from './testing/client.js'
import { settled } from './testing/fake-server.js'

describe('access tokens', () => {
  const accept = (expires_in: number, user_id?: string) =>
    server.socket.say('anemone:token_accepted', { expires_in, user_id })
  const presented = () => server.socket.take().filter(({ event }) => event === 'anemone:token')

  it('are presented first, and then channels are asked for without a signature', async () => {
    const made = connected({ token: accessToken('t1') })
    made.subscribe('private-a')
    await settled()
    expect(server.socket.take()).toEqual([{ event: 'anemone:token', data: { token: 't1' } }])
    accept(60)
    await settled()

    expect(server.socket.take()).toEqual([{ event: 'pusher:subscribe', data: { channel: 'private-a' } }])
  })

  it('are fetched, and renewed before they expire', async () => {
    const fetchToken = vi.fn(async () => `t${fetchToken.mock.calls.length}`)
    connected({ token: accessToken(fetchToken) })
    await settled()
    expect(presented()).toMatchObject([{ data: { token: 't1' } }])
    accept(100)
    vi.advanceTimersByTime(79_999)
    await settled()
    expect(presented()).toEqual([])
    vi.advanceTimersByTime(1)
    await settled()
    expect(presented()).toMatchObject([{ data: { token: 't2' } }])
  })

  it('are renewed when the server says that they expire', async () => {
    const fetchToken = vi.fn(async () => 'token')
    connected({ token: accessToken(fetchToken) })
    await settled()
    accept(100)
    server.socket.say('anemone:token_expiring', { in: 10 })
    vi.advanceTimersByTime(1_000)
    await settled()

    expect(presented()).toHaveLength(2)
    expect(fetchToken).toHaveBeenCalledTimes(2)
  })

  it('are used again on the next connection while they are good', async () => {
    const fetchToken = vi.fn(async () => `t${fetchToken.mock.calls.length}`)
    connected({ token: accessToken(fetchToken) })
    await settled()
    accept(100)
    reconnect()
    await settled()
    expect(presented()).toMatchObject([{ data: { token: 't1' } }])

    accept(99)
    vi.advanceTimersByTime(0)
    server.socket.end()
    vi.advanceTimersByTime(100_000)
    server.socket.establish('3.3')
    await settled()
    expect(presented()).toMatchObject([{ data: { token: 't2' } }])
  })

  it('are fetched one at a time', async () => {
    const answers: ((token: string) => void)[] = []
    connected({ token: accessToken(() => new Promise(resolve => answers.push(resolve))) })
    await settled()
    reconnect()
    await settled()
    expect(answers).toHaveLength(1)
    answers[0]!('t1')
    await settled()

    expect(server.sockets[0]!.take()).toEqual([])
    expect(presented()).toMatchObject([{ data: { token: 't1' } }])
  })

  it('that are refused though they were good are followed by a fresh one, and then by an error', async () => {
    const fetchToken = vi.fn(async () => `t${fetchToken.mock.calls.length}`)
    const made = connected({ token: accessToken(fetchToken) })
    const errors = recorded(made)
    await settled()
    accept(100)
    reconnect()
    await settled()
    server.socket.say('anemone:token_refused', { code: 'token_revoked' })
    await settled()
    expect(presented()).toMatchObject([{ data: { token: 't1' } }, { data: { token: 't2' } }])
    expect(errors.filter(({ code }) => code === 'token_revoked')).toEqual([])

    made.subscribe('news')
    server.socket.say('anemone:token_refused', { code: 'token_revoked' })
    await settled()
    expect(errors.at(-1)).toMatchObject({ code: 'token_revoked', remedy: 'Sign in again.' })
    expect(server.socket.take()).toMatchObject([{ event: 'pusher:subscribe', data: { channel: 'news' } }])
  })

  it('that cannot be fetched are asked for again, and channels that were dropped come back', async () => {
    let fail = true
    const token = async () => {
      if (fail) throw new Error('Backend down')
      return 't1'
    }
    const made = connected({ token: accessToken(token) })
    const errors = recorded(made)
    made.subscribe('private-a')
    await settled()
    expect(errors).toMatchObject([{ code: 'token', cause: { message: 'Backend down' } }])
    server.socket.take()
    server.socket.say(
      'pusher:subscription_error',
      { type: 'AuthError', error: 'token_expired', status: 403 },
      { channel: 'private-a' },
    )

    fail = false
    vi.advanceTimersByTime(1_000)
    await settled()
    accept(100)
    await settled()
    expect(server.socket.take()).toEqual([
      { event: 'anemone:token', data: { token: 't1' } },
      { event: 'pusher:subscribe', data: { channel: 'private-a' } },
    ])
  })

  it('whose callback never answers hold up nobody, and are fetched anew, on a later connection too', async () => {
    const fetchToken = vi.fn<() => Promise<string>>(() => new Promise(() => {}))
    const made = connected({ token: accessToken(fetchToken) })
    const errors = recorded(made)
    made.subscribe('news')
    vi.advanceTimersByTime(14_999)
    await settled()
    expect(server.socket.take()).toEqual([])
    vi.advanceTimersByTime(1)
    await settled()
    expect(errors).toMatchObject([{ code: 'token', cause: 'No answer in 15 s' }])
    expect(server.socket.take()).toMatchObject([{ event: 'pusher:subscribe', data: { channel: 'news' } }])

    fetchToken.mockImplementation(async () => 't2')
    reconnect()
    await settled()
    expect(presented()).toMatchObject([{ data: { token: 't2' } }])
  })

  it('that come too late are not taken for the one that was fetched since', async () => {
    const answers: ((token: string) => void)[] = []
    connected({ token: accessToken(() => new Promise(resolve => answers.push(resolve))) })
    vi.advanceTimersByTime(15_000)
    await settled()
    vi.advanceTimersByTime(1_000)
    await settled()
    answers[1]!('t2')
    await settled()
    answers[0]!('t1')
    await settled()
    accept(100)
    reconnect()
    await settled()

    expect(answers).toHaveLength(2)
    expect(presented()).toMatchObject([{ data: { token: 't2' } }])
  })

  it('that the server does not answer hold up nobody, and are presented again', async () => {
    const made = connected({ token: accessToken('t1') })
    const errors = recorded(made)
    made.subscribe('news')
    await settled()
    expect(presented()).toHaveLength(1)
    vi.advanceTimersByTime(14_999)
    await settled()
    expect(server.socket.take()).toEqual([])
    vi.advanceTimersByTime(1)
    await settled()
    expect(errors).toMatchObject([{ code: 'unavailable' }])
    expect(server.socket.take()).toMatchObject([{ event: 'pusher:subscribe', data: { channel: 'news' } }])

    vi.advanceTimersByTime(1_000)
    await settled()
    expect(presented()).toMatchObject([{ data: { token: 't1' } }])
    accept(100)
    expect(vi.getTimerCount()).toBe(1) // The next sign of life.
  })

  it('are not fetched any more when the client was disconnected meanwhile', async () => {
    let fail = (_: Error) => {}
    const made = connected({ token: accessToken(() => new Promise((_, reject) => (fail = reject))) })
    const errors = recorded(made)
    await settled()
    made.disconnect()
    fail(new Error('Backend down'))
    await settled()

    expect(vi.getTimerCount()).toBe(0)
    expect(errors).toEqual([])
  })

  it('that are about to expire each time are fetched once a second at most', async () => {
    const fetchToken = vi.fn(async () => 'old')
    connected({ token: accessToken(fetchToken) })
    await settled()
    for (let round = 0; round < 3; round++) {
      accept(0)
      server.socket.say('anemone:token_expiring', { in: 0 })
      vi.advanceTimersByTime(999)
      await settled()
      expect(fetchToken).toHaveBeenCalledTimes(round + 1)
      vi.advanceTimersByTime(1)
      await settled()
    }
    expect(fetchToken).toHaveBeenCalledTimes(4)
  })

  it.each(['t1', async () => 't1'])('that the server cannot judge now are presented again: %s', async source => {
    connected({ token: accessToken(source) }).subscribe('private-a')
    await settled()
    server.socket.say('anemone:token_refused', { code: 'unavailable' })
    await settled()
    server.socket.take()
    server.socket.say('pusher:subscription_error', { error: 'unavailable' }, { channel: 'private-a' })
    vi.advanceTimersByTime(1_000)
    await settled()
    accept(100)
    await settled()

    expect(server.socket.take().map(({ event }) => event)).toEqual(['anemone:token', 'pusher:subscribe'])
  })

  it('tell a presence channel who this client is, and a sign-in', async () => {
    const made = connected({ token: accessToken('t1') })
    const room = made.subscribe('presence-room')
    const user = signIn(made)
    await settled()
    accept(100, 'ann')
    await settled()
    expect(server.socket.take().map(({ event, data }) => [event, data])).toEqual([
      ['anemone:token', { token: 't1' }],
      ['pusher:signin', {}],
      ['pusher:subscribe', { channel: 'presence-room' }],
    ])
    server.socket.succeed('presence-room', {}, { presence: { count: 1, ids: ['ann'], hash: { ann: {} } } })
    expect(room.members.me).toEqual({ id: 'ann', info: {} })
    server.socket.say('pusher:signin_success', { user_data: '{"id":"ann"}' })
    await expect(user).resolves.toMatchObject({ id: 'ann' })
  })
})
