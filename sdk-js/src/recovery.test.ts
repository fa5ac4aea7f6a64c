import { describe, expect, it, vi } from 'vitest'
import type { Anemone, ChannelEvent } from './index.js'
import { connected, reconnect, server } from './testing/client.js'

const publish = (position: string, data: unknown = position) =>
  server.socket.say('tick', data, { channel: 'ticks', position })

/** A channel whose events are recorded: data, or `gap from-to`. */
const listen = (client: Anemone, options = {}) => {
  const heard: unknown[] = []
  const channel = client.subscribe('ticks', options)
  channel.onAny(({ event, data }: ChannelEvent) => {
    const { from, to } = Object(data)
    heard.push(event === 'anemone:gap' ? `gap ${from}-${to}` : data)
  })
  return heard
}

const asked = () => server.socket.take().map(({ data }) => data)

/** What a page keeps over a reload. */
class MemoryStorage {
  readonly items = new Map<string, string>()
  getItem = (key: string) => this.items.get(key) ?? null
  setItem = (key: string, value: string) => void this.items.set(key, value)
  removeItem = (key: string) => void this.items.delete(key)
}

describe('after a lost connection', () => {
  it('a client asks for what came after the last event it heard', () => {
    const heard = listen(connected())
    expect(asked()).toEqual([{ channel: 'ticks' }])
    server.socket.succeed('ticks', { position: 'p0' })
    publish('p1')
    reconnect()
    expect(asked()).toEqual([{ channel: 'ticks', since: 'p1' }])
    server.socket.succeed('ticks', { position: 'p3', recovered: true })
    publish('p2')
    publish('p3')
    publish('p4')

    expect(heard).toEqual(['p1', 'p2', 'p3', 'p4'])
  })

  it('a client that has heard nothing asks for what came after it had subscribed', () => {
    listen(connected())
    server.socket.succeed('ticks', { position: 'p0' })
    reconnect()

    expect(asked().at(-1)).toEqual({ channel: 'ticks', since: 'p0' })
  })

  it('a client that lost the connection again goes on from where the replay broke off', () => {
    const heard = listen(connected())
    server.socket.succeed('ticks', { position: 'p0' })
    publish('p1')
    reconnect()
    server.socket.succeed('ticks', { position: 'p9', recovered: true })
    reconnect()
    expect(asked()).toEqual([{ channel: 'ticks', since: 'p1' }])
    server.socket.succeed('ticks', { position: 'p9', recovered: true })
    publish('p2')
    reconnect()

    expect(asked()).toEqual([{ channel: 'ticks', since: 'p2' }])
    expect(heard).toEqual(['p1', 'p2'])
  })

  it('a client that was not answered asks again for the same', () => {
    listen(connected())
    server.socket.succeed('ticks', { position: 'p0' })
    reconnect()
    reconnect()

    expect(asked()).toEqual([{ channel: 'ticks', since: 'p0' }])
  })

  it('one gap tells what the server cannot send any more', () => {
    const heard = listen(connected())
    server.socket.succeed('ticks', { position: 'p0' })
    publish('p1')
    reconnect()
    server.socket.succeed('ticks', { position: 'p7', recovered: false })
    publish('p8')
    expect(heard).toEqual(['p1', 'gap p1-p7', 'p8'])

    reconnect()
    expect(asked().at(-1)).toEqual({ channel: 'ticks', since: 'p8' })
  })

  it('a gap is not followed by another for the same loss', () => {
    const heard = listen(connected())
    server.socket.succeed('ticks', { position: 'p0' })
    reconnect()
    server.socket.succeed('ticks', { position: 'p7', recovered: false })
    reconnect()
    server.socket.succeed('ticks', { position: 'p7', recovered: true })

    expect(heard).toEqual(['gap p0-p7'])
  })

  it('a server that no longer keeps history leaves a gap too', () => {
    const heard = listen(connected())
    server.socket.succeed('ticks', { position: 'p0' })
    reconnect()
    server.socket.succeed('ticks')
    expect(heard).toEqual(['gap p0-undefined'])

    reconnect()
    expect(asked().at(-1)).toEqual({ channel: 'ticks' })
  })

  it('channels without history go on without it', () => {
    const heard = listen(connected())
    server.socket.succeed('ticks').say('tick', 1, { channel: 'ticks' })
    reconnect()
    expect(asked()).toEqual([{ channel: 'ticks' }])
    server.socket.succeed('ticks').say('tick', 1, { channel: 'ticks' })

    expect(heard).toEqual([1, 1])
  })
})

describe('events that a client has published itself', () => {
  const own = (position: string) => server.socket.say('anemone:position', undefined, { channel: 'ticks', position })

  it('are not asked for once their position was told', () => {
    const heard = listen(connected())
    server.socket.succeed('ticks', { position: 'p0' })
    publish('p1')
    own('p2')
    reconnect()
    expect(asked().at(-1)).toEqual({ channel: 'ticks', since: 'p2' })
    server.socket.succeed('ticks', { position: 'p3', recovered: true })
    publish('p3')

    expect(heard).toEqual(['p1', 'p3'])
  })

  it('are not heard when they come all the same', () => {
    const heard = listen(connected())
    server.socket.succeed('ticks', { position: 'p0' })
    own('p1')
    publish('p1')

    expect(heard).toEqual([])
  })

  it('are behind a page that is loaded again', () => {
    const storage = new MemoryStorage()
    listen(connected({ storage }))
    server.socket.succeed('ticks', { position: 'p0' })
    own('p1')
    listen(connected({ storage }))

    expect(asked()).toEqual([{ channel: 'ticks', since: 'p1' }])
  })
})

