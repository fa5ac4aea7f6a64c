import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { startChromium } from '../support/browser.mjs'
import { Customer } from '../support/customer.mjs'
import { Inbox } from '../support/waiting.mjs'

/** More than pusher-js lets one response grow: it aborts at 256 KiB and asks for another. */
const LARGE_EVENTS = 45
const NINE_KILOBYTES = 'x'.repeat(9_000)

for (const transport of ['ws', 'xhr_streaming', 'xhr_polling']) {
  describe(`pusher-js in Chromium over ${transport}`, () => {
    let server, backend, customer, browser

    before(async () => {
      server = await Anemone.start({ apps: [APP], gateway: { 'fallback-receiver-wait': '1s' } })
      backend = backendOf(server)
      customer = await Customer.start(({ socketId, channelName, params }) => {
        const user = params.get('user')
        return backend.authorizeChannel(socketId, channelName, { user_id: user, user_info: { name: user } })
      })
      browser = await startChromium()
    })
    after(async () => {
      await browser?.close()
      customer.stop()
      await server.stop()
    })

    /** The customer's page open in a browser profile of its own, logged in as `user` and connected. */
    async function openTab(t, user) {
      const context = await browser.newContext()
      t.after(() => context.close())
      const page = await context.newPage()
      const inbox = new Inbox(`${user}’s page`)
      page.on('pageerror', ({ message }) => inbox.put({ pageerror: message }))
      await page.exposeFunction('report', (item) => inbox.put(item))
      await page.goto(customer.url)
      await page.evaluate(
        ({ key, host, port, user, transport }) => {
          window.options = {
            cluster: '',
            wsHost: host,
            wsPort: port,
            httpHost: host,
            httpPort: port,
            forceTLS: false,
            enabledTransports: [transport],
            channelAuthorization: { endpoint: '/pusher/auth', params: { user } },
          }
          window.pusher = new Pusher(key, options)
          pusher.connection.bind('connected', () => report('connected'))
        },
        { key: APP.key, host: server.host, port: server.port, user, transport },
      )
      assert.equal(await inbox.next(), 'connected')
      return { page, inbox }
    }

    /** Subscribes the tab to the channel `name`; from then on its inbox has the channel's events and those of members. */
    async function subscribe({ page, inbox }, name) {
      await page.evaluate((name) => {
        const channel = pusher.subscribe(name)
        channel.bind_global((event, data) => {
          if (event === 'pusher:subscription_succeeded') report({ event, members: data.members ?? {} })
          else report({ event, data })
        })
      }, name)
      const { event, members } = await inbox.next()
      assert.equal(event, 'pusher:subscription_succeeded')
      return members
    }

    it('hears events on a public channel, by no other way', async (t) => {
      const tab = await openTab(t, 'ann')
      await subscribe(tab, 'news')

      await backend.trigger('news', 'headline', { text: 'żółw 🐢' })
      assert.deepEqual(await tab.inbox.next(), { event: 'headline', data: { text: 'żółw 🐢' } })
      assert.equal(await tab.page.evaluate(() => pusher.connection.connection.transport.name), transport)
    })

    it('subscribes to a private channel through the site’s own endpoint', async (t) => {
      const tab = await openTab(t, 'ann')
      await subscribe(tab, 'private-orders')

      await backend.trigger('private-orders', 'paid', { amount: 12 })
      assert.deepEqual(await tab.inbox.next(), { event: 'paid', data: { amount: 12 } })
    })

    it('hears more than one response may carry', async (t) => {
      const tab = await openTab(t, 'ann')
      await subscribe(tab, 'large')

      for (let number = 0; number < LARGE_EVENTS; number++) {
        await backend.trigger('large', 'page', { number, text: NINE_KILOBYTES })
        assert.equal((await tab.inbox.next()).data.number, number)
      }
    })

    it('says and hears what is long, which a WebSocket compresses', async (t) => {
      const ann = await openTab(t, 'ann')
      const bob = await openTab(t, 'bob')
      await subscribe(ann, 'private-long')
      await subscribe(bob, 'private-long')

      await backend.trigger('private-long', 'page', { text: NINE_KILOBYTES })
      assert.deepEqual(await ann.inbox.next(), { event: 'page', data: { text: NINE_KILOBYTES } })
      assert.deepEqual(await bob.inbox.next(), { event: 'page', data: { text: NINE_KILOBYTES } })
      await bob.page.evaluate((text) => pusher.channel('private-long').trigger('client-page', { text }), NINE_KILOBYTES)
      assert.deepEqual(await ann.inbox.next(), { event: 'client-page', data: { text: NINE_KILOBYTES } })
      if (transport === 'ws') {
        const agreed = await ann.page.evaluate(() => pusher.connection.connection.transport.socket.extensions)
        assert.match(agreed, /^permessage-deflate; /)
      }
    })

    it('stops for good on an unknown key', async (t) => {
      const { page, inbox } = await openTab(t, 'ann')
      await page.evaluate(() => {
        const { connection } = new Pusher('nobody', options)
        connection.bind('error', ({ error }) => report(error.data.code))
        connection.bind('disconnected', () => report('disconnected'))
      })

      const reports = [await inbox.next(), await inbox.next()]
      assert.deepEqual(reports.sort(), [4001, 'disconnected'])
    })

    it('two people meet on a presence channel, talk, and part', async (t) => {
      const ann = await openTab(t, 'ann')
      const bob = await openTab(t, 'bob')
      assert.deepEqual(await subscribe(ann, 'presence-room'), { ann: { name: 'ann' } })
      assert.deepEqual(await subscribe(bob, 'presence-room'), { ann: { name: 'ann' }, bob: { name: 'bob' } })
      const newcomer = { id: 'bob', info: { name: 'bob' } }
      assert.deepEqual(await ann.inbox.next(), { event: 'pusher:member_added', data: newcomer })

      await bob.page.evaluate(() => pusher.channel('presence-room').trigger('client-wave', { from: 'bob' }))
      assert.deepEqual(await ann.inbox.next(), { event: 'client-wave', data: { from: 'bob' } })
      await ann.page.evaluate(() => pusher.channel('presence-room').trigger('client-wave', { from: 'ann' }))
      assert.deepEqual(await bob.inbox.next(), { event: 'client-wave', data: { from: 'ann' } })

      await bob.page.close()
      assert.deepEqual(await ann.inbox.next(), { event: 'pusher:member_removed', data: newcomer })
    })
  })
}
