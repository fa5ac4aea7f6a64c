// Who a visitor is, kept in a cookie of their own browser that only this backend can make: nothing to store or to forget.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const NAME = 'anemone-chat'
const COOKIE = new RegExp(`(?:^|; )${NAME}=([\\w-]+)\\.([\\w-]+)`)

export class Sessions {
  /** New with each start, and so all sessions end with this process. */
  #key = randomBytes(32)

  /** Lets the browser that `response` goes to be `user` from now on. */
  begin(response, user) {
    const payload = Buffer.from(JSON.stringify(user)).toString('base64url')
    response.setHeader('Set-Cookie', `${NAME}=${payload}.${this.#sign(payload)}; Path=/; HttpOnly; SameSite=Strict`)
  }

  end(response) {
    response.setHeader('Set-Cookie', `${NAME}=; Path=/; Max-Age=0`)
  }

  /** Who sent `request`; `null` if they have no session. */
  userOf(request) {
    const [, payload, signature] = COOKIE.exec(request.headers.cookie) ?? []
    if (!payload || !sameText(signature, this.#sign(payload))) return null
    return JSON.parse(Buffer.from(payload, 'base64url'))
  }

  #sign(payload) {
    return createHmac('sha256', this.#key).update(payload).digest('base64url')
  }
}

/** Compares in a time that tells nothing about where the difference is. */
function sameText(one, other) {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
}
