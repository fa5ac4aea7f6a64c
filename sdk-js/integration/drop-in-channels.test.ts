import { describe } from 'vitest'
import { next, same, server } from './drop-in.js'
import * as libraries from './libraries.js'

describe('channels', () => {
  same('public channel', async stage => {
    const client = stage.open()
    const channel = client.subscribe('news')
    stage.note(
      channel.name,
      channel.subscribed,
      client.channel('news') === channel,
      client.subscribe('news') === channel,
    )
    channel.bind('pusher:subscription_succeeded', (data: object) => stage.note('succeeded', data))
    await next(channel, 'pusher:subscription_succeeded')
    stage.note(channel.subscribed, channel.subscriptionPending)
    channel.bind('headline', (data: unknown, metadata: unknown) => stage.note(data, metadata))
    for (const data of [{ text: 'hi' }, 'plain', '"quoted"', '123', 'null', { emoji: '🪸 \u2028' }]) {
      const heard = next(channel, 'headline')
      await server.trigger('news', 'headline', data)
      await heard
    }
  })

  same('bind and unbind', async stage => {
    const client = await stage.connect()
    const channel = await stage.subscribe(client, 'news')
    const context = { name: 'context' }
    const a = (data: unknown) => stage.note('a', data)
    const b = function (this: { name: string }, data: unknown) {
      stage.note('b', this.name, data)
    }
    const everything = (event: string, data: unknown) => stage.note('everything', event, data)
    const send = async (event: string, data: unknown) => {
      await server.trigger('news', event, data)
      const fence = next(channel, 'fence')
      await server.trigger('news', 'fence', 0)
      await fence
    }
    channel.bind('one', a).bind('one', a).bind('one', b, context).bind('two', b, context)
    client.bind('one', a)
    channel.bind_global(everything)
    client.bind_global((event, data) => stage.note('on the client', event, data))
    await send('one', 1)
    channel.unbind('one', a)
    await send('one', 2)
    channel.unbind(null, null, context)
    await send('two', 3)
    channel.bind('one', a).bind('two', a)
    channel.unbind(null, a)
    await send('two', 4)
    channel.bind('one', a).unbind('one')
    channel.unbind_global(everything)
    await send('one', 5)
    channel.bind('one', a).bind_global(everything).unbind_all()
    client.unbind('one', a)
    await send('one', 6)
    client.unbind_global()
    await send('one', 7)
  })

  same('listeners that change listeners', async stage => {
    const client = await stage.connect()
    const channel = await stage.subscribe(client, 'news')
    const second = () => stage.note('second')
    channel.bind('one', () => {
      stage.note('first')
      channel.unbind('one', second)
    })
    channel.bind('one', second)
    for (let n = 0; n < 2; n++) {
      const heard = next(channel, 'fence')
      await server.trigger('news', 'one', n)
      await server.trigger('news', 'fence', n)
      await heard
    }
  })

  same('emit', async stage => {
    const client = await stage.connect()
    const channel = await stage.subscribe(client, 'news')
    for (const [name, emitter] of Object.entries({ channel, connection: client.connection, user: client.user })) {
      emitter.bind('one', (...args: unknown[]) => stage.note(name, args))
      emitter.bind_global((event: string, data: unknown) => stage.note(name, event, data))
      emitter.emit('one', { n: 1 })
      emitter.emit('one', { n: 2 }, { user_id: 'ann' })
      emitter.emit('one')
      stage.note(emitter.emit('two', 0) === emitter)
    }
  })

  same("a channel's own subscribe and unsubscribe", async stage => {
    const client = await stage.connect()
    const channel = await stage.subscribe(client, 'news')
    channel.unsubscribe()
    const pong = next(client.connection, 'message')
    client.send_event('pusher:ping', {})
    await pong
    const other = await stage.subscribe(client, 'other')
    channel.bind('headline', (data: unknown) => stage.note('heard', data))
    await server.trigger('news', 'headline', 1)
    const fence = next(other, 'fence')
    await server.trigger('other', 'fence', 1)
    stage.note((await fence)[0], channel.subscribed)
    channel.subscribe()
    await next(channel, 'pusher:subscription_succeeded')
    const heard = next(channel, 'headline')
    await server.trigger('news', 'headline', 2)
    await heard
  })

  same('unsubscribe', async stage => {
    const client = await stage.connect()
    await stage.subscribe(client, 'news')
    const other = await stage.subscribe(client, 'other')
    client.bind_global((event, data) => stage.note(event, data))
    client.unsubscribe('news')
    stage.note(
      client.channel('news') ?? null,
      client.allChannels().map(({ name }) => name),
    )
    const pong = next(client.connection, 'message') // What was sent before has been read when this is answered.
    client.send_event('pusher:ping', {})
    await pong
    await server.trigger('news', 'headline', 1)
    const fence = next(other, 'fence')
    await server.trigger('other', 'fence', 1)
    await fence
    client.subscribe('news')
    client.unsubscribe('news')
    const again = client.subscribe('news')
    stage.note(again.subscriptionPending, again.subscriptionCancelled)
    await next(again, 'pusher:subscription_succeeded')
    stage.note(again.subscribed, Object.keys(client.channels.channels).sort())
  })

  same('subscription count', async stage => {
    const client = await stage.connect()
    const name = `counted-${stage.Pusher === libraries.Anemone ? 'a' : 'b'}` // Some may not have left the other's yet.
    const channel = client.subscribe(name)
    const [first] = await next(channel, 'pusher:subscription_count')
    const second = next(channel, 'pusher:subscription_count')
    await stage.subscribe(await stage.connect(), name)
    const [data] = await second
    stage.note(first, data, channel.subscriptionCount)
  })

  same('cache channel', async stage => {
    const client = await stage.connect()
    const name = `cache-${stage.Pusher === libraries.Anemone ? 'a' : 'b'}`
    const channel = client.subscribe(name)
    stage.note('miss', (await next(channel, 'pusher:cache_miss')).length)
    await server.trigger(name, 'price', { n: 1 })
    const late = (await stage.connect()).subscribe(name)
    stage.note(...(await next(late, 'price')))
  })

  same('channel names that are not for clients', async stage => {
    const client = await stage.connect()
    const thrown = (attempt: () => unknown) => {
      try {
        attempt()
        return 'nothing'
      } catch (error) {
        return error instanceof Error ? 'an error' : 'something'
      }
    }
    stage.note(thrown(() => client.subscribe('#server-to-user-1')))
    const channel = await stage.subscribe(client, 'news')
    stage.note(thrown(() => channel.trigger('headline', {})))
  })
})
