// What docker-compose.yml promises, through the proxy and with the real containers: private channels signed by the auth
// service, events from REST to every transport of pusher-js, and gateways that are added, stopped and cut from Redis while
// clients listen. deploy/try runs this with the variables of .env, and with the command for the stack in STACK_COMPOSE, a
// JSON array, and the name of its project in STACK_PROJECT.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import Backend from 'pusher'
import Pusher from 'pusher-js'
import { connected, subscribed } from './support/client.mjs'
import { Stack } from './support/stack.mjs'
import { eventually } from './support/waiting.mjs'

const CHANNEL = 'private-orders'
const TRANSPORTS = ['ws', 'xhr_streaming', 'xhr_polling']
const EVENTS = 20

/** Chance decides which gateway gets a fallback session; this many all at one would be a miracle. */
const MOST_CLIENTS = 30

/** On a machine that does much else, too. */
const START_MS = 120_000

/** pusher-js waits longer from one attempt to connect to the next. */
const RECONNECT_MS = 90_000

const app = {
  id: process.env.ANEMONE_APP_ID,
  key: process.env.ANEMONE_APP_KEY,
  secret: process.env.ANEMONE_APP_SECRET,
  tokenKey: process.env.ANEMONE_APP_TOKEN_KEY,
}
const stack = new Stack(JSON.parse(process.env.STACK_COMPOSE), process.env.STACK_PROJECT)
const proxy = await stack.publicUrl()
const backend = new Backend({
  appId: app.id,
  key: app.key,
  secret: app.secret,
  host: proxy.hostname,
  port: proxy.port,
  useTLS: false,
})

/** An access token (RFC 7519, HS256) by which the auth service signs for `channel`, and for nothing else. */
function tokenFor(channel) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + 3600
  const signed = `${part({ alg: 'HS256' })}.${part({ sub: 'ada', exp, capabilities: { [channel]: ['subscribe'] } })}`
  return `${signed}.${createHmac('sha256', app.tokenKey).update(signed).digest('base64url')}`
}

// --- Clients and events ---------------------------------------------------------------------------------------------

/** Every client of this run. */
const clients = []

/** The number of the last event. */
let published = 0

/** pusher-js, connected by `transport` and subscribed to the channel, with what it has heard there. */
async function openClient(transport) {
  const pusher = new Pusher(app.key, {
    cluster: '',
    wsHost: proxy.hostname,
    wsPort: proxy.port,
    httpHost: proxy.hostname,
    httpPort: proxy.port,
    forceTLS: false,
    enabledTransports: [transport],
    channelAuthorization: {
      transport: 'ajax',
      endpoint: new URL('/auth/channel', proxy).href,
      headers: { Authorization: `Bearer ${tokenFor(CHANNEL)}` },
    },
  })
  const client = { pusher, transport, connects: 0, heard: [] }
  clients.push(client)
  pusher.connection.bind('connected', () => client.connects++)
  await connected(pusher)
  const channel = pusher.subscribe(CHANNEL)
  channel.bind('placed', ({ number }) => client.heard.push(number))
  await subscribed(channel)
  return client
}

/** Opens a client and finds out, by the metrics, which of `gateways` it came to. */
async function openAndFind(transport, gateways) {
  const count = () => Promise.all(gateways.map((gateway) => stack.connections(gateway)))
  const before = await count()
  const client = await openClient(transport)
  const after = await count()
  client.gateway = gateways.find((_, i) => after[i] > before[i])
  assert.ok(client.gateway, `no gateway counts the new client: ${before} then ${after}`)
  return client
}

/** Opens clients until each of `gateways` has one by `transport`. */
async function openOnEach(transport, gateways) {
  const without = new Set(gateways)
  let opened = 0
  for (; without.size > 0; opened++) {
    assert.ok(opened < MOST_CLIENTS, `none of ${opened} clients came to ${[...without]}`)
    without.delete((await openAndFind(transport, gateways)).gateway)
  }
  return opened
}

async function publish() {
  await backend.trigger(CHANNEL, 'placed', { number: ++published })
}

