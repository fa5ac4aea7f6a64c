import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import Echo from 'laravel-echo'
import Pusher from 'pusher-js'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf, MASTER_KEY } from '../support/app.mjs'
import { connectClient, connected, emitted, hear, optionsFor, record, subscribe } from '../support/client.mjs'
import { IdentityProvider, SigningKey } from '../support/identity-provider.mjs'
import { Inbox, withDeadline } from '../support/waiting.mjs'

const ORIGIN = 'https://shop.example'

/** What Ann may do. */
const ANN = {
  sub: 'ann',
  user_info: { name: 'Ann' },
  capabilities: {
    'private-orders-*': ['subscribe', 'publish'],
    'private-encrypted-diary-{sub}': ['subscribe'],
    'presence-room': ['presence'],
  },
}

/** What Bob may do. */
const BOB = { ...ANN, sub: 'bob', user_info: { name: 'Bob' } }

/** A server that trusts the provider, in the test `t`. */
async function serverTrusting(t, provider, settings = {}) {
  const app = {
    ...APP,
    'watchlist-events': true,
    'token-jwks-url': provider.url,
    'encryption-master-key': MASTER_KEY,
  }
  const server = await Anemone.start({ apps: [app], auth: { 'allowed-origins': [ORIGIN] }, ...settings })
  t.after(() => server.stop())
  return server
}

/** What pusher-js is told to get its signatures, for the bearer of `token`. */
function authorizedBy(server, token) {
  const endpoint = (path) => new URL(`/auth/${APP.key}/${path}`, server.url).href
  const headers = { Authorization: `Bearer ${token}` }
  return {
    channelAuthorization: { endpoint: endpoint('channel'), transport: 'ajax', headers },
    userAuthentication: { endpoint: endpoint('user'), transport: 'ajax', headers },
  }
}

for (const algorithm of ['ES256', 'RS256', 'EdDSA']) {
  describe(`the auth service with tokens of an identity provider, ${algorithm}`, () => {
    const key = new SigningKey(algorithm)

    it('pusher-js enters a private channel and hears its events', async (t) => {
      const server = await serverTrusting(t, await IdentityProvider.start(t, [key]))
      const client = await connectClient(t, server, authorizedBy(server, key.token(ANN)))
      const heard = hear(await subscribe(client, 'private-orders-1'))

      await backendOf(server).trigger('private-orders-1', 'paid', { amount: 12 })
      assert.deepEqual(await heard.next(), { event: 'paid', data: { amount: 12 } })
    })

    it('pusher-js enters a presence channel as whom the token names', async (t) => {
      const server = await serverTrusting(t, await IdentityProvider.start(t, [key]))
      const anns = await connectClient(t, server, authorizedBy(server, key.token(ANN)))
      const bobs = await connectClient(t, server, authorizedBy(server, key.token(BOB)))
      const room = await subscribe(anns, 'presence-room')
      const added = record(room, 'pusher:member_added')
      await subscribe(bobs, 'presence-room')

      assert.deepEqual(room.members.me, { id: 'ann', info: { name: 'Ann' } })
      assert.deepEqual(await added.next(), { id: 'bob', info: { name: 'Bob' } })
    })
  })
}

