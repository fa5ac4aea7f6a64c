import nacl from 'tweetnacl'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Anemone, APP, endpoint, Relay, type Asked } from './anemone.js'
import * as libraries from './libraries.js'
import type { PusherClass } from './libraries.js'

/**
 * The same calls on pusher-js and on this library, against the same server: what an application observes has to be the
 * same. COMPATIBILITY.md names these tests.
 */

let server: Anemone
const cleanups: (() => void)[] = []

beforeAll(async () => void (server = await Anemone.start()))
afterAll(() => server.stop())
afterEach(() => cleanups.splice(0).forEach(clean => clean()))

type Client = InstanceType<PusherClass>
type Bindable = {
  bind(event: string, callback: (...args: any[]) => void): unknown
  unbind(event: string, callback: unknown): unknown
}

/** What one library does in a scenario. */
class Stage {
  readonly transcript: unknown[] = []

  constructor(readonly Pusher: PusherClass) {}

  note(...what: unknown[]): void {
    this.transcript.push(what)
  }

  open(options: object = {}, key: string = APP.key): Client {
    const client = new this.Pusher(key, {
      cluster: '',
      wsHost: '127.0.0.1',
      wsPort: server.port,
      forceTLS: false,
      enabledTransports: ['ws'],
      ...options,
    })
    cleanups.push(() => client.disconnect())
    return client
  }

  async connect(options: object = {}): Promise<Client> {
    const client = this.open(options)
    if (client.connection.state !== 'connected') await next(client.connection, 'connected')
    return client
  }

  async subscribe(client: Client, name: string) {
    const channel = client.subscribe(name)
    if (!channel.subscribed) await next(channel, 'pusher:subscription_succeeded')
    return channel
  }
}

/** Completes with the arguments of the next `event`. */
const next = (emitter: Bindable, event: string): Promise<any[]> =>
  new Promise(resolve => {
    emitter.bind(event, function once(...args: unknown[]) {
      emitter.unbind(event, once)
      resolve(args)
    })
  })

/** Plays `scenario` with both libraries and compares what they noted. */
const same = (name: string, scenario: (stage: Stage) => Promise<void>) =>
  it(name, async () => {
    const [theirs, ours] = [new Stage(libraries.PusherJs), new Stage(libraries.Anemone)]
    for (const stage of [theirs, ours]) {
      await scenario(stage)
      cleanups.splice(0).forEach(clean => clean())
    }
    expect(theirs.transcript).not.toEqual([])
    expect(JSON.parse(JSON.stringify(ours.transcript))).toEqual(JSON.parse(JSON.stringify(theirs.transcript)))
  })

const handler = (member?: object) => ({
  customHandler: (
    { socketId, channelName }: { socketId: string; channelName: string },
    answer: (error: null, data: object) => void,
  ) => answer(null, server.authorize(socketId, channelName, member)),
})

describe('connection', () => {
  same('states', async stage => {
    const client = stage.open()
    stage.note(client.connection.state)
    client.connection.bind('state_change', (change: object) => stage.note('state_change', change))
    for (const state of ['connecting', 'connected', 'disconnected'])
      client.connection.bind(state, (data: object) =>
        stage.note(state, Object.keys(data ?? {}), client.connection.state),
      )
    await next(client.connection, 'connected')
    stage.note(/^\d+\.\d+$/.test(client.connection.socket_id!))
    client.disconnect()
    stage.note(client.connection.state)
    client.connect()
    await next(client.connection, 'connected')
  })

  same('refused key', async stage => {
    const client = stage.open({}, 'nobody')
    client.connection.bind('state_change', (change: object) => stage.note(change))
    client.connection.bind('error', (error: any) => stage.note(error.type, error.error.type, error.error.data))
    await next(client.connection, 'disconnected')
  })

  same('error of the server', async stage => {
    const client = await stage.connect()
    await stage.subscribe(client, 'news')
    client.bind('pusher:error', (data: object) => stage.note('on the client', data))
    client.send_event('client-a', {}, 'news')
    stage.note(...(await next(client.connection, 'error')))
  })

  same('terminated user', async stage => {
    const client = await stage.connect({
      userAuthentication: {
        customHandler: ({ socketId }: any, answer: any) => answer(null, server.authenticate(socketId, { id: 'tom' })),
      },
    })
    client.signin()
    await client.user.signinDonePromise
    client.connection.bind('error', (error: any) => stage.note(error.type, (error.error ?? error).data?.code))
    const gone = next(client.connection, 'disconnected')
    await server.terminate('tom')
    await gone
    stage.note(client.connection.state)
  })

  same('activity check', async stage => {
    const client = await stage.connect({ activityTimeout: 50 })
    const [{ event }] = await next(client.connection, 'message')
    stage.note(event, client.connection.state)
  })

  same('lost connection', async stage => {
    const relay = await Relay.start(server.port)
    cleanups.push(() => relay.stop())
    const client = await stage.connect({ wsPort: relay.port })
    const channel = await stage.subscribe(client, 'news')
    const first = client.connection.socket_id
    client.connection.bind('state_change', (change: object) => stage.note(change))
    const waits: number[] = []
    client.connection.bind('connecting_in', (seconds: number) => waits.push(seconds))
    const back = next(channel, 'pusher:subscription_succeeded')
    relay.cut()
    await back
    stage.note(client.connection.socket_id !== first, channel.subscribed, waits.length, waits[0]! <= 2)
    const heard = next(channel, 'headline')
    await server.trigger('news', 'headline', 1)
    stage.note(...(await heard))
    client.disconnect()
  })

  same('send_event', async stage => {
    const client = stage.open()
    stage.note(client.send_event('pusher:ping', {}))
    await next(client.connection, 'connected')
    stage.note(client.send_event('pusher:ping', {}))
    const [{ event }] = await next(client.connection, 'message')
    stage.note(event)
  })

  same('Pusher.instances and Pusher.log', async stage => {
    const lines: string[] = []
    stage.Pusher.log = line => void lines.push(line)
    const client = await stage.connect()
    stage.Pusher.log = undefined
    stage.note(
      stage.Pusher.instances.includes(client),
      lines.some(line => /connecting -> connected/.test(line)),
    )
    stage.note(client.key, client.connection.isUsingTLS(), client.shouldUseTLS())
  })
})

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
    const channel = client.subscribe('counted')
    const [first] = await next(channel, 'pusher:subscription_count')
    const second = next(channel, 'pusher:subscription_count')
    await stage.subscribe(await stage.connect(), 'counted')
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

