import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { authorizedBy, connectClient, hear, record, subscribe } from '../support/client.mjs'

describe('end-to-end encrypted channels', () => {
  let server, backend

  before(async () => {
    server = await Anemone.start({ apps: [APP] })
    backend = backendOf(server)
  })
  after(() => server.stop())

  const connect = (t) => connectClient(t, server, { channelAuthorization: authorizedBy(backend) })

  it('pusher encrypts, the server relays what it cannot read, pusher-js decrypts', async (t) => {
    const client = await connect(t)
    const heard = hear(await subscribe(client, 'private-encrypted-diary'))
    const frames = record(client.connection, 'message')

    await backend.trigger('private-encrypted-diary', 'entry', { text: 'nobody else reads this' })
    assert.deepEqual(await heard.next(), { event: 'entry', data: { text: 'nobody else reads this' } })

    const frame = await frames.next()
    assert.deepEqual(Object.keys(frame.data).sort(), ['ciphertext', 'nonce'])
  })

  it('works in batches beside plain channels', async (t) => {
    const client = await connect(t)
    const secret = hear(await subscribe(client, 'private-encrypted-diary'))
    const open = hear(await subscribe(client, 'news'))

    await backend.triggerBatch([
      { channel: 'private-encrypted-diary', name: 'entry', data: { n: 1 } },
      { channel: 'news', name: 'headline', data: { n: 2 } },
    ])
    assert.deepEqual(await secret.next(), { event: 'entry', data: { n: 1 } })
    assert.deepEqual(await open.next(), { event: 'headline', data: { n: 2 } })
  })
})
