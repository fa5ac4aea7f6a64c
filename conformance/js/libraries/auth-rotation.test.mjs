import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP } from '../support/app.mjs'
import { connectClient, subscribe } from '../support/client.mjs'
import { IdentityProvider, SigningKey } from '../support/identity-provider.mjs'
import { eventually } from '../support/waiting.mjs'

/** For how long the server may keep what the provider published. */
const MAX_AGE_S = 2

/** How long a client uses its token. The old key is withdrawn when nobody has a token of it any longer. */
const TOKEN_LIFE_MS = 5_000
const WITHDRAWN_AFTER_MS = 10_000

const CLIENTS = 12
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

describe('an identity provider that changes its key, under load', () => {
  it('no subscription fails, and then a token of the old key is refused', { timeout: 180_000 }, async (t) => {
    const oldKey = new SigningKey('ES256')
    const newKey = new SigningKey('ES256')
    const provider = await IdentityProvider.start(t, [oldKey], MAX_AGE_S)
    const server = await Anemone.start({
      apps: [{ ...APP, 'token-jwks-url': provider.url }],
      auth: { 'requests-per-second': 0, 'address-requests-per-second': 0 },
    })
    t.after(() => server.stop())
    const endpoint = new URL(`/auth/${APP.key}/channel`, server.url).href

    let key = oldKey
    const claims = (sub) => ({ sub, capabilities: { 'private-load-{sub}-*': ['subscribe'] } })
    let subscriptions = 0
    let byNewKey = 0
    let ended = false

    /** One client that enters and leaves channels as fast as it can, and gets a new token when its own is old. */
    async function load(name) {
      let token, maker, expiry
      const headersProvider = () => {
        if (!(Date.now() < expiry)) {
          maker = key
          token = maker.token(claims(name))
          expiry = Date.now() + TOKEN_LIFE_MS * (0.5 + Math.random() / 2)
        }
        return { Authorization: `Bearer ${token}` }
      }
      const client = await connectClient(t, server, {
        channelAuthorization: { endpoint, transport: 'ajax', headersProvider },
      })
      for (let n = 0; !ended; n++) {
        const channel = `private-load-${name}-${n}`
        await subscribe(client, channel) // Throws if it is refused.
        client.unsubscribe(channel)
        subscriptions++
        if (maker === newKey) byNewKey++
      }
    }

    const ask = async (token) => {
      const body = new URLSearchParams({ socket_id: '1.1', channel_name: 'private-load-ann-1' })
      const response = await fetch(endpoint, { method: 'POST', headers: { Authorization: `Bearer ${token}` }, body })
      return { status: response.status, answer: await response.json() }
    }

    const began = Date.now()
    const work = Promise.all(Array.from({ length: CLIENTS }, (_, i) => load(`client${i}`)))
    const finished = work.then(() => assert.ok(ended, 'a client stopped before its time'))
    await Promise.race([finished, pause(3_000)])
    assert.ok(subscriptions > 0)

    provider.announce(newKey)
    key = newKey
    assert.equal((await ask(newKey.token(claims('ann')))).status, 200) // At once.
    const announced = Date.now()
    await Promise.race([finished, pause(WITHDRAWN_AFTER_MS)])
    assert.equal((await ask(oldKey.token(claims('ann')))).status, 200) // It is still published.

    provider.withdraw(oldKey)
    const withdrawn = Date.now()
    assert.ok(withdrawn - announced >= WITHDRAWN_AFTER_MS)
    const refusal = await eventually(async () => {
      const { status, answer } = await ask(oldKey.token(claims('ann')))
      return status !== 200 && { status, answer }
    }, 'a token of the withdrawn key to be refused')
    const refusedAfter = Date.now() - withdrawn
    assert.deepEqual(refusal, { status: 403, answer: { code: 'token_invalid' } })
    assert.ok(refusedAfter <= 2 * MAX_AGE_S * 1_000 + 5_000, `refused after ${refusedAfter} ms`)
    assert.equal((await ask(newKey.token(claims('ann')))).status, 200)

    await Promise.race([finished, pause(2_000)])
    ended = true
    await work
    const seconds = (Date.now() - began) / 1_000
    t.diagnostic(
      `${subscriptions} subscriptions in ${seconds.toFixed(1)} s (${Math.round(subscriptions / seconds)}/s), ` +
        `${byNewKey} by the new key, none failed; the old one was refused ${refusedAfter} ms after its withdrawal; ` +
        `the keys were read ${provider.readings} times`,
    )
    assert.ok(subscriptions > 100, 'this was no load')
    assert.ok(byNewKey > 0)
    assert.ok(provider.readings < 4 * seconds, `read ${provider.readings} times`)
  })
})