describe('authorization', () => {
  /** Subscribes to a private channel with `options`, and notes what the endpoint was asked. */
  const asking = (options: (url: string) => object) => async (stage: Stage) => {
    const asked: Asked[] = []
    const auth = await endpoint(request => {
      asked.push(request)
      return [200, server.authorize(request.form.socket_id!, request.form.channel_name!)]
    })
    cleanups.push(auth.close)
    const client = await stage.connect(options(auth.url))
    await stage.subscribe(client, 'private-a')
    const [{ form, headers }] = asked as [Asked]
    stage.note(form.socket_id === client.connection.socket_id)
    stage.note({ ...form, socket_id: '' }, headers['x-a'], headers['x-b'], `${headers['content-type']}`.split(';')[0])
  }
  const params = { a: '1', text: 'ä & b' }

  same(
    'channelAuthorization',
    asking(endpoint => ({
      channelAuthorization: {
        endpoint,
        transport: 'ajax',
        params,
        headers: { 'X-A': '1' },
        paramsProvider: () => ({ b: '2' }),
        headersProvider: () => ({ 'X-B': '2' }),
      },
    })),
  )

  same(
    'authEndpoint and auth',
    asking(authEndpoint => ({ authEndpoint, auth: { params, headers: { 'X-A': '1' } } })),
  )

  same('refusing endpoint', async stage => {
    const auth = await endpoint(() => [403, 'No'])
    cleanups.push(auth.close)
    const client = await stage.connect({ channelAuthorization: { endpoint: auth.url } })
    const [{ type, error, status }] = await next(client.subscribe('private-a'), 'pusher:subscription_error')
    stage.note(type, typeof error, status, client.channel('private-a')!.subscribed)
  })

  same('endpoint that answers no JSON', async stage => {
    const auth = await endpoint(() => [200, '<html>'])
    cleanups.push(auth.close)
    const client = await stage.connect({ channelAuthorization: { endpoint: auth.url } })
    const [{ type, status }] = await next(client.subscribe('private-a'), 'pusher:subscription_error')
    stage.note(type, status)
  })

  same('customHandler', async stage => {
    const client = await stage.connect({ channelAuthorization: handler() })
    const channel = await stage.subscribe(client, 'private-a')
    stage.note(channel.subscribed)
  })

  same('customHandler that refuses', async stage => {
    const client = await stage.connect({
      channelAuthorization: {
        customHandler: (_: object, answer: any) => setTimeout(answer, 0, new Error('Not you'), null),
      },
    })
    stage.note(...(await next(client.subscribe('private-a'), 'pusher:subscription_error')))
  })

  same('authorizer', async stage => {
    const client = await stage.connect({
      authEndpoint: '/auth',
      auth: { params: { a: '1' }, headers: {} },
      authorizer: (channel: any, options: object) => ({
        authorize(socketId: string, answer: any) {
          stage.note(channel.name, options)
          answer(null, server.authorize(socketId, channel.name))
        },
      }),
    })
    await stage.subscribe(client, 'private-a')
  })

  same('wrong signature', async stage => {
    const client = await stage.connect({
      channelAuthorization: { customHandler: (_: object, answer: any) => answer(null, { auth: `${APP.key}:0000` }) },
    })
    const [{ type, status }] = await next(client.subscribe('private-a'), 'pusher:subscription_error')
    stage.note(type, status)
  })
})

