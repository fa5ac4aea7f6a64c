import Pusher from './pusher.mjs'
import nacl from 'tweetnacl'
import { APP } from './app.mjs'
import { Inbox, withDeadline } from './waiting.mjs'

/** The options that point pusher-js at `server`: host, port and TLS, and nothing of its behaviour. */
export function optionsFor(server) {
  return {
    cluster: '',
    wsHost: server.host,
    wsPort: server.port,
    wssPort: server.port,
    httpHost: server.host,
    httpPort: server.port,
    forceTLS: server.secure ?? false,
    enabledTransports: ['ws', 'wss'],
    nacl,
  }
}

/** A pusher-js client that has begun to connect. It disconnects when test `t` ends. */
export function openClient(t, server, { key = APP.key, ...options } = {}) {
  const client = new Pusher(key, { ...optionsFor(server), ...options })
  t.after(() => client.disconnect())
  return client
}

/** A pusher-js client that is connected. */
export async function connectClient(t, server, options) {
  const client = openClient(t, server, options)
  await connected(client)
  return client
}

/** Completes when `client` is, or next becomes, connected. */
export async function connected(client) {
  if (client.connection.state !== 'connected') await emitted(client.connection, 'connected')
}

/** The argument with which `emitter` next emits `event`. */
export function emitted(emitter, event) {
  const emission = new Promise((resolve) => {
    emitter.bind(event, function resolveOnce(argument) {
      emitter.unbind(event, resolveOnce)
      resolve(argument)
    })
  })
  return withDeadline(emission, `the event ${event}`)
}

/** Subscribes to the channel `name` and waits until the server has confirmed or refused. */
export async function subscribe(client, name) {
  const channel = client.subscribe(name)
  await subscribed(channel)
  return channel
}

/** Completes when `channel` is subscribed, or next becomes so. */
export async function subscribed(channel) {
  if (channel.subscribed) return
  const outcome = new Promise((resolve, reject) => {
    channel.bind('pusher:subscription_succeeded', resolve)
    channel.bind('pusher:subscription_error', (error) => {
      reject(new Error(`Subscription to ${channel.name} refused: ${JSON.stringify(error)}`))
    })
  })
  await withDeadline(outcome, `the subscription to ${channel.name}`)
}

/** An authorizer that signs with the official server library, as member `member` where the channel has members. */
export function authorizedBy(backend, member) {
  return {
    customHandler: ({ socketId, channelName }, answer) =>
      answer(null, backend.authorizeChannel(socketId, channelName, member)),
  }
}

/** Records the events of `channel`, apart from the library's own (`pusher:…`). */
export function hear(channel) {
  const inbox = new Inbox(channel.name)
  channel.bind_global((event, data) => {
    if (!event.startsWith('pusher:')) inbox.put({ event, data })
  })
  return inbox
}

/** Records what `emitter` emits as `event`. */
export function record(emitter, event) {
  const inbox = new Inbox(event)
  emitter.bind(event, (argument) => inbox.put(argument))
  return inbox
}

/**
 * The name of the event that closes a test's exchange on a channel: what a subscriber has not heard when it hears the
 * fence, it will not hear, because a channel has one order.
 */
export const FENCE = 'fence'

/** What `inbox`, made by `hear`, received before the fence. */
export function beforeFence(inbox) {
  return inbox.until(({ event }) => event === FENCE)
}
