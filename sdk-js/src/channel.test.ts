import { describe, expect, it, vi } from 'vitest'
import { client, connected, server } from './testing/client.js'
import { settled } from './testing/fake-server.js'

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

  it('know events by any name', async () => {
    const news = connected().subscribe('news')
    const next = news.events().next()
    const heard: unknown[] = []
    news.onAny(({ event, data }) => heard.push([event, data]))
    server.socket.succeed('news')
    for (const name of ['*', ' end']) server.socket.say(name, 1, { channel: 'news' })

    expect(heard).toEqual([
      ['*', 1],
      [' end', 1],
    ])
    await expect(next).resolves.toMatchObject({ value: { event: '*' } })
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
    await expect(left.ready()).rejects.toMatchObject({ code: 'unsubscribed' })
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

  it('are none where nobody is subscribed any more', async () => {
    const signal = AbortSignal.abort()
    const never = connected().subscribe('news', { signal })

    await expect(never.events().next()).resolves.toEqual({ done: true, value: undefined })
  })

  it('are told to have been too many', async () => {
    const events = connected().subscribe('news').events({ limit: 2 })
    const first = events.next()
    for (let n = 1; n <= 4; n++) server.socket.say('headline', n, { channel: 'news' })

    await expect(first).rejects.toMatchObject({ code: 'overflow' })
  })
})
