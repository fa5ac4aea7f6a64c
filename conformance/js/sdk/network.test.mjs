import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { startChromium } from '../support/browser.mjs'
import { Middlebox } from '../support/middlebox.mjs'
import { Relay } from '../support/relay.mjs'
import { Site } from '../support/site.mjs'
import { openTab } from '../support/tab.mjs'

describe('the script at /sdk/ in Chromium, where networks and pages come and go', () => {
  let server, backend, site, browser

  before(async () => {
    server = await Anemone.start({ apps: [APP] })
    backend = backendOf(server)
    const sdk = new URL('/sdk/anemone.js', server.url).href
    site = await Site.start({ '/site.html': `<!doctype html><title>A site</title><script src="${sdk}"></script>` })
    browser = await startChromium()
  })
  after(async () => {
    await browser?.close()
    site?.stop()
    await server.stop()
  })

  /** Subscribes the page to `ticks`, through `url`. It reports each number it hears, each gap, and when it is connected. */
  async function listen({ page, inbox }, url, { stored = false } = {}) {
    await page.evaluate(
      ({ url, key, stored }) => {
        const { xhrStreaming, xhrPolling } = Anemone
        const fallbacks = [xhrStreaming(), xhrPolling()]
        const anemone = new Anemone({ url, key, fallbacks, ...(stored && { storage: sessionStorage }) })
        let connected = false
        anemone.on('state', ({ name }) => {
          if ((name === 'connected') === connected) return
          connected = !connected
          report(connected ? 'connected' : 'away')
        })
        const ticks = anemone.subscribe('ticks')
        ticks.onAny(({ event, data }) => report(event === 'tick' ? data : event))
        ticks.on('pusher:subscription_succeeded', () => report('subscribed'))
      },
      { url: `${url}`, key: APP.key, stored },
    )
    assert.deepEqual(await inbox.until((item) => item === 'subscribed'), ['connected'])
  }

  async function publish(from, to) {
    for (let number = from; number <= to; number++) await backend.trigger('ticks', 'tick', number)
  }

  /** What the page reports up to the number `last`. */
  const heardUntil = async (inbox, last) => [...(await inbox.until((item) => item === last)), last]

  const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

  it('goes on where it was when the page is loaded again', async (t) => {
    const tab = await openTab(t, browser, site.url('/site.html'))
    await listen(tab, server.url, { stored: true })
    await publish(1, 3)
    assert.deepEqual(await heardUntil(tab.inbox, 3), [1, 2, 3])

    await tab.page.reload()
    await publish(4, 9)
    await listen(tab, server.url, { stored: true })
    await publish(10, 10)

    assert.deepEqual(await heardUntil(tab.inbox, 10), numbers(4, 10))
  })

  it('begins anew with each load where it may store nothing', async (t) => {
    const tab = await openTab(t, browser, site.url('/site.html'))
    await listen(tab, server.url)
    await publish(11, 11)
    assert.deepEqual(await heardUntil(tab.inbox, 11), [11])

    await tab.page.reload()
    await publish(12, 13)
    await listen(tab, server.url)
    await publish(14, 14)

    assert.deepEqual(await heardUntil(tab.inbox, 14), [14])
  })

  it('streams over HTTP where WebSocket is refused', async (t) => {
    const box = await Middlebox.start(t, server)
    const tab = await openTab(t, browser, site.url('/site.html'))
    await listen(tab, box.url)
    await publish(20, 60)

    assert.deepEqual(await heardUntil(tab.inbox, 60), numbers(20, 60))
    assert.equal(box.seen[0], 'WebSocket')
    assert.deepEqual(receivingBy(box), ['xhr_streaming'])
  })

  it('polls where responses are held back as well', async (t) => {
    const box = await Middlebox.start(t, server, { holdsBack: true })
    const tab = await openTab(t, browser, site.url('/site.html'))
    await listen(tab, box.url)
    await publish(61, 90)

    assert.deepEqual(await heardUntil(tab.inbox, 90), numbers(61, 90))
    assert.equal(box.seen[0], 'WebSocket')
    assert.deepEqual(receivingBy(box), ['xhr_streaming', 'xhr'])
  })

  it('comes back when the network does, with what it missed', async (t) => {
    const relay = await Relay.start(t, server)
    const tab = await openTab(t, browser, site.url('/site.html'))
    await listen(tab, `http://${relay.host}:${relay.port}`)
    await publish(91, 92)
    assert.deepEqual(await heardUntil(tab.inbox, 92), [91, 92])

    await tab.context.setOffline(true)
    relay.cut()
    assert.equal(await tab.inbox.next(), 'away')
    await publish(93, 98)
    await tab.context.setOffline(false)

    assert.deepEqual(await tab.inbox.until((item) => item === 'subscribed'), ['connected'])
    await publish(99, 99)
    assert.deepEqual(await heardUntil(tab.inbox, 99), numbers(93, 99))
  })

  /** The ways in which responses were asked for, in the order of their first use. */
  function receivingBy(box) {
    return [...new Set(box.seen.map((path) => /\/(xhr(?:_streaming)?)$/.exec(path)?.[1]).filter(Boolean))]
  }
})
