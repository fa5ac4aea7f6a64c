import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Anemone } from './anemone.mjs'
import { connectClient, emitted, hear, record, subscribe } from './client.mjs'
import { freePort } from './redis.mjs'
import { eventually, withDeadline } from './waiting.mjs'

const APP = { id: 'app-id', key: 'app-key', secret: 'app-secret' }

/** The one that the recipes without an identity provider have by default. */
export const TOKEN_KEY = 'a token key of at least 32 bytes!'

/** What a build has to be made of first may take its time. */
const START_DEADLINE_MS = 120_000

/**
 * Tests a backend of `examples/auth`, started by its one command, in the three ways of docs/auth.md.
 *
 * `trustFor(url)` returns the app's settings that trust the tokens of the backend at `url`; `endpoint` is the path of its
 * own authorization endpoint.
 */
export function describeRecipe(name, { endpoint, trustFor }) {
  describe(`the recipe for ${name}`, () => {
    let server, backend, url

    before(async () => {
      const port = await freePort()
      url = `http://127.0.0.1:${port}`
      server = await Anemone.start({ apps: [{ ...APP, ...trustFor(url) }] })
      backend = spawn(fileURLToPath(new URL(`../../../examples/auth/${name}/start`, import.meta.url)), {
        env: { ...process.env, PORT: String(port), ANEMONE_URL: server.url.origin },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      process.once('exit', abandon)
      let log = ''
      backend.stderr.setEncoding('utf8').on('data', (text) => (log += text))
      const listening = async () => {
        assert.equal(backend.exitCode, null, `${name} ended:\n${log}`)
        return fetch(url).catch(() => null)
      }
      await eventually(listening, `${name} to listen`, START_DEADLINE_MS)
    })
    after(async () => {
      const exited = once(backend, 'exit')
      backend.kill('SIGTERM')
      await withDeadline(exited, `${name} to stop`)
      process.off('exit', abandon)
      await server.stop()
    })

    const abandon = () => backend.kill('SIGKILL')
    const as = (user) => ({ 'X-User': user })

    async function tokenOf(user) {
      const response = await fetch(new URL('/token', url), { headers: as(user) })
      assert.equal(response.status, 200)
      const { token, expires_in } = await response.json()
      assert.equal(expires_in, 600)
      return token
    }

    /** What comes of `POST /hello` on the user's own channel. */
    async function assertGreeted(user, heard) {
      const response = await fetch(new URL('/hello', url), { method: 'POST', headers: as(user) })
      assert.equal(response.status, 200)
      assert.deepEqual(await heard.next(), { event: 'hello', data: { to: user.toUpperCase() } })
    }

    /** What a client may do that gets its signatures as `channelAuthorization` says, whoever makes them. */
    async function assertAdmitted(t, channelAuthorization) {
      const client = await connectClient(t, server, { key: APP.key, channelAuthorization })
      await assertGreeted('ann', hear(await subscribe(client, 'private-user-ann')))
      const room = await subscribe(client, 'presence-room')
      assert.deepEqual(room.members.me, { id: 'ann', info: { name: 'ANN' } })
      const error = await emitted(client.subscribe('private-user-bob'), 'pusher:subscription_error')
      assert.equal(error.status, 403)
    }

    it('its own endpoint signs', async (t) => {
      await assertAdmitted(t, { endpoint: new URL(endpoint, url).href, transport: 'ajax', headers: as('ann') })
    })

    it('the auth service signs for its tokens', async (t) => {
      await assertAdmitted(t, {
        endpoint: new URL(`/auth/${APP.key}/channel`, server.url).href,
        transport: 'ajax',
        headers: { Authorization: `Bearer ${await tokenOf('ann')}` },
      })
    })

    it('the gateway takes its tokens', async (t) => {
      const { connection } = await connectClient(t, server, { key: APP.key })
      const said = record(connection, 'message')
      const answer = (event) => said.until((message) => message.event === event)

      connection.send_event('anemone:token', { token: await tokenOf('ann') })
      await answer('anemone:token_accepted')
      connection.send_event('pusher:subscribe', { channel: 'private-user-ann' })
      await answer('pusher_internal:subscription_succeeded')
      await fetch(new URL('/hello', url), { method: 'POST', headers: as('ann') })
      await answer('hello')
      connection.send_event('pusher:subscribe', { channel: 'private-user-bob' })
      await answer('pusher:subscription_error')
    })
  })
}
