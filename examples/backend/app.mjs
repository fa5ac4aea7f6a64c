// An app on Anemone, as its backend sees it: the signed REST API, and signatures for subscriptions. An official server
// library does the same; this is all there is to it.
import { createHash, createHmac } from 'node:crypto'

const TIMEOUT_MS = 5_000
const SOCKET_ID = /^\d+\.\d+$/

export class App {
  #id
  #secret

  /** @param url where the server is, with its path prefix if it has one */
  constructor(url, { id, key, secret }) {
    this.url = url.replace(/\/$/, '')
    this.key = key
    this.#id = id
    this.#secret = secret
  }

  /** Triggers one event on one channel. */
  async trigger(channel, name, data) {
    await this.#post('events', { channel, name, data: JSON.stringify(data) })
  }

  /** Triggers up to 10 events, `{ channel, name, data }`, with one request: all of them, or none. */
  async triggerBatch(events) {
    await this.#post('batch_events', { batch: events.map((event) => ({ ...event, data: JSON.stringify(event.data) })) })
  }

  /** The occupied channels, by name. */
  async channels() {
    const { channels } = await this.#ask('GET', 'channels')
    return channels
  }

  /**
   * Signs that the connection `socketId` may subscribe to `channel`; on a presence channel, as the `member`
   * `{ user_id, user_info }`. Whether it may, the caller has decided.
   *
   * @returns what the client is to be answered, or `null` if that is no socket id
   */
  authorize(socketId, channel, member) {
    if (!SOCKET_ID.test(socketId)) return null
    const channel_data = member && JSON.stringify(member)
    const signature = this.#sign([socketId, channel, channel_data].filter(Boolean).join(':'))
    return { auth: `${this.key}:${signature}`, channel_data }
  }

  #post(path, body) {
    return this.#ask('POST', path, JSON.stringify(body))
  }

  /** Sends a signed request (Pusher's HTTP API, "Authentication") and returns the answer. */
  async #ask(method, path, body) {
    const url = new URL(`${this.url}/apps/${this.#id}/${path}`)
    const parameters = {
      auth_key: this.key,
      auth_timestamp: Math.floor(Date.now() / 1_000),
      auth_version: '1.0',
      ...(body && { body_md5: createHash('md5').update(body).digest('hex') }),
    }
    const query = new URLSearchParams(parameters).toString() // Sorted by name, as the signature wants it.
    url.search = `${query}&auth_signature=${this.#sign(`${method}\n${url.pathname}\n${query}`)}`
    const headers = { 'Content-Type': 'application/json' }
    const response = await fetch(url, { method, body, headers, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => {
      throw new Error(`no Anemone answers at ${this.url}.`)
    })
    const answer = await response.text()
    if (!response.ok) throw new Error(`Anemone answered ${response.status}: ${answer.trim()}`)
    return JSON.parse(answer)
  }

  #sign(text) {
    return createHmac('sha256', this.#secret).update(text).digest('hex')
  }
}