describe('a cache channel', () => {
  const open = () => {
    const heard: unknown[] = []
    const channel = connected().subscribe('cache-ticks')
    channel.onAny(({ event, data }) => heard.push(event === 'anemone:gap' ? 'gap' : data))
    return heard
  }
  const tick = (data: string, rest = {}) => server.socket.say('tick', data, { channel: 'cache-ticks', ...rest })

  it('gives its last event behind a gap, and goes on from where it was told', () => {
    const heard = open()
    server.socket.succeed('cache-ticks', { position: 'p1' })
    tick('last')
    reconnect()
    expect(asked().at(-1)).toEqual({ channel: 'cache-ticks', since: 'p1' })
    server.socket.succeed('cache-ticks', { position: 'p7', recovered: false })
    tick('newer')
    reconnect()

    expect(heard).toEqual(['last', 'gap', 'newer'])
    expect(asked()).toEqual([{ channel: 'cache-ticks', since: 'p7' }])
  })
})

describe('while connected', () => {
  it('no event is heard twice', () => {
    const heard = listen(connected())
    server.socket.succeed('ticks', { position: 'p0' })
    for (const position of ['p1', 'p2', 'p1', 'p2', 'p3']) publish(position)

    expect(heard).toEqual(['p1', 'p2', 'p3'])
  })

  it.each([
    ['an object', { from: 'p1', to: 'p5' }],
    ['a string of JSON', '{"from":"p1","to":"p5"}'],
  ])('a gap that the server tells of as %s is passed on, and what follows it counts from there', (_, data) => {
    const heard = listen(connected())
    server.socket.succeed('ticks', { position: 'p0' })
    publish('p1')
    server.socket.sayText(JSON.stringify({ event: 'anemone:gap', channel: 'ticks', data }))
    expect(heard).toEqual(['p1', 'gap p1-p5'])

    reconnect()
    expect(asked().at(-1)).toEqual({ channel: 'ticks', since: 'p5' })
  })

  it('an event has its position', () => {
    const positions: unknown[] = []
    connected()
      .subscribe('ticks')
      .on('tick', (_, { position }) => positions.push(position))
    server.socket.succeed('ticks', { position: 'p0' })
    publish('p1')

    expect(positions).toEqual(['p1'])
  })
})

describe('rewind', () => {
  it('asks for past events once, and for missed ones from then on', () => {
    const heard = listen(connected(), { rewind: 2 })
    expect(asked()).toEqual([{ channel: 'ticks', rewind: 2 }])
    server.socket.succeed('ticks', { position: 'p9' })
    for (const position of ['p8', 'p9', 'p10']) publish(position)
    expect(heard).toEqual(['p8', 'p9', 'p10'])

    reconnect()
    expect(asked()).toEqual([{ channel: 'ticks', since: 'p10' }])
  })
})

describe('leaving', () => {
  it('a channel ends the claim to what comes after', () => {
    const made = connected()
    const channel = made.subscribe('ticks')
    server.socket.succeed('ticks', { position: 'p0' }).take()
    channel.unsubscribe()
    made.subscribe('ticks')

    expect(asked()).toEqual([{ channel: 'ticks' }, { channel: 'ticks' }])
  })
})

describe('a page that is loaded again', () => {
  it('begins anew with a channel that it left as soon as it was there', () => {
    const storage = new MemoryStorage()
    listen(connected({ storage }))
    server.socket.succeed('ticks', { position: 'p0' })
    const channel = connected({ storage }).subscribe('ticks')
    const gap = vi.fn()
    channel.on('anemone:gap', gap)
    channel.on('pusher:subscription_succeeded', () => channel.unsubscribe())
    server.socket.succeed('ticks', { position: 'p9', recovered: false })
    connected({ storage }).subscribe('ticks')

    expect(gap).not.toHaveBeenCalled()
    expect(asked()).toEqual([{ channel: 'ticks' }])
  })

  it('goes on where it was, if it gave a storage', () => {
    const storage = new MemoryStorage()
    listen(connected({ storage }))
    server.socket.succeed('ticks', { position: 'p0' })
    publish('p1')

    const heard = listen(connected({ storage }))
    expect(asked()).toEqual([{ channel: 'ticks', since: 'p1' }])
    server.socket.succeed('ticks', { position: 'p2', recovered: true })
    publish('p2')
    expect(heard).toEqual(['p2'])
  })

  it('begins anew with channels that it had left, and with those of other apps', () => {
    const storage = new MemoryStorage()
    const channel = connected({ storage }).subscribe('ticks')
    server.socket.succeed('ticks', { position: 'p0' })
    channel.unsubscribe()
    expect(storage.items.size).toBe(0)

    connected({ storage }).subscribe('ticks')
    server.socket.succeed('ticks', { position: 'p0' })
    connected({ storage, key: 'other-key' }).subscribe('ticks')
    expect(asked()).toEqual([{ channel: 'ticks' }])
  })

  it('begins anew where the storage is full, or forbidden', () => {
    const storage = new MemoryStorage()
    const first = connected({ storage }).subscribe('ticks')
    server.socket.succeed('ticks', { position: 'p0' })
    expect(storage.items.size).toBe(1)
    storage.setItem = () => {
      throw new DOMException('Full', 'QuotaExceededError')
    }
    publish('p1')
    expect(storage.items.size).toBe(0)
    expect(first.subscribed).toBe(true)

    storage.getItem = () => {
      throw new DOMException('Forbidden', 'SecurityError')
    }
    connected({ storage }).subscribe('ticks')
    expect(asked()).toEqual([{ channel: 'ticks' }])
  })
})
