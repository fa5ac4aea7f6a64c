import nacl from 'tweetnacl'
import { describe } from 'vitest'
import { APP, endpoint, type Asked } from './anemone.js'
import { cleanups, handler, next, same, server, type Stage } from './drop-in.js'

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
