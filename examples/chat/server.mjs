// A chat room's backend. It knows who its visitors are, lets them in, and sends what they say; everything else happens
// between the page and Anemone.
import { randomBytes } from 'node:crypto'
import { findAnemone } from '../backend/anemone.mjs'
import { objectOf, Refusal, Site, textOf } from '../backend/site.mjs'
import { Sessions } from './session.mjs'

const PORT = process.env.PORT ?? 8004
const MAX_NAME = 24
const MAX_TEXT = 500

/** What was said: only this backend sends here, so nobody can speak in another's name. */
const MESSAGES = 'private-lobby'
/** Who is here, and who is typing. */
const PEOPLE = 'presence-lobby'

/** What would break a line, or turn its direction, and half a character. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/u
/** What looks like nothing at all. */
const NOTHING = /^[\s\p{Default_Ignorable_Code_Point}]*$/u

const sessions = new Sessions()
let app

const routes = {
  /** Who I am: `null` if I have not said yet. */
  'GET /session': (request) => ({ user: sessions.userOf(request) }),

  'POST /session': async (request, response) => {
    const { name } = await objectOf(request)
    const user = { id: randomBytes(6).toString('base64url'), name: checked(name, 'A nickname', MAX_NAME) }
    sessions.begin(response, user)
    return { user }
  },

  'DELETE /session': (_, response) => {
    sessions.end(response)
    return {}
  },

  'POST /messages': async (request) => {
    const { id, name } = visitor(request)
    const text = checked((await objectOf(request)).text, 'A message', MAX_TEXT)
    const message = { from: { id, name }, text, time: new Date().toISOString() }
    await app.trigger(MESSAGES, 'message', message).catch(({ message: reason }) => {
      console.error(`chat: a message was not sent: ${reason}`)
      throw new Refusal(503, 'It was not sent; try again in a moment.')
    })
    return {}
  },

  /** The SDK asks here for each channel; Anemone checks the signature. */
  'POST /pusher/auth': async (request) => {
    const { id, name } = visitor(request)
    const form = new URLSearchParams(await textOf(request))
    const channel = form.get('channel_name')
    if (channel !== MESSAGES && channel !== PEOPLE) throw new Refusal(403, 'There is no such room.')
    const member = channel === PEOPLE ? { user_id: id, user_info: { name } } : undefined
    const signed = app.authorize(form.get('socket_id'), channel, member)
    if (!signed) throw new Refusal(400, 'That is no socket id.')
    return signed
  },
}

function visitor(request) {
  const user = sessions.userOf(request)
  if (!user) throw new Refusal(403, 'Choose a nickname first.')
  return user
}

/** `text` without the space around it, if it has 1 to `max` characters that can be shown on a line. */
function checked(text, what, max) {
  if (typeof text !== 'string') throw new Refusal(400, `${what} is text.`)
  const trimmed = text.trim()
  if (NOTHING.test(trimmed)) throw new Refusal(400, `${what} needs a character at least.`)
  if (trimmed.length > max) throw new Refusal(400, `${what} has at most ${max} characters; these are ${trimmed.length}.`)
  if (INVISIBLE.test(trimmed)) throw new Refusal(400, `${what} has no control characters.`)
  return trimmed
}

try {
  const site = await Site.open(PORT)
  app = await findAnemone(new URL('anemone.yaml', import.meta.url))
  site.serve({ folders: [new URL('page/', import.meta.url), new URL('../look/', import.meta.url)], app, routes })
  console.log(`The chat is open on ${site.url}`)
} catch ({ message }) {
  console.error(`chat: ${message}`)
  process.exit(2)
}
