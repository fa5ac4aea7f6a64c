import nacl from 'tweetnacl'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { encrypted } from './encrypted.js'
import { accessToken, Anemone, history, signIn, type AnemoneError, type AnemoneOptions } from './index.js'
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

const connected = (options: Partial<AnemoneOptions> = {}) => {
  const made = new Anemone({ url: 'http://server', key: 'app-key', WebSocket: server.WebSocket, ...options })
  server.socket.establish()
  return made
}

const reconnect = () => {
  server.socket.end()
  vi.advanceTimersByTime(1_000)
  server.socket.establish('2.2')
}

const recorded = (client: Anemone) => {
  const errors: AnemoneError[] = []
  client.on('error', error => errors.push(error))
  return errors
}

describe('history', () => {
  const subscribed = () => {
    const channel = connected().subscribe('ticks')
    server.socket.succeed('ticks', { position: 'p9' }).take()
    return channel
  }
  const page = (data: object) => server.socket.say('anemone:history_page', data, { channel: 'ticks' })

  it('asks for pages, and tells answers apart', async () => {
    const channel = subscribed()
    const [newest, older] = [history(channel, { limit: 2 }), history(channel, { limit: 2, before: 'p8' })]
    await settled()
    expect(server.socket.take()).toEqual([
      { event: 'anemone:history', data: { channel: 'ticks', limit: 2, ref: 1 } },
      { event: 'anemone:history', data: { channel: 'ticks', limit: 2, before: 'p8', ref: 2 } },
    ])
    page({ ref: 2, events: [], more: false, complete: true })
    page({
      ref: 1,
      events: [{ event: 'tick', data: '{"n":9}', position: 'p9', time: '2026-01-02T03:04:05Z' }],
      more: true,
      next: 'p9',
      complete: false,
    })

    await expect(older).resolves.toEqual({ events: [], more: false, complete: true })
    await expect(newest).resolves.toEqual({
      events: [{ event: 'tick', data: { n: 9 }, position: 'p9', time: '2026-01-02T03:04:05Z' }],
      more: true,
      next: 'p9',
      complete: false,
    })
  })

  it('waits for the subscription', async () => {
    const channel = connected().subscribe('ticks')
    const asked = history(channel)
    await settled()
    expect(server.socket.take()).toHaveLength(1)
    server.socket.succeed('ticks')
    await settled()
    expect(server.socket.take()).toMatchObject([{ event: 'anemone:history' }])
    page({ ref: 1, events: [], more: false, complete: true })
    await asked
  })

  it.each(['not_subscribed', 'history_not_allowed', 'history_disabled', 'unavailable', 'malformed'])(
    'says so if refused: %s',
    async code => {
      const asked = history(subscribed())
      await settled()
      page({ ref: 1, code })

      await expect(asked).rejects.toMatchObject({ code, remedy: expect.not.stringMatching(/docs/) })
    },
  )

  it('is not awaited on a connection that is gone, nor longer than a signal allows', async () => {
    const channel = subscribed()
    const asked = history(channel)
    const aborted = history(channel, { signal: AbortSignal.timeout(1) }).catch((error: Error) => error.name)
    await settled()
    server.socket.end()

    await expect(asked).rejects.toMatchObject({ code: 'disconnected' })
    await aborted
  })

  it('is nothing that channels hear', async () => {
    const channel = subscribed()
    const heard = vi.fn()
    channel.onAny(heard)
    page({ ref: 7, events: [] })

    expect(heard).not.toHaveBeenCalled()
  })
})

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
    vi.advanceTimersByTime(0)
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

