// A server on ws that speaks as much Pusher as a load generator needs: public channels, and signed publishing.
//
//   node server.mjs PORT [--deflate] [--certificate FILE --key FILE]
import { createHash, createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { parseArgs } from 'node:util'
import { WebSocketServer } from 'ws'

const APP = { id: 'app-id', key: 'app-key', secret: 'app-secret' }
const MAX_BODY_BYTES = 4 << 20
const MAX_CLOCK_SKEW_SECONDS = 600
// Shared compression is not to be had here: ws deflates for each connection. Without context takeover, as Anemone does.
const DEFLATE = { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { deflate: { type: 'boolean' }, certificate: { type: 'string' }, key: { type: 'string' } },
})

/** The subscribers of each channel. */
const channels = new Map()

const http = values.certificate
  ? createHttps({ cert: readFileSync(values.certificate), key: readFileSync(values.key) }, respond)
  : createHttp(respond)
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: values.deflate ? DEFLATE : false })

http.on('upgrade', (request, socket, head) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  if (pathname === `/app/${APP.key}`) {
    sockets.handleUpgrade(request, socket, head, welcome)
  } else {
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  }
})
http.listen({ host: '127.0.0.1', port: Number(positionals[0]), backlog: 4096 })

function welcome(socket) {
  const subscribed = new Set()
  const id = `${randomInt(2 ** 47)}.${randomInt(2 ** 47)}`
  tell(socket, 'pusher:connection_established', JSON.stringify({ socket_id: id, activity_timeout: 120 }))
  socket.on('message', (message) => receive(socket, subscribed, JSON.parse(message)))
  socket.on('error', () => {}) // The close that follows is all there is to do.
  socket.on('close', () => {
    for (const channel of subscribed) leave(socket, channel)
  })
}

function receive(socket, subscribed, { event, data }) {
  switch (event) {
    case 'pusher:subscribe':
      subscribed.add(data.channel)
      join(socket, data.channel)
      tell(socket, 'pusher_internal:subscription_succeeded', '{}', data.channel)
      break
    case 'pusher:unsubscribe':
      if (subscribed.delete(data.channel)) leave(socket, data.channel)
      break
    case 'pusher:ping':
      tell(socket, 'pusher:pong', '{}')
      break
  }
}

function tell(socket, event, data, channel) {
  socket.send(JSON.stringify({ event, channel, data }))
}

function join(socket, channel) {
  const subscribers = channels.get(channel)
  if (subscribers) {
    subscribers.add(socket)
  } else {
    channels.set(channel, new Set([socket]))
  }
}

function leave(socket, channel) {
  const subscribers = channels.get(channel)
  subscribers.delete(socket)
  if (subscribers.size === 0) channels.delete(channel)
}

/** Encodes the event once, and sends it to everybody. */
function publish({ name, channel, data }) {
  const subscribers = channels.get(channel)
  if (!subscribers) return
  const frame = Buffer.from(JSON.stringify({ event: name, channel, data }))
  for (const socket of subscribers) socket.send(frame, { binary: false })
}

function respond(request, response) {
  const url = new URL(request.url, 'http://localhost')
  if (request.method === 'GET' && url.pathname === '/ready') return answer(response, 200, '{}')
  if (request.method !== 'POST') return answer(response, 404, '{"error":"Not found."}')
  const chunks = []
  let length = 0
  request.on('data', (chunk) => {
    length += chunk.length
    if (length > MAX_BODY_BYTES) {
      answer(response, 413, '{"error":"Too large."}')
      request.destroy()
    } else {
      chunks.push(chunk)
    }
  })
  request.on('end', () => trigger(url, Buffer.concat(chunks), response))
}

function trigger(url, body, response) {
  if (!signed(url, body)) return answer(response, 401, '{"error":"Invalid signature."}')
  const content = JSON.parse(body)
  switch (url.pathname) {
    case `/apps/${APP.id}/events`:
      for (const channel of content.channels ?? [content.channel]) {
        publish({ name: content.name, channel, data: content.data })
      }
      return answer(response, 200, '{}')
    case `/apps/${APP.id}/batch_events`:
      for (const event of content.batch) publish(event)
      return answer(response, 200, '{}')
    default:
      return answer(response, 404, '{"error":"Not found."}')
  }
}

/** Whether the request is signed as the Pusher HTTP API says under "Authentication". */
function signed(url, body) {
  const query = url.searchParams
  const age = Math.abs(Date.now() / 1000 - Number(query.get('auth_timestamp')))
  if (query.get('auth_key') !== APP.key || !(age <= MAX_CLOCK_SKEW_SECONDS)) return false
  if (query.get('body_md5') !== createHash('md5').update(body).digest('hex')) return false
  const parameters = [...query]
    .filter(([name]) => name !== 'auth_signature')
    .map(([name, value]) => `${name.toLowerCase()}=${value}`)
    .sort()
  const expected = createHmac('sha256', APP.secret).update(`POST\n${url.pathname}\n${parameters.join('&')}`).digest()
  const given = Buffer.from(query.get('auth_signature') ?? '', 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function answer(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}
