// One event through every container of docker-compose.yml: triggered over REST, carried by Redis to both gateways, and
// heard on a private channel that the auth service signed; all of it through the proxy. deploy/try runs this with the
// variables of .env and the proxy's address.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import Backend from 'pusher'
import Pusher from 'pusher-js'
import { connected, hear, subscribed } from './support/client.mjs'

const proxy = new URL(process.env.PROXY_URL)
const app = {
  id: process.env.ANEMONE_APP_ID,
  key: process.env.ANEMONE_APP_KEY,
  secret: process.env.ANEMONE_APP_SECRET,
  tokenKey: process.env.ANEMONE_APP_TOKEN_KEY,
}

/** An access token (RFC 7519, HS256) by which the auth service signs for `channel`, and for nothing else. */
function tokenFor(channel) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + 60
  const signed = `${part({ alg: 'HS256' })}.${part({ sub: 'ada', exp, capabilities: { [channel]: ['subscribe'] } })}`
  return `${signed}.${createHmac('sha256', app.tokenKey).update(signed).digest('base64url')}`
}

async function openClient() {
  const client = new Pusher(app.key, {
    cluster: '',
    wsHost: proxy.hostname,
    wsPort: proxy.port,
    forceTLS: false,
    enabledTransports: ['ws'],
    channelAuthorization: {
      transport: 'ajax',
      endpoint: new URL('/auth/channel', proxy).href,
      headers: { Authorization: `Bearer ${tokenFor('private-orders')}` },
    },
  })
  await connected(client)
  return client
}

const backend = new Backend({
  appId: app.id,
  key: app.key,
  secret: app.secret,
  host: proxy.hostname,
  port: proxy.port,
  useTLS: false,
})

for (const path of ['/', '/metrics', '/live', '/ready', '/applications/']) {
  const { status } = await fetch(new URL(path, proxy))
  assert.equal(status, 404, `${path} must not be public`)
}
console.log('not public: the operational routes')

// The proxy gives each new connection to the gateway with fewest.
const clients = [await openClient(), await openClient()]
const inboxes = []
for (const client of clients) {
  const channel = client.subscribe('private-orders')
  await subscribed(channel)
  inboxes.push(hear(channel))
}
console.log('subscribed: two clients to private-orders, signed by the auth service')

await assert.rejects(subscribed(clients[0].subscribe('private-payroll')), /refused/)
console.log('refused: private-payroll, which the token does not allow')

await backend.trigger('private-orders', 'placed', { number: 7 })
for (const inbox of inboxes) assert.deepEqual(await inbox.next(), { event: 'placed', data: { number: 7 } })
console.log('heard: the event, by both clients')

for (const client of clients) client.disconnect()
