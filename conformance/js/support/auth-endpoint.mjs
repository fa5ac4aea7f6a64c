import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/**
 * Answers a client's authorization request as a customer's application does.
 *
 * `authorize({ socketId, channelName, params, headers })` returns the answer, or null to refuse with 403.
 */
export async function answerAuthorization(request, response, authorize) {
  const params = new URLSearchParams(await text(request))
  const answer = authorize({
    socketId: params.get('socket_id'),
    channelName: params.get('channel_name'),
    params,
    headers: request.headers,
  })
  response.writeHead(answer ? 200 : 403, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(answer ?? {}))
}

/** Starts an authorization endpoint on a free port, closed when test `t` ends. Returns its URL. */
export async function startAuthEndpoint(t, authorize) {
  const server = createServer((request, response) => answerAuthorization(request, response, authorize))
  await listen(server)
  t.after(() => close(server))
  return new URL('/auth', addressOf(server)).href
}

/** Starts `server` on a free port of this machine. */
export async function listen(server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
}

export function addressOf(server) {
  return `http://127.0.0.1:${server.address().port}`
}

export function close(server) {
  server.close()
  server.closeAllConnections()
}
