import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { authorizedBy, beforeFence, connectClient, FENCE, hear, subscribe } from '../support/client.mjs'

/** Files in PEM; Node trusts the certificate, which nobody else has signed, by NODE_EXTRA_CA_CERTS. */
const { CONFORMANCE_CERTIFICATE: certificate, CONFORMANCE_KEY: key } = process.env

const skip = certificate ? false : 'CONFORMANCE_CERTIFICATE names no certificate'

describe('over TLS: pusher triggers, pusher-js hears', { skip }, () => {
  let server, backend

  before(async () => {
    server = await Anemone.start({ apps: [{ ...APP, 'ssl-only': true }], tls: { certificate, key } })
    backend = backendOf(server)
  })
  after(() => server.stop())

  it('delivers what fits a record of TLS and batches that do not, whole and in order', async (t) => {
    const heard = hear(await subscribe(await connectClient(t, server), 'news'))
    const texts = Array.from({ length: 50 }, (_, i) => `${i}:${'x'.repeat(i % 10 === 7 ? 10_000 : i)}`)

    for (let first = 0; first < texts.length; first += 10) {
      const batch = texts.slice(first, first + 10)
      await backend.triggerBatch(batch.map((data) => ({ channel: 'news', name: 'text', data })))
    }
    await backend.trigger('news', FENCE, {})
    assert.deepEqual(
      (await beforeFence(heard)).map(({ data }) => data),
      texts,
    )
  })

  it('lets members in, and carries what they send each other', async (t) => {
    const enter = async (member) => {
      const client = await connectClient(t, server, {
        channelAuthorization: authorizedBy(backend, { user_id: member }),
      })
      return subscribe(client, 'presence-room')
    }
    const ann = await enter('ann')
    const bob = await enter('bob')
    const heard = hear(ann)

    bob.trigger('client-greeting', { text: 'hello' })
    assert.deepEqual(await heard.next(), { event: 'client-greeting', data: { text: 'hello' } })
    assert.deepEqual(Object.keys(bob.members.members).toSorted(), ['ann', 'bob'])
  })

  it('tells backends what they ask', async (t) => {
    await subscribe(await connectClient(t, server), 'asked-for')

    const answer = await backend.get({ path: '/channels/asked-for' })
    assert.deepEqual(await answer.json(), { occupied: true })
  })
})
