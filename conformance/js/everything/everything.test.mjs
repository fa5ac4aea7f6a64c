import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { beforeFence, connectClient, emitted, FENCE, hear, subscribe } from '../support/client.mjs'
import { startRedis } from '../support/redis.mjs'

const TOKEN_KEY = 'a key of the tests, thirty-two bytes or more'
const TENANT = { ...APP, 'token-keys': [TOKEN_KEY] }

/**
 * The whole mission, each role in a process of its own: a backend triggers at the API, Redis carries, two gateways
 * deliver to private channels whose subscriptions the auth service signed for the bearer of a token.
 */
describe('everything: api, two gateways and auth around one Redis', () => {
  let redis, api, gateways, auth, backend

  before(async () => {
    redis = await startRedis()
    const start = (role) => Anemone.start({ roles: [role], redis: redis.url, apps: [TENANT] })
    api = await start('api')
    gateways = [await start('gateway'), await start('gateway')]
    auth = await start('auth')
    backend = backendOf(api)
  })

  after(async () => {
    await Promise.all([api, ...gateways, auth].map((server) => server.stop()))
    await redis.stop()
  })

  /** A token as a customer's login would mint it: HMAC SHA-256, the claims of `ann` and what else is given. */
  function token(claims) {
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const inAMinute = Math.floor(Date.now() / 1000) + 60
    const content = [{ alg: 'HS256', typ: 'JWT' }, { sub: 'ann', exp: inAMinute, ...claims }].map(encode).join('.')
    return `${content}.${createHmac('sha256', TOKEN_KEY).update(content).digest('base64url')}`
  }

  const ordersOnly = { capabilities: { 'private-orders-*': ['subscribe'] } }

  /** pusher-js, connected to `gateway` and sent to the auth process with `bearer` for its signatures. */
  function connectThrough(t, gateway, bearer = token(ordersOnly)) {
    const endpoint = new URL('/auth/channel', auth.url).href
    const headers = { Authorization: `Bearer ${bearer}` }
    return connectClient(t, gateway, { channelAuthorization: { endpoint, headers } })
  }

  it('one signed trigger reaches a subscriber of each gateway, once', async (t) => {
    const clients = await Promise.all(gateways.map((gateway) => connectThrough(t, gateway)))
    const inboxes = await Promise.all(clients.map(async (client) => hear(await subscribe(client, 'private-orders-7'))))

    const response = await backend.trigger('private-orders-7', 'paid', { amount: 12 })
    assert.equal(await response.text(), '{}')
    await backend.trigger('private-orders-7', FENCE, {})
    for (const heard of inboxes) {
      assert.deepEqual(await beforeFence(heard), [{ event: 'paid', data: { amount: 12 } }])
    }
  })

  it('socket_id excludes one connection, on whichever gateway it is', async (t) => {
    const [author, reader] = await Promise.all(gateways.map((gateway) => connectThrough(t, gateway)))
    const heardByAuthor = hear(await subscribe(author, 'private-orders-8'))
    const heardByReader = hear(await subscribe(reader, 'private-orders-8'))

    await backend.trigger('private-orders-8', 'paid', {}, { socket_id: author.connection.socket_id })
    await backend.trigger('private-orders-8', FENCE, {})
    assert.deepEqual(await beforeFence(heardByReader), [{ event: 'paid', data: {} }])
    assert.deepEqual(await beforeFence(heardByAuthor), [])
  })

  it('a client event crosses from one gateway to the other', async (t) => {
    const [here, there] = await Promise.all(gateways.map((gateway) => connectThrough(t, gateway)))
    const channel = await subscribe(here, 'private-orders-9')
    const heard = hear(await subscribe(there, 'private-orders-9'))

    channel.trigger('client-typing', { typing: true })
    assert.deepEqual(await heard.next(), { event: 'client-typing', data: { typing: true } })
  })

  it('every role answers for itself only', async () => {
    const questions = { api: '/apps/1/channels', auth: '/auth/channel', gateway: '/app/app-key' }
    const processes = { api, auth, gateway: gateways[0] }
    for (const [role, { url }] of Object.entries(processes)) {
      for (const [other, path] of Object.entries(questions)) {
        const { status } = await fetch(new URL(path, url))
        assert.equal(status === 404, role !== other, `${role} answered ${path} with ${status}`)
      }
    }
  })

  const REFUSED = {
    'without the capability for the channel': () => token({ capabilities: { 'private-news-*': ['subscribe'] } }),
    'that has expired': () => token({ ...ordersOnly, exp: Math.floor(Date.now() / 1000) - 3600 }),
    'with a forged signature': () => `${token(ordersOnly).slice(0, -4)}AAAA`,
  }
  for (const [description, mint] of Object.entries(REFUSED)) {
    it(`a token ${description} opens no private channel`, async (t) => {
      const client = await connectThrough(t, gateways[0], mint())

      const error = await emitted(client.subscribe('private-orders-7'), 'pusher:subscription_error')
      assert.equal(error.type, 'AuthError')
      assert.match(String(error.status), /^40[13]$/)
    })
  }
})
