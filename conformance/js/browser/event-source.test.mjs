import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { startChromium } from '../support/browser.mjs'
import { Customer } from '../support/customer.mjs'
import { Inbox } from '../support/waiting.mjs'

describe('an EventSource in Chromium', () => {
  let server, backend, customer, browser

  before(async () => {
    server = await Anemone.start({ apps: [APP] })
    backend = backendOf(server)
    customer = await Customer.start(() => null)
    browser = await startChromium()
  })
  after(async () => {
    await browser?.close()
    customer.stop()
    await server.stop()
  })

  /** A page of another origin that listens to `url`, and everything that it hears. */
  async function listen(t, url) {
    const context = await browser.newContext()
    t.after(() => context.close())
    const page = await context.newPage()
    const inbox = new Inbox('the event source')
    await page.exposeFunction('report', (item) => inbox.put(item))
    await page.goto(customer.url)
    await page.evaluate((url) => {
      const source = new EventSource(url)
      source.onopen = () => report('open')
      source.onmessage = ({ data }) => report(JSON.parse(data))
      source.onerror = () => report({ closed: source.readyState === EventSource.CLOSED })
    }, url)
    return inbox
  }

  it('hears a public channel as JSON messages', async (t) => {
    const inbox = await listen(t, new URL(`/app/${APP.key}/channels/news/events`, server.url).href)
    assert.equal(await inbox.next(), 'open')

    await backend.trigger('news', 'headline', { text: 'żółw 🐢' })
    assert.deepEqual(await inbox.next(), {
      event: 'headline',
      channel: 'news',
      data: JSON.stringify({ text: 'żółw 🐢' }),
    })
  })

  it('hears a private channel whose URL the server library signed', async (t) => {
    const path = `/app/${APP.key}/channels/private-orders/events`
    const inbox = await listen(t, signed(path))
    assert.equal(await inbox.next(), 'open')

    await backend.trigger('private-orders', 'paid', { amount: 12 })
    assert.equal((await inbox.next()).event, 'paid')
  })

  it('stops for good where it may not listen', async (t) => {
    const inbox = await listen(t, new URL(`/app/${APP.key}/channels/private-orders/events`, server.url).href)

    assert.deepEqual(await inbox.next(), { closed: true })
  })

  /** The URL for `path` with a signature by the server library, which signs what it is about to send. */
  function signed(path) {
    const query = backend.createSignedQueryString({ method: 'GET', path, params: {} })
    return new URL(`${path}?${query}`, server.url).href
  }
})
