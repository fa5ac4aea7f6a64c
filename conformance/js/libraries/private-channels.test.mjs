import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { authorizedBy, connectClient, emitted, hear, subscribe } from '../support/client.mjs'
import { authEndpoint } from '../support/customer.mjs'

describe('private channels: pusher signs, pusher-js subscribes', () => {
  let server, backend

  before(async () => {
    server = await Anemone.start({ apps: [APP] })
    backend = backendOf(server)
  })
  after(() => server.stop())

  it('delivers to a subscriber whose subscription the server library signed', async (t) => {
    const client = await connectClient(t, server, { channelAuthorization: authorizedBy(backend) })
    const heard = hear(await subscribe(client, 'private-orders-1'))

    await backend.trigger('private-orders-1', 'paid', { amount: 12 })
    assert.deepEqual(await heard.next(), { event: 'paid', data: { amount: 12 } })
  })

  it('accepts a signature that covers channel_data', async (t) => {
    const client = await connectClient(t, server, { channelAuthorization: authorizedBy(backend, { user_id: 'ann' }) })

    await subscribe(client, 'private-orders-2')
  })

  it('accepts every character that a channel name may have', async (t) => {
    const client = await connectClient(t, server, { channelAuthorization: authorizedBy(backend) })
    const heard = hear(await subscribe(client, 'private-foo-bar_1234@=,.;'))

    await backend.trigger('private-foo-bar_1234@=,.;', 'greeting', 'hello')
    assert.deepEqual(await heard.next(), { event: 'greeting', data: 'hello' })
  })

  it('works through an authorization endpoint with headers and parameters', async (t) => {
    const endpoint = await authEndpoint(t, ({ socketId, channelName, params, headers }) =>
      headers['x-csrf-token'] === 'token' && params.get('tenant') === 'blue'
        ? backend.authorizeChannel(socketId, channelName)
        : null,
    )
    const client = await connectClient(t, server, {
      channelAuthorization: { endpoint, headers: { 'X-CSRF-Token': 'token' }, params: { tenant: 'blue' } },
    })

    await subscribe(client, 'private-orders-3')
  })

  it('reports a refusing endpoint as subscription error 403', async (t) => {
    const endpoint = await authEndpoint(t, () => null)
    const client = await connectClient(t, server, { channelAuthorization: { endpoint } })

    const error = await emitted(client.subscribe('private-orders-4'), 'pusher:subscription_error')
    assert.equal(error.type, 'AuthError')
    assert.equal(error.status, 403)
  })

  const FORGERIES = {
    'a signature made with another secret': ({ socketId, channelName }) =>
      backendOf(server, { ...APP, secret: 'guess' }).authorizeChannel(socketId, channelName),
    'a signature for another channel': ({ socketId }) => backend.authorizeChannel(socketId, 'private-mine'),
    'a signature for another socket': ({ channelName }) => backend.authorizeChannel('1.1', channelName),
    'the key of no app': ({ socketId, channelName }) =>
      backendOf(server, { ...APP, key: 'nobody' }).authorizeChannel(socketId, channelName),
  }
  for (const [description, forge] of Object.entries(FORGERIES)) {
    it(`is refused with ${description}, and stays connected`, async (t) => {
      const client = await connectClient(t, server, {
        channelAuthorization: { customHandler: (request, answer) => answer(null, forge(request)) },
      })
      const error = await emitted(client.subscribe('private-forged'), 'pusher:subscription_error')
      assert.equal(error.type, 'AuthError')
      assert.equal(error.status, 401)

      const answer = await backend.get({ path: '/channels/private-forged' })
      assert.deepEqual(await answer.json(), { occupied: false })
      await subscribe(client, 'news')
      assert.equal(client.connection.state, 'connected')
    })
  }
})
