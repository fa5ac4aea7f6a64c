import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import SockJS from 'sockjs-client'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { Inbox } from '../support/waiting.mjs'

describe('sockjs-client', () => {
  let server, backend

  before(async () => {
    server = await Anemone.start({ apps: [APP] })
    backend = backendOf(server)
  })
  after(() => server.stop())

  /** A client of SockJS's own, and everything that happens to it. */
  function open(t, transports) {
    const socket = new SockJS(new URL('/pusher', server.url).href, null, transports && { transports })
    const inbox = new Inbox('the SockJS client')
    socket.onopen = () => inbox.put('open')
    socket.onmessage = ({ data }) => inbox.put(JSON.parse(data))
    socket.onclose = ({ code, reason }) => inbox.put({ code, reason })
    t.after(() => socket.close())
    return { socket, inbox }
  }

  const say = (socket, message) => socket.send(JSON.stringify(message))

  const CHOICES = { 'what the server offers': undefined, 'xhr-streaming': ['xhr-streaming'], 'xhr-polling': ['xhr-polling'] }
  for (const [choice, transports] of Object.entries(CHOICES)) {
    it(`connects by ${choice}, names its app, and hears a channel`, async (t) => {
      const { socket, inbox } = open(t, transports)
      assert.equal(await inbox.next(), 'open')
      say(socket, { path: `/app/${APP.key}?protocol=7&client=js&version=8.6.0` })
      assert.equal((await inbox.next()).event, 'pusher:connection_established')

      say(socket, { event: 'pusher:subscribe', data: { channel: 'news' } })
      assert.equal((await inbox.next()).event, 'pusher_internal:subscription_succeeded')
      await backend.trigger('news', 'headline', { text: 'żółw 🐢' })
      const { event, channel, data } = await inbox.next()
      assert.deepEqual({ event, channel, data: JSON.parse(data) }, {
        event: 'headline',
        channel: 'news',
        data: { text: 'żółw 🐢' },
      })
    })
  }

  it('may say more in the breath in which it names its app', async (t) => {
    const { socket, inbox } = open(t, ['xhr-polling'])
    assert.equal(await inbox.next(), 'open')
    say(socket, { path: `/app/${APP.key}?protocol=7` })
    say(socket, { event: 'pusher:subscribe', data: { channel: 'news' } })

    assert.equal((await inbox.next()).event, 'pusher:connection_established')
    assert.equal((await inbox.next()).event, 'pusher_internal:subscription_succeeded')
  })

  const REFUSALS = [
    { mistake: 'an unknown key', first: { path: '/app/nobody?protocol=7' }, code: 4001 },
    { mistake: 'a path to nowhere', first: { path: '/elsewhere' }, code: 4005 },
    { mistake: 'no path at all', first: { event: 'pusher:ping' }, code: 4005 },
    { mistake: 'no protocol', first: { path: `/app/${APP.key}` }, code: 4008 },
  ]
  for (const { mistake, first, code } of REFUSALS) {
    it(`is closed with ${code} for ${mistake}`, async (t) => {
      const { socket, inbox } = open(t)
      assert.equal(await inbox.next(), 'open')
      say(socket, first)

      const closing = await inbox.next()
      assert.equal(closing.code, code)
      assert.ok(closing.reason.length > 0)
    })
  }
})