describe('presence and client events', () => {
  const member = (id: string) => ({
    channelAuthorization: handler({ user_id: id, user_info: { name: id.toUpperCase() } }),
  })

  same('members', async stage => {
    const ann = await stage.connect(member('ann'))
    const room = (await stage.subscribe(ann, 'presence-room')) as any
    room.bind('pusher:member_added', (added: object) => stage.note('added', added, room.members.count))
    room.bind('pusher:member_removed', (removed: object) => stage.note('removed', removed, room.members.count))
    const joined = next(room, 'pusher:member_added')
    const bob = await stage.connect(member('bob'))
    const [members] = (
      await Promise.all([next(bob.subscribe('presence-room'), 'pusher:subscription_succeeded'), joined])
    )[0]
    const ids: string[] = []
    members.each(({ id }: { id: string }) => ids.push(id))
    stage.note(
      ids.sort(),
      members.count,
      members.myID,
      members.me,
      members.get('ann'),
      members.get('nobody'),
      members.members,
    )
    const left = next(room, 'pusher:member_removed')
    bob.disconnect()
    await left
    stage.note((bob.channel('presence-room') as any).members.count)
  })

  same('trigger', async stage => {
    const [ann, bob] = [await stage.connect(member('ann')), await stage.connect(member('bob'))]
    const [anns, bobs] = [await stage.subscribe(ann, 'presence-room'), await stage.subscribe(bob, 'presence-room')]
    anns.bind('client-typing', () => stage.note('an echo'))
    const heard = next(bobs, 'client-typing')
    stage.note(anns.trigger('client-typing', { on: true }))
    stage.note(...(await heard))
  })

  same('encrypted channel', async stage => {
    const key = new Uint8Array(32).fill(7)
    const nonce = new Uint8Array(24).fill(1)
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
    const client = await stage.connect({
      nacl,
      channelAuthorization: {
        customHandler: ({ socketId, channelName }: any, answer: any) =>
          answer(null, { ...server.authorize(socketId, channelName), shared_secret: base64(key) }),
      },
    })
    const channel = await stage.subscribe(client, 'private-encrypted-a')
    const heard = next(channel, 'secret')
    const ciphertext = base64(nacl.secretbox(Buffer.from('{"text":"hi"}'), nonce, key))
    await server.trigger('private-encrypted-a', 'secret', { nonce: base64(nonce), ciphertext })
    stage.note((await heard)[0])
  })
})

describe('users', () => {
  const user = (data: object) => ({
    channelAuthorization: handler(),
    userAuthentication: {
      customHandler: ({ socketId }: any, answer: any) => answer(null, server.authenticate(socketId, data)),
    },
  })

  same('signin', async stage => {
    const client = stage.open(user({ id: 'ann', user_info: { name: 'Ann' } }))
    stage.note(client.user.user_data, client.user.signin_requested, client.user.signinDonePromise)
    client.signin()
    stage.note(client.user.signin_requested)
    await client.user.signinDonePromise
    stage.note(client.user.user_data)
    const room = (await stage.subscribe(client, 'presence-room')) as any
    stage.note(room.members.me)
    // The library subscribes to the channel of the user by itself; it may not have been answered yet.
    const heard = next(client.user, 'mail')
    const sending = setInterval(() => void server.trigger('#server-to-user-ann', 'mail', { n: 1 }), 50)
    stage.note(...(await heard))
    clearInterval(sending)
  })

  same('signin with an endpoint', async stage => {
    const asked: Asked[] = []
    const auth = await endpoint(request => {
      asked.push(request)
      return [200, server.authenticate(request.form.socket_id!, { id: 'ann' })]
    })
    cleanups.push(auth.close)
    const client = await stage.connect({
      userAuthentication: { endpoint: auth.url, params: { a: '1' }, headers: { 'X-A': '1' } },
    })
    client.signin()
    await client.user.signinDonePromise
    stage.note(client.user.user_data, { ...asked[0]!.form, socket_id: '' }, asked[0]!.headers['x-a'])
  })

  same('signin that is refused', async stage => {
    const auth = await endpoint(() => [403, 'No'])
    cleanups.push(auth.close)
    const client = await stage.connect({ userAuthentication: { endpoint: auth.url } })
    const refused = next(client.user, 'pusher:signin_error')
    client.signin()
    const [{ type, status }] = await refused
    await client.user.signinDonePromise
    stage.note(type, status, client.user.user_data)
  })

  same('watchlist', async stage => {
    const watcher = await stage.connect(user({ id: 'ann', watchlist: ['bob'] }))
    const absent = next(watcher.user.watchlist, 'offline')
    watcher.signin()
    stage.note(...(await absent))
    const online = next(watcher.user.watchlist, 'online')
    const bob = await stage.connect(user({ id: 'bob' }))
    bob.signin()
    stage.note(...(await online))
    const offline = next(watcher.user.watchlist, 'offline')
    bob.disconnect()
    stage.note(...(await offline))
  })
})
