import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { authorizedBy, connectClient, subscribe } from '../support/client.mjs'
import { WebhookEndpoint } from '../support/webhooks.mjs'

describe('webhooks through pusher', () => {
  let endpoint, server, backend

  before(async () => {
    endpoint = await WebhookEndpoint.start()
    server = await Anemone.start({ apps: [{ ...APP, webhooks: [{ url: endpoint.url }] }] })
    backend = backendOf(server)
  })
  after(async () => {
    await server.stop()
    endpoint.stop()
  })

  /** The next webhook, which must be one that the library takes for genuine. */
  async function nextWebhook() {
    const webhook = backend.webhook(await endpoint.next())
    assert.ok(webhook.isContentTypeValid())
    assert.ok(webhook.isBodyValid())
    assert.ok(webhook.isValid())
    assert.ok(Math.abs(webhook.getTime() - Date.now()) < 5_000)
    return webhook
  }

  it('are valid and say what happened, in order', async (t) => {
    const client = await connectClient(t, server, {
      channelAuthorization: authorizedBy(backend, { user_id: 'ann' }),
    })
    const room = await subscribe(client, 'presence-room')
    room.trigger('client-greeting', { text: 'hello' })

    const events = []
    while (events.length < 3) events.push(...(await nextWebhook()).getEvents())
    const { socket_id } = client.connection
    const told = { channel: 'presence-room' }
    assert.deepEqual(new Set(events), new Set([
      { ...told, name: 'channel_occupied' },
      { ...told, name: 'member_added', user_id: 'ann' },
      {
        ...told,
        name: 'client_event',
        event: 'client-greeting',
        data: '{"text":"hello"}',
        socket_id,
        user_id: 'ann',
      },
    ]))
    assert.equal(events.at(-1).name, 'client_event')
  })

  it('are not valid for another secret, or another body', async (t) => {
    await subscribe(await connectClient(t, server), 'my-channel')
    const request = await endpoint.next()

    assert.equal(backend.webhook({ ...request, rawBody: `${request.rawBody} ` }).isValid(), false)
    assert.equal(backendOf(server, { ...APP, secret: 'guess' }).webhook(request).isValid(), false)
  })
})