describe('encrypted channels', () => {
  const NAME = 'private-encrypted-a'
  const [first, second] = [1, 2].map(fill => new Uint8Array(32).fill(fill)) as [Uint8Array, Uint8Array]
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  const sealed = (data: string, key: Uint8Array) => {
    const nonce = nacl.randomBytes(24)
    return { nonce: base64(nonce), ciphertext: base64(nacl.secretbox(new TextEncoder().encode(data), nonce, key)) }
  }
  const subscribed = async (secrets: Uint8Array[]) => {
    const auth = vi.fn(async () => ({ auth: 'key:signed', shared_secret: base64(secrets.shift()!) }))
    const made = connected({ auth, encryption: encrypted(nacl) })
    const heard: unknown[] = []
    const channel = made.subscribe(NAME)
    channel.onAny(({ data }) => heard.push(data))
    await settled()
    server.socket.succeed(NAME)
    return { made, heard, auth, errors: recorded(made) }
  }
  const publish = (data: unknown) => server.socket.say('secret', data, { channel: NAME })

  it('are opened with the key of the authorization, which the server does not see', async () => {
    const { heard } = await subscribed([first])
    publish(sealed('{"text":"hällo"}', first))
    publish(sealed('no JSON', first))

    expect(heard).toEqual([{ text: 'hällo' }, 'no JSON'])
    expect(server.socket.take()).toEqual([{ event: 'pusher:subscribe', data: { auth: 'key:signed', channel: NAME } }])
  })

  it('ask for a fresh key when the key was changed, and keep the order meanwhile', async () => {
    const { heard, auth } = await subscribed([first, second])
    publish(sealed('1', first))
    publish(sealed('2', second))
    publish(sealed('3', second))
    publish(sealed('4', second))
    expect(heard).toEqual([1])
    await settled()

    expect(heard).toEqual([1, 2, 3, 4])
    expect(auth).toHaveBeenCalledTimes(2)
  })

  it('tell of events that do not open, and go on', async () => {
    const { heard, errors } = await subscribed([first, first, first])
    publish(sealed('1', second))
    await settled()
    publish('plain')
    publish({ ciphertext: '%', nonce: '%' })
    publish(sealed('2', first))
    await settled()

    expect(errors.map(({ code }) => code)).toEqual(['encryption', 'encryption', 'encryption'])
    expect(heard).toEqual([2])
  })

  it('are behind a page that is loaded again when they are open, and not before', async () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    }
    const secrets = [first, second]
    const made = connected({
      auth: async () => ({ auth: 'key:signed', shared_secret: base64(secrets.shift()!) }),
      encryption: encrypted(nacl),
      storage,
    })
    const heard: unknown[] = []
    made.subscribe(NAME).onAny(({ data }) => heard.push(data))
    await settled()
    server.socket.succeed(NAME, { position: 'p0' })
    for (const [n, key] of [first, second, second].entries())
      server.socket.say('secret', sealed(`${n}`, key), { channel: NAME, position: `p${n + 1}` })
    expect([heard, ...kept.values()]).toEqual([[0], 'p1'])
    await settled()
    expect([heard, ...kept.values()]).toEqual([[0, 1, 2], 'p3'])
  })

  it('are not asked for again while they wait for a key', async () => {
    const { heard } = await subscribed([first, second, second])
    server.socket.succeed(NAME, { position: 'p0' })
    server.socket.say('secret', sealed('1', second), { channel: NAME, position: 'p1' })
    reconnect()
    await settled()

    expect(server.socket.take().at(-1)?.data).toMatchObject({ since: 'p1' })
    expect(heard).toEqual([1])
  })

  it('are refused without a key, and without what opens them', async () => {
    const made = connected({ auth: async () => ({ auth: 'key:signed' }), encryption: encrypted(nacl) })
    await expect(made.subscribe(NAME).ready()).rejects.toThrow(/shared_secret/)
    expect(() => connected().subscribe(NAME)).toThrow(expect.objectContaining({ code: 'encryption' }))
  })

  it('take the key that the server gives for a token', async () => {
    const made = connected({ token: accessToken('t1'), encryption: encrypted(nacl) })
    const heard = vi.fn()
    made.subscribe(NAME).on('secret', heard)
    await settled()
    server.socket.say('anemone:token_accepted', { expires_in: 60 })
    await settled()
    server.socket.succeed(NAME, {}, { shared_secret: base64(first) })
    publish(sealed('1', first))

    expect(heard.mock.calls[0]![0]).toBe(1)
  })
})
