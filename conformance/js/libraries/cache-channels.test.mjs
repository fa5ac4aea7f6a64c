import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { authorizedBy, connectClient } from '../support/client.mjs'
import { Inbox } from '../support/waiting.mjs'

describe('cache channels with pusher-js', () => {
  let server, backend

  before(async () => {
    server = await Anemone.start({ apps: [APP] })
    backend = backendOf(server)
  })
  after(() => server.stop())

  const connect = (t) => connectClient(t, server, { channelAuthorization: authorizedBy(backend, { user_id: 'ann' }) })

  /** Subscribes, and records from the first moment on. */
  function hearFrom(client, name) {
    const inbox = new Inbox(name)
    client.subscribe(name).bind_global((event, data) => inbox.put({ event, data }))
    return inbox
  }

  for (const prefix of ['cache-', 'private-cache-', 'presence-cache-', 'private-encrypted-cache-']) {
    it(`${prefix} brings the last event to those who come later, and then what follows`, async (t) => {
      const name = `${prefix}rates`
      const first = hearFrom(await connect(t), name)
      assert.equal((await first.next()).event, 'pusher:subscription_succeeded')
      assert.equal((await first.next()).event, 'pusher:cache_miss')
      await backend.trigger(name, 'rate', { eur: 1 })
      await backend.trigger(name, 'rate', { eur: 2 })
      assert.deepEqual(await first.next(), { event: 'rate', data: { eur: 1 } })
      assert.deepEqual(await first.next(), { event: 'rate', data: { eur: 2 } })

      const second = hearFrom(await connect(t), name)
      assert.equal((await second.next()).event, 'pusher:subscription_succeeded')
      assert.deepEqual(await second.next(), { event: 'rate', data: { eur: 2 } })
      await backend.trigger(name, 'rate', { eur: 3 })
      assert.deepEqual(await second.next(), { event: 'rate', data: { eur: 3 } })
    })
  }

  it('tells the backend what is kept', async () => {
    await backend.trigger('cache-seen', 'rate', { eur: 1 })

    const response = await backend.get({ path: '/channels/cache-seen', params: { info: 'cache' } })
    const { cache } = await response.json()
    assert.equal(cache.data, '{"eur":1}')
    assert.ok(cache.ttl > 0 && cache.ttl <= 1800, `${cache.ttl}`)
  })
})
