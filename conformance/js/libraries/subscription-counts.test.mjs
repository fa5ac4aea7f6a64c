import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { connectClient, record, subscribe } from '../support/client.mjs'

describe('subscription counts with pusher-js and pusher', () => {
  let server, backend

  before(async () => {
    server = await Anemone.start({ apps: [{ ...APP, 'subscription-count': true }] })
    backend = backendOf(server)
  })
  after(() => server.stop())

  it('reach the subscribers and the backend', async (t) => {
    const first = await connectClient(t, server)
    const channel = first.subscribe('stands')
    const counts = record(channel, 'pusher:subscription_count')
    assert.deepEqual(await counts.next(), { subscription_count: 1 })

    const second = await connectClient(t, server)
    await subscribe(second, 'stands')
    assert.deepEqual(await counts.next(), { subscription_count: 2 })
    assert.equal(channel.subscriptionCount, 2)

    const response = await backend.get({ path: '/channels/stands', params: { info: 'subscription_count' } })
    assert.deepEqual(await response.json(), { occupied: true, subscription_count: 2 })

    second.unsubscribe('stands')
    assert.deepEqual(await counts.next(), { subscription_count: 1 })
  })
})
