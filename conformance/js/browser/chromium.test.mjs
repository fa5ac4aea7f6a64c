import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { startChromium } from '../support/browser.mjs'
import { Customer } from '../support/customer.mjs'
import { Inbox } from '../support/waiting.mjs'

describe('pusher-js in Chromium', () => {
  let server, backend, customer, browser

  before(async () => {
    server = await Anemone.start({ apps: [APP] })
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
      ({ key, host, port, user }) => {
        window.pusher = new Pusher(key, {
          cluster: '',
          wsHost: host,
          wsPort: port,
          forceTLS: false,
          channelAuthorization: { endpoint: '/pusher/auth', params: { user } },
        })
        pusher.connection.bind('connected', () => report('connected'))
      },
      { key: APP.key, host: server.host, port: server.port, user },
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

  it('hears events on a public channel over a WebSocket', async (t) => {
    const tab = await openTab(t, 'ann')
    await subscribe(tab, 'news')

    await backend.trigger('news', 'headline', { text: 'żółw 🐢' })
    assert.deepEqual(await tab.inbox.next(), { event: 'headline', data: { text: 'żółw 🐢' } })
    assert.equal(await tab.page.evaluate(() => pusher.connection.connection.transport.name), 'ws')
  })

  it('subscribes to a private channel through the site’s own endpoint', async (t) => {
    const tab = await openTab(t, 'ann')
    await subscribe(tab, 'private-orders')

    await backend.trigger('private-orders', 'paid', { amount: 12 })
    assert.deepEqual(await tab.inbox.next(), { event: 'paid', data: { amount: 12 } })
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
