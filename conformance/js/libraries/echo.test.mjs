import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import Echo from 'laravel-echo'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { connected, FENCE, optionsFor } from '../support/client.mjs'
import { authEndpoint } from '../support/customer.mjs'
import { loadClient } from '../support/pusher.mjs'
import { Inbox, withDeadline } from '../support/waiting.mjs'

/** How Echo gets its Pusher client, of which library. */
const WAYS = {
  'pusher-js as its Pusher': async () => ({ Pusher: await loadClient('pusher-js') }),
  'our own client as its Pusher': async () => ({ Pusher: await loadClient('anemone') }),
  'our own client as its client': async (t, { key, bearerToken, ...options }) => {
    const Pusher = await loadClient('anemone')
    return { client: new Pusher(key, { ...options, auth: { headers: { authorization: `Bearer ${bearerToken}` } } }) }
  },
  'our own client as the Pusher of the page': async (t) => {
    globalThis.window = { Pusher: await loadClient('anemone') }
    t.after(() => delete globalThis.window)
    return {}
  },
}

for (const [way, clientOf] of Object.entries(WAYS)) {
  describe(`Laravel Echo with ${way}`, () => {
    let server, backend

    before(async () => {
      server = await Anemone.start({ apps: [APP] })
      backend = backendOf(server)
    })
    after(() => server.stop())

    /** As Laravel's `/broadcasting/auth`: the bearer token names the user, and nobody may enter a vault. */
    function authorize({ socketId, channelName, headers }) {
      const user = headers.authorization?.replace('Bearer ', '')
      if (!user || channelName.includes('vault')) return null
      const member = { user_id: user, user_info: { name: user } }
      return backend.authorizeChannel(socketId, channelName, channelName.startsWith('presence-') ? member : undefined)
    }

    /** A connected Echo of the user `user`, which disconnects when test `t` ends. */
    async function echoOf(t, user, options = {}) {
      const common = {
        key: APP.key,
        ...optionsFor(server),
        authEndpoint: await authEndpoint(t, authorize),
        bearerToken: user,
        auth: { headers: {} }, // Echo writes the token into this object, and would share its default one.
        ...options,
      }
      const echo = new Echo({ broadcaster: 'reverb', ...common, ...(await clientOf(t, common)) })
      t.after(() => echo.disconnect())
      await connected(echo.connector.pusher)
      return echo
    }

    const entered = (channel) => withDeadline(new Promise((resolve) => channel.subscribed(resolve)), channel.name)

    for (const broadcaster of ['reverb', 'pusher']) {
      it(`listens with the broadcaster ${broadcaster} to events named by class, with backslashes`, async (t) => {
        const orders = (await echoOf(t, 'ann', { broadcaster })).channel('orders')
        const shipped = new Inbox('OrderShipped')
        orders.listen('OrderShipped', (data) => shipped.put(data))
        await entered(orders)

        await backend.trigger('orders', 'App\\Events\\OrderShipped', { order: 1 })
        assert.deepEqual(await shipped.next(), { order: 1 })
      })
    }

    it('listens to events named with dots, literally', async (t) => {
      const orders = (await echoOf(t, 'ann')).channel('orders')
      const shipped = new Inbox('order.shipped')
      orders.listen('.order.shipped', (data) => shipped.put(data))
      await entered(orders)

      await backend.trigger('orders', 'order.shipped', { order: 2 })
      assert.deepEqual(await shipped.next(), { order: 2 })
    })

    it('knows its socket id, which X-Socket-ID then excludes', async (t) => {
      const ann = await echoOf(t, 'ann')
      const orders = ann.private('orders')
      const heard = new Inbox('everything on private-orders')
      orders.listenToAll((event) => heard.put(event))
      await entered(orders)

      await backend.trigger('private-orders', 'App\\Events\\OrderShipped', {}, { socket_id: ann.socketId() })
      await backend.trigger('private-orders', FENCE, {})
      assert.deepEqual(await heard.until((event) => event === `.${FENCE}`), [])
    })

    it('whispers on a private channel', async (t) => {
      const anns = (await echoOf(t, 'ann')).private('chat')
      const annIsIn = entered(anns) // She may be, before Bob is connected.
      const bobs = (await echoOf(t, 'bob')).private('chat')
      const whispers = new Inbox('whispers')
      bobs.listenForWhisper('typing', (data) => whispers.put(data))
      await Promise.all([annIsIn, entered(bobs)])

      anns.whisper('typing', { name: 'Ann' })
      assert.deepEqual(await whispers.next(), { name: 'Ann' })
    })

    it('joins: here, joining, leaving', async (t) => {
      const ann = await echoOf(t, 'ann')
      const bob = await echoOf(t, 'bob')
      const seen = new Inbox('members of the room')
      ann
        .join('room')
        .here((members) => seen.put({ here: members }))
        .joining((member) => seen.put({ joining: member }))
        .leaving((member) => seen.put({ leaving: member }))
      assert.deepEqual(await seen.next(), { here: [{ name: 'ann' }] })

      const seenByBob = new Inbox('members of the room, for bob')
      bob.join('room').here((members) => seenByBob.put(members.map(({ name }) => name).sort()))
      assert.deepEqual(await seenByBob.next(), ['ann', 'bob'])
      assert.deepEqual(await seen.next(), { joining: { name: 'bob' } })

      bob.leave('room')
      assert.deepEqual(await seen.next(), { leaving: { name: 'bob' } })
    })

    it('hears notifications', async (t) => {
      const inbox = (await echoOf(t, 'ann')).private('App.Models.User.1')
      const notifications = new Inbox('notifications')
      inbox.notification((notification) => notifications.put(notification))
      await entered(inbox)

      const event = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated'
      await backend.trigger('private-App.Models.User.1', event, { invoice: 1 })
      assert.deepEqual(await notifications.next(), { invoice: 1 })
    })

    it('leaves, and hears no more', async (t) => {
      const ann = await echoOf(t, 'ann')
      const heard = new Inbox('everything')
      const news = ann.channel('news').listenToAll((event) => heard.put(event))
      const orders = ann.channel('orders').listenToAll((event) => heard.put(event))
      await Promise.all([entered(news), entered(orders)])

      ann.leave('news')
      await backend.trigger('news', 'headline', {})
      await backend.trigger('orders', FENCE, {})
      assert.deepEqual(await heard.until((event) => event === `.${FENCE}`), [])
    })

    it('decrypts on an encrypted private channel', async (t) => {
      const diary = (await echoOf(t, 'ann')).encryptedPrivate('diary')
      const entries = new Inbox('entries')
      diary.listen('.entry', (data) => entries.put(data))
      await entered(diary)

      await backend.trigger('private-encrypted-diary', 'entry', { text: 'secret' })
      assert.deepEqual(await entries.next(), { text: 'secret' })
    })

    it('calls error when the endpoint refuses', async (t) => {
      const errors = new Inbox('errors')
      const ann = await echoOf(t, 'ann')
      ann.private('vault').error((error) => errors.put(error))

      assert.equal((await errors.next()).status, 403)
    })

    it('calls error when the server refuses what the endpoint signed', async (t) => {
      const forged = backendOf(server, { ...APP, secret: 'guess' })
      const forge = ({ socketId, channelName }) => forged.authorizeChannel(socketId, channelName)
      const errors = new Inbox('errors')
      const ann = await echoOf(t, 'ann', { authEndpoint: await authEndpoint(t, forge) })
      ann.private('orders').error((error) => errors.put(error))

      const error = await errors.next()
      assert.equal(error.type, 'AuthError')
      assert.equal(error.status, 401)
    })
  })
}
