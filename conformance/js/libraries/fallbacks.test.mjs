import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import {
  authorizedBy,
  beforeFence,
  connectClient,
  emitted,
  FENCE,
  hear,
  openClient,
  record,
  subscribe,
} from '../support/client.mjs'
import { authEndpoint } from '../support/customer.mjs'
import { Inbox } from '../support/waiting.mjs'

const DISABLED = { id: '2', key: 'disabled-key', secret: 'disabled-secret', enabled: false }
const SMALL = { id: '3', key: 'small-key', secret: 'small-secret', 'max-connections': 1 }

/** More than pusher-js lets one response grow: it aborts at 256 KiB and asks for another. */
const LARGE_EVENTS = 45
const NINE_KILOBYTES = 'x'.repeat(9_000)

for (const transport of ['xhr_streaming', 'xhr_polling']) {
  describe(`pusher-js over ${transport}`, () => {
    let server, backend

    before(async () => {
      server = await Anemone.start({ apps: [APP, DISABLED, SMALL], gateway: { 'fallback-receiver-wait': '1s' } })
      backend = backendOf(server)
    })
    after(() => server.stop())

    const connect = (t, options) => connectClient(t, server, { enabledTransports: [transport], ...options })
    const connectAs = (t, member) => connect(t, { channelAuthorization: authorizedBy(backend, member) })

    it('connects by no other way, with a socket id', async (t) => {
      const client = await connect(t)

      assert.equal(client.connection.connection.transport.name, transport)
      assert.match(client.connection.socket_id, /^\d+\.\d+$/)
    })

    it('hears every event of a public channel, in order', async (t) => {
      const heard = hear(await subscribe(await connect(t), 'news'))

      const numbers = Array.from({ length: 100 }, (_, i) => i)
      for (const number of numbers) await backend.trigger('news', 'number', number)
      await backend.trigger('news', FENCE, {})
      assert.deepEqual(
        (await beforeFence(heard)).map(({ data }) => data),
        numbers,
      )
    })

    it('hears more than one response may carry', async (t) => {
      const heard = hear(await subscribe(await connect(t), 'large'))

      for (let number = 0; number < LARGE_EVENTS; number++) {
        await backend.trigger('large', 'page', { number, text: NINE_KILOBYTES })
        assert.deepEqual(await heard.next(), { event: 'page', data: { number, text: NINE_KILOBYTES } })
      }
    })

    it('hears any text as it was sent', async (t) => {
      const heard = hear(await subscribe(await connect(t), 'texts'))

      for (const text of ['żółw 🐢', '"quoted" \\ and\nbroken\u2028', '\u0000\u001f']) {
        await backend.trigger('texts', 'text', { text })
        assert.deepEqual(await heard.next(), { event: 'text', data: { text } })
      }
    })

    it('hears nothing of what it triggers itself through the backend', async (t) => {
      const client = await connect(t)
      const heard = hear(await subscribe(client, 'echoes'))

      await backend.trigger('echoes', 'mine', {}, { socket_id: client.connection.socket_id })
      await backend.trigger('echoes', 'theirs', {})
      await backend.trigger('echoes', FENCE, {})
      assert.deepEqual(await beforeFence(heard), [{ event: 'theirs', data: {} }])
    })

    it('hears no more of a channel that it has left', async (t) => {
      const client = await connect(t)
      const stay = hear(await subscribe(client, 'stay'))
      const left = await subscribe(client, 'leave')
      const heard = hear(left)
      client.unsubscribe('leave')
      await subscribe(client, 'afterwards') // Answered in order, so the unsubscribe has taken effect.

      await backend.trigger(['leave', 'stay'], 'news', {})
      await backend.trigger('stay', FENCE, {})
      await beforeFence(stay)
      heard.put('end')
      assert.deepEqual(await heard.until((item) => item === 'end'), [])
    })

    it('subscribes to private channels through an endpoint, and is told of a refusal', async (t) => {
      const endpoint = await authEndpoint(t, ({ socketId, channelName }) =>
        channelName === 'private-mine' ? backend.authorizeChannel(socketId, channelName) : null,
      )
      const client = await connect(t, { channelAuthorization: { endpoint } })
      const heard = hear(await subscribe(client, 'private-mine'))

      await backend.trigger('private-mine', 'paid', { amount: 12 })
      assert.deepEqual(await heard.next(), { event: 'paid', data: { amount: 12 } })
      const error = await emitted(client.subscribe('private-theirs'), 'pusher:subscription_error')
      assert.equal(error.status, 403)
    })

    it('meets the members of presence channels, and is seen to leave', async (t) => {
      const annsRoom = await subscribe(await connectAs(t, { user_id: 'ann' }), 'presence-room')
      const movements = new Inbox('members')
      annsRoom.bind('pusher:member_added', ({ id }) => movements.put({ added: id }))
      annsRoom.bind('pusher:member_removed', ({ id }) => movements.put({ removed: id }))

      const bob = await connectAs(t, { user_id: 'bob' })
      assert.equal((await subscribe(bob, 'presence-room')).members.count, 2)
      assert.deepEqual(await movements.next(), { added: 'bob' })
      bob.disconnect() // Says nothing: it just does not come back.
      assert.deepEqual(await movements.next(), { removed: 'bob' })
    })

    it('exchanges client events with a WebSocket', async (t) => {
      const here = await subscribe(await connectAs(t), 'private-duet')
      const there = await subscribe(await connectAs(t), 'private-duet')
      const socket = await connectClient(t, server, { channelAuthorization: authorizedBy(backend) })
      const overSocket = await subscribe(socket, 'private-duet')
      const [heardHere, heardThere, heardOverSocket] = [here, there, overSocket].map(hear)

      here.trigger('client-ask', { question: 'ready?' })
      for (const heard of [heardThere, heardOverSocket]) {
        assert.deepEqual(await heard.next(), { event: 'client-ask', data: { question: 'ready?' } })
      }
      overSocket.trigger('client-answer', 'yes')
      assert.deepEqual(await heardHere.next(), { event: 'client-answer', data: 'yes' })
    })

    it('gives its place back when it disconnects', async (t) => {
      const first = await connect(t, { key: SMALL.key })
      first.disconnect()
      const second = openClient(t, server, { key: SMALL.key, enabledTransports: ['ws'] })
      const again = () => second.connect() // Refused for good while the place is still taken.
      second.connection.bind('disconnected', again)

      await emitted(second.connection, 'connected')
      second.connection.unbind('disconnected', again)
    })

    const REFUSALS = [
      { refusal: 'an unknown key', code: 4001, key: 'nobody' },
      { refusal: 'the key of a disabled app', code: 4003, key: DISABLED.key },
    ]
    for (const { refusal, code, key } of REFUSALS) {
      it(`stops for good on ${refusal}: error ${code}, then disconnected`, async (t) => {
        const client = openClient(t, server, { key, enabledTransports: [transport] })
        const states = record(client.connection, 'state_change')

        const error = await emitted(client.connection, 'error')
        assert.equal(error.error.data.code, code)
        assert.ok(error.error.data.message.length > 0)
        assert.deepEqual(await states.next(), { previous: 'connecting', current: 'disconnected' })
      })
    }

    it('stops for good when the app has no connection left: error 4004', async (t) => {
      const app = { ...SMALL, id: '4', key: 'full-key' }
      const full = await Anemone.start({ apps: [app] })
      t.after(() => full.stop())
      await connectClient(t, full, { key: app.key, enabledTransports: [transport] })
      const second = openClient(t, full, { key: app.key, enabledTransports: [transport] })

      const error = await emitted(second.connection, 'error')
      assert.equal(error.error.data.code, 4004)
      assert.equal(second.connection.state, 'disconnected')
    })

    it('is told 4200 by a server that stops', async (t) => {
      const leaving = await Anemone.start({ apps: [APP] })
      const client = await connectClient(t, leaving, { enabledTransports: [transport] })
      const errors = record(client.connection, 'error')

      assert.equal(await leaving.stop(), 0)
      const error = await errors.next()
      assert.equal(error.data?.code ?? error.error.data.code, 4200)
    })
  })
}