/** Publishes some events and waits until all of `listeners` have heard each once, in order. */
async function everyEventReaches(listeners) {
  const first = published + 1
  for (let i = 0; i < EVENTS; i++) await publish()
  const expected = Array.from({ length: EVENTS }, (_, i) => first + i)
  await eventually(() => listeners.every(({ heard }) => heard.at(-1) === published), 'the last event to reach all')
  for (const { heard, transport } of listeners) {
    assert.deepEqual(heard.filter((number) => number >= first), expected, `heard over ${transport}`)
  }
}

/** Goes on publishing until all of `listeners` have heard something newer than what was published before. */
async function newEventsReach(listeners) {
  const before = published
  const reached = async () => {
    await publish()
    return listeners.every(({ heard }) => heard.at(-1) > before)
  }
  await eventually(reached, 'new events to reach all', RECONNECT_MS)
}

const on = (gateway) => clients.filter((client) => client.gateway === gateway)
const notOn = (gateway) => clients.filter((client) => client.gateway !== gateway)

function assertUndisturbed(listeners) {
  for (const { connects, transport } of listeners) assert.equal(connects, 1, `a client over ${transport} connected again`)
}

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`

async function ready(gateway) {
  return (await stack.readiness(gateway)) === 200
}

/** Waits until the proxy uses exactly `gateways`, all of them ready, for new connections. */
async function proxyUses(gateways) {
  for (const gateway of gateways) await eventually(() => ready(gateway), 'a gateway to be ready', START_MS)
  const expected = gateways.toSorted().join()
  await eventually(async () => (await stack.gatewaysInUse()).toSorted().join() === expected, 'the proxy to notice')
}

// --- The steps ------------------------------------------------------------------------------------------------------

/** Does `act`, and prints what was seen with the time it took; a failure is printed with the logs of `services`. */
async function step(name, services, act) {
  const began = Date.now()
  try {
    const seen = await act()
    console.log(`try: ${seconds(began).padStart(7)}  ${name}: ${seen}`)
  } catch (failure) {
    console.error(`try: ${seconds(began).padStart(7)}  FAILED: ${name}: ${failure.stack}`)
    console.error(await stack.logs(services))
    process.exit(1)
  }
}

let gateways

await step('start', ['proxy', 'gateway', 'api', 'auth', 'redis'], async () => {
  const container = await stack.container('proxy')
  await eventually(async () => (await stack.health(container)) === 'healthy', 'the proxy to be healthy', START_MS)
  gateways = await stack.containers('gateway')
  assert.equal(gateways.length, 2)
  await proxyUses(gateways)
  return 'the proxy finds two gateways, api and auth ready'
})

await step('public port', ['proxy'], async () => {
  for (const path of ['/', '/metrics', '/live', '/ready', '/applications/', '/application', '/stats']) {
    const { status } = await fetch(new URL(path, proxy))
    assert.equal(status, 404, `${path} must not be public`)
  }
  const script = await fetch(new URL('/sdk/anemone.js', proxy))
  assert.match(await script.text(), /^\/\*! @anemone\/client /)
  return 'no metrics, no probes, nothing but the routes, and the JavaScript client'
})

for (const transport of TRANSPORTS) {
  await step(transport, ['proxy', 'gateway', 'auth'], async () => {
    const opened = await openOnEach(transport, gateways)
    return `${opened} clients on a private channel that the auth service signed, some on each gateway`
  })
}

await step('refusal', ['auth'], async () => {
  await assert.rejects(subscribed(clients[0].pusher.subscribe('private-payroll')), /refused/)
  return 'the auth service does not sign for a channel that the token does not name'
})

await step('events', ['proxy', 'api', 'gateway', 'redis'], async () => {
  await everyEventReaches(clients)
  return `${EVENTS} over REST, each heard once and in order by all ${clients.length} clients`
})

await step('scale to 3', ['proxy', 'gateway'], async () => {
  const began = Date.now()
  await stack.scale('gateway', 3)
  const now = await stack.containers('gateway')
  assert.equal(now.length, 3)
  await proxyUses(now)
  const noticed = seconds(began)
  const third = now.find((id) => !gateways.includes(id))
  gateways = now
  for (const transport of TRANSPORTS) {
    while ((await openAndFind(transport, gateways)).gateway !== third) assert.ok(clients.length < 3 * MOST_CLIENTS)
  }
  assert.ok((await stack.connections(third)) >= TRANSPORTS.length)
  await everyEventReaches(clients)
  assertUndisturbed(clients)
  return `in use after ${noticed}; the third has ${await stack.connections(third)} connections, no other was disturbed`
})

await step('stop one', ['proxy', 'gateway'], async () => {
  const [stopped, ...others] = gateways
  const [moved, stayed] = [on(stopped), notOn(stopped)]
  assert.ok(moved.length >= TRANSPORTS.length)
  const began = Date.now()
  assert.equal(await stack.stop(stopped), 0)
  const gone = seconds(began)
  await eventually(() => moved.every(({ connects }) => connects > 1), 'its clients to connect again', RECONNECT_MS)
  await newEventsReach(clients)
  const back = seconds(began)
  await proxyUses(others)
  await everyEventReaches(clients)
  assertUndisturbed(stayed)
  gateways = others
  for (const client of moved) client.gateway = undefined // It may be anywhere.
  return `gone in good order after ${gone}; its ${moved.length} clients heard again after ${back}, no other was disturbed`
})

await step('cut one from Redis', ['proxy', 'gateway', 'redis'], async () => {
  const [cut, ...others] = gateways
  const [kept, rest] = [on(cut), clients.filter(({ gateway }) => others.includes(gateway))]
  assert.ok(kept.length > 0 && rest.length > 0)
  let began = Date.now()
  await stack.cutFromRedis(cut)
  await eventually(async () => (await stack.readiness(cut)) === 503, '/ready to be red')
  const red = seconds(began)
  await proxyUses(others)
  const out = seconds(began)

  const arrived = []
  for (const transport of TRANSPORTS) arrived.push(await openAndFind(transport, others))
  await everyEventReaches([...rest, ...arrived])
  assert.deepEqual(kept.map(({ pusher }) => pusher.connection.state), kept.map(() => 'connected'))

  began = Date.now()
  await stack.heal(cut)
  await eventually(() => ready(cut), '/ready to be green', START_MS)
  const green = seconds(began)
  await proxyUses(gateways)
  await newEventsReach(clients)
  const served = seconds(began)
  await everyEventReaches(clients)
  assertUndisturbed([...kept, ...rest, ...arrived])
  return [
    `/ready red after ${red}, out of the proxy after ${out}, the rest went on;`,
    `healed, green after ${green}, its ${kept.length} clients heard again after ${served}, on the same connections`,
  ].join(' ')
})

await step('health', ['proxy', 'gateway', 'api', 'auth', 'redis'], async () => {
  const services = ['proxy', 'gateway', 'api', 'auth', 'redis']
  const containers = (await Promise.all(services.map((service) => stack.containers(service)))).flat()
  for (const id of containers) {
    await eventually(async () => (await stack.health(id)) === 'healthy', `container ${id} to be healthy`, START_MS)
  }
  return `the engine finds all ${containers.length} containers healthy`
})

await step('losses', ['gateway', 'redis'], async () => {
  for (const { heard, transport } of clients) {
    assert.ok(heard.every((number, i) => i === 0 || number > heard[i - 1]), `out of order over ${transport}: ${heard}`)
  }
  const connected = clients.filter(({ connects }) => connects === 1)
  for (const { heard, transport } of connected) {
    assert.equal(heard.length, published - heard[0] + 1, `events are missing over ${transport}: ${heard}`)
  }
  return [
    `of ${published} events, none heard twice or out of order by any of ${clients.length} clients,`,
    `none missed by the ${connected.length} that stayed connected, the partition included`,
  ].join(' ')
})

for (const { pusher } of clients) pusher.disconnect()
