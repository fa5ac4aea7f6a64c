import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import {
  beforeFence,
  connectClient,
  connected,
  emitted,
  FENCE,
  hear,
  openClient,
  record,
  subscribe,
  subscribed,
} from '../support/client.mjs'
import { CLIENT } from '../support/pusher.mjs'
import { Relay } from '../support/relay.mjs'

const DISABLED = { id: '2', key: 'disabled-key', secret: 'disabled-secret', enabled: false }
const SMALL = { id: '3', key: 'small-key', secret: 'small-secret', 'max-connections': 1 }

describe('pusher-js connecting', () => {
  let server

  before(async () => {
    server = await Anemone.start({ apps: [APP, DISABLED, SMALL] })
  })
  after(() => server.stop())

  it('goes from initialized through connecting to connected, with a socket id', async (t) => {
    const client = openClient(t, server)
    const states = record(client.connection, 'state_change')
    await connected(client)

    assert.deepEqual(await states.next(), { previous: 'connecting', current: 'connected' })
    assert.match(client.connection.socket_id, /^\d+\.\d+$/)
  })

  it('gives every connection a socket id of its own', async (t) => {
    const clients = await Promise.all(Array.from({ length: 20 }, () => connectClient(t, server)))

    assert.equal(new Set(clients.map((client) => client.connection.socket_id)).size, 20)
  })

  it('is answered when it checks a silent connection', async (t) => {
    const client = openClient(t, server, { activityTimeout: 50 })
    const frames = record(client.connection, 'message')
    await connected(client)

    assert.equal((await frames.next()).event, 'pusher:pong')
    assert.equal(client.connection.state, 'connected')
  })

  const REFUSALS = [
    { refusal: 'an unknown key', code: 4001, key: 'nobody' },
    { refusal: 'the key of a disabled app', code: 4003, key: DISABLED.key },
  ]
  for (const { refusal, code, key } of REFUSALS) {
    it(`stops for good on ${refusal}: error ${code}, then disconnected`, async (t) => {
      const client = openClient(t, server, { key })
      const states = record(client.connection, 'state_change')

      const error = await emitted(client.connection, 'error')
      assert.equal(error.error.data.code, code)
      assert.ok(error.error.data.message.length > 0)
      assert.deepEqual(await states.next(), { previous: 'connecting', current: 'disconnected' })
    })
  }

  it('stops for good when the app has no connection left: error 4004', async (t) => {
    await connectClient(t, server, { key: SMALL.key })
    const second = openClient(t, server, { key: SMALL.key })

    const error = await emitted(second.connection, 'error')
    assert.equal(error.error.data.code, 4004)
    assert.equal(second.connection.state, 'disconnected')
  })
})

describe('pusher-js when its server goes away', () => {
  const DEPARTURES = {
    'told 4200 by a server that stops, comes back at once': async (server, errors) => {
      assert.equal(await server.stop(), 0)
      const error = await errors.next()
      assert.equal(error.data?.code ?? error.error.data.code, 4200)
    },
    'left by a server that is killed, comes back after its second of patience': (server) => server.kill(),
  }
  for (const [description, depart] of Object.entries(DEPARTURES)) {
    it(`${description}, and hears its channels again`, async (t) => {
      const first = await Anemone.start({ apps: [APP] })
      const second = await Anemone.start({ apps: [APP] })
      t.after(() => second.stop())
      const relay = await Relay.start(t, first)
      const client = await connectClient(t, relay)
      const firstSocketId = client.connection.socket_id
      const channel = await subscribe(client, 'news')
      const heard = hear(channel)
      const returned = emitted(client.connection, 'connected')

      relay.target = second
      await depart(first, record(client.connection, 'error'))
      await returned
      await subscribed(channel)
      assert.notEqual(client.connection.socket_id, firstSocketId)

      const backend = backendOf(second)
      await backend.trigger('news', 'headline', { text: 'back' })
      await backend.trigger('news', FENCE, {})
      const heardThere = await beforeFence(heard)
      // The other server has a history of its own, and our own client says so.
      if (CLIENT === 'anemone') assert.equal(heardThere.shift().event, 'anemone:gap')
      assert.deepEqual(heardThere, [{ event: 'headline', data: { text: 'back' } }])
    })
  }
})
