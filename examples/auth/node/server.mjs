// A backend that lets its users into private and presence channels: by an endpoint of its own, and by tokens for Anemone's
// auth service. Settings come from the environment; what is there by default is the app of the README.
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import jwt from 'jsonwebtoken'
import Pusher from 'pusher'

const {
  PORT = '8001',
  ANEMONE_URL = 'http://127.0.0.1:6001',
  ANEMONE_APP_ID = 'app-id',
  ANEMONE_APP_KEY = 'app-key',
  ANEMONE_APP_SECRET = 'app-secret',
  ANEMONE_APP_TOKEN_KEY = 'a token key of at least 32 bytes!',
} = process.env

const TOKEN_LIFE_S = 600

const anemone = new URL(ANEMONE_URL)
const pusher = new Pusher({
  appId: ANEMONE_APP_ID,
  key: ANEMONE_APP_KEY,
  secret: ANEMONE_APP_SECRET,
  host: anemone.hostname,
  port: anemone.port,
  useTLS: anemone.protocol === 'https:',
})

/** Who asks. Put your session here: this one believes anybody. */
function userOf(request) {
  const id = request.headers['x-user']
  return id && { id, name: id.toUpperCase() }
}

/** Way 1: your own endpoint decides about each channel, and signs. */
function authorize(user, form) {
  const channel = form.get('channel_name')
  const socket = form.get('socket_id')
  if (channel === `private-user-${user.id}`) return pusher.authorizeChannel(socket, channel)
  if (channel === 'presence-room') {
    return pusher.authorizeChannel(socket, channel, { user_id: user.id, user_info: { name: user.name } })
  }
  return null
}

/** Ways 2 and 3: say once what the user may do; Anemone decides about each channel. */
function accessToken(user) {
  const claims = {
    sub: user.id,
    user_info: { name: user.name },
    capabilities: { 'private-user-{sub}': ['subscribe'], 'presence-room': ['presence'] },
  }
  return jwt.sign(claims, ANEMONE_APP_TOKEN_KEY, { algorithm: 'HS256', expiresIn: TOKEN_LIFE_S })
}

function answer(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}

const server = createServer(async (request, response) => {
  const user = userOf(request)
  if (!user) return answer(response, 401, { error: 'Log in first.' })
  switch (`${request.method} ${request.url}`) {
    case 'POST /pusher/auth': {
      const signed = authorize(user, new URLSearchParams(await text(request)))
      return signed ? answer(response, 200, signed) : answer(response, 403, { error: 'Not yours.' })
    }
    case 'GET /token':
      return answer(response, 200, { token: accessToken(user), expires_in: TOKEN_LIFE_S })
    case 'POST /hello':
      await pusher.trigger(`private-user-${user.id}`, 'hello', { to: user.name })
      return answer(response, 200, {})
    default:
      return answer(response, 404, { error: 'There is POST /pusher/auth, GET /token and POST /hello.' })
  }
})
server.listen(Number(PORT), '127.0.0.1', () => console.log(`Listening on http://127.0.0.1:${server.address().port}`))