describe('the auth service with pusher-js, Echo and pusher', () => {
  const key = new SigningKey()

  /** A server, and how to connect to it as the bearer of a token with `claims`. */
  async function start(t) {
    const server = await serverTrusting(t, await IdentityProvider.start(t, [key]))
    return { server, connectAs: (claims) => connectClient(t, server, authorizedBy(server, key.token(claims))) }
  }

  it('what pusher encrypted is decrypted with the secret that the service derived', async (t) => {
    const { server, connectAs } = await start(t)
    const heard = hear(await subscribe(await connectAs(ANN), 'private-encrypted-diary-ann'))

    await backendOf(server).trigger('private-encrypted-diary-ann', 'entry', { text: 'nobody else reads this' })
    assert.deepEqual(await heard.next(), { event: 'entry', data: { text: 'nobody else reads this' } })
  })

  it('pusher-js signs in as whom the token names, and watches whom it names', async (t) => {
    const { server, connectAs } = await start(t)
    const bobs = await connectAs(BOB)
    bobs.signin()
    await withDeadline(bobs.user.signinDonePromise, 'Bob to be signed in')
    const anns = await connectAs({ ...ANN, watchlist: ['bob', 'cid'] })
    const online = record(anns.user.watchlist, 'online')
    const mail = record(anns.user, 'mail')
    anns.signin()
    await withDeadline(anns.user.signinDonePromise, 'Ann to be signed in')

    assert.equal(anns.user.user_data.id, 'ann')
    assert.deepEqual(anns.user.user_data.user_info, { name: 'Ann' })
    assert.deepEqual((await online.next()).user_ids, ['bob'])
    await backendOf(server).sendToUser('ann', 'mail', { subject: 'hello' })
    assert.deepEqual(await mail.next(), { subject: 'hello' })
  })

  for (const [channel, what] of [
    ['private-secret', 'a channel that no pattern matches'],
    ['presence-other-room', 'a room that no pattern matches'],
    ['private-encrypted-diary-bob', "another user's encrypted channel"],
  ]) {
    it(`pusher-js is told 403 for ${what}, and goes on`, async (t) => {
      const { connectAs } = await start(t)
      const client = await connectAs(ANN)

      const error = await emitted(client.subscribe(channel), 'pusher:subscription_error')
      assert.equal(error.type, 'AuthError')
      assert.equal(error.status, 403)
      await subscribe(client, 'private-orders-1')
    })
  }

  it('pusher-js asks for a token anew for each subscription', async (t) => {
    const { server } = await start(t)
    const tokens = [key.token({ ...ANN, exp: Math.floor(Date.now() / 1000) - 60 }), key.token(ANN)]
    const options = authorizedBy(server, '')
    options.channelAuthorization.headersProvider = () => ({ Authorization: `Bearer ${tokens.shift()}` })
    options.channelAuthorization.headers = {}
    const client = await connectClient(t, server, options)

    const error = await emitted(client.subscribe('private-orders-1'), 'pusher:subscription_error')
    assert.equal(error.status, 403)
    client.unsubscribe('private-orders-1')
    await subscribe(client, 'private-orders-1')
  })

  /** A connected Echo with a token of `claims`, which disconnects when test `t` ends. */
  async function echoOf(t, server, claims) {
    const token = key.token(claims)
    const echo = new Echo({
      broadcaster: 'pusher',
      key: APP.key,
      Pusher,
      ...optionsFor(server),
      authEndpoint: new URL(`/auth/${APP.key}/channel`, server.url).href,
      bearerToken: token,
      auth: { headers: {} }, // Echo writes the token into this object, and would share its default one.
    })
    t.after(() => echo.disconnect())
    await connected(echo.connector.pusher)
    return echo
  }

  const entered = (channel) => withDeadline(new Promise((resolve) => channel.subscribed(resolve)), channel.name)

  it('Echo listens on private and encrypted channels', async (t) => {
    const { server } = await start(t)
    const echo = await echoOf(t, server, ANN)
    const heard = new Inbox('what Echo hears')
    const orders = echo.private('orders-1').listen('OrderShipped', (data) => heard.put(data))
    const diary = echo.encryptedPrivate('diary-ann').listen('.entry', (data) => heard.put(data))
    await Promise.all([entered(orders), entered(diary)])

    await backendOf(server).trigger('private-orders-1', 'App\\Events\\OrderShipped', { order: 1 })
    assert.deepEqual(await heard.next(), { order: 1 })
    await backendOf(server).trigger('private-encrypted-diary-ann', 'entry', { text: 'secret' })
    assert.deepEqual(await heard.next(), { text: 'secret' })
  })

  it('Echo joins: here, joining, leaving', async (t) => {
    const { server } = await start(t)
    const seen = new Inbox('members of the room')
    const anns = await echoOf(t, server, ANN)
    anns
      .join('room')
      .here((members) => seen.put({ here: members }))
      .joining((member) => seen.put({ joining: member }))
      .leaving((member) => seen.put({ leaving: member }))
    assert.deepEqual(await seen.next(), { here: [{ name: 'Ann' }] })

    const bobs = await echoOf(t, server, BOB)
    bobs.join('room')
    assert.deepEqual(await seen.next(), { joining: { name: 'Bob' } })
    bobs.leave('room')
    assert.deepEqual(await seen.next(), { leaving: { name: 'Bob' } })
  })

  it('Echo calls error where the token does not go', async (t) => {
    const { server } = await start(t)
    const errors = new Inbox('errors')
    const echo = await echoOf(t, server, ANN)
    echo.private('vault').error((error) => errors.put(error))

    assert.equal((await errors.next()).status, 403)
  })

  it('pages of listed origins may ask, with the header that pusher-js sends', async (t) => {
    const { server } = await start(t)
    const ask = (origin) =>
      fetch(new URL(`/auth/${APP.key}/channel`, server.url), {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization',
        },
      })

    const answer = await ask(ORIGIN)
    assert.equal(answer.status, 204)
    assert.equal(answer.headers.get('Access-Control-Allow-Origin'), ORIGIN)
    assert.match(answer.headers.get('Access-Control-Allow-Headers'), /authorization/i)
    assert.equal((await ask('https://evil.example')).status, 403)
  })
})
