import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { startChromium } from '../support/browser.mjs'
import { Site } from '../support/site.mjs'
import { openTab } from '../support/tab.mjs'

const { version } = JSON.parse(readFileSync(new URL('../../../sdk-js/package.json', import.meta.url)))

describe('the script at /sdk/ in Chromium, on a site of another origin', () => {
  let server, backend, site, browser

  before(async () => {
    server = await Anemone.start({ apps: [{ ...APP, 'subscription-count': true }] })
    backend = backendOf(server)
    const sdk = new URL('/sdk/anemone.js', server.url).href
    const dated = new URL(`/sdk/${version}/anemone.js`, server.url).href
    const page = (...elements) => ['<!doctype html><meta charset="utf-8"><title>A site</title>', ...elements].join('\n')
    const client = `const anemone = new Anemone(${JSON.stringify({ url: server.url, key: APP.key })})`
    site = await Site.start({
      '/script.html': page(`<script src="${sdk}"></script>`),
      '/version.html': page(`<script src="${dated}" crossorigin></script>`),
      '/own.html': page('<script>Pusher = "the page’s own"</script>', `<script src="${sdk}"></script>`),
      '/empty.html': page(),
      '/worker.js': `
        importScripts('${sdk}')
        ${client}
        const news = anemone.subscribe('news')
        news.onAny(({ event, data }) => postMessage({ event, data }))
        news.ready().then(() => postMessage('ready'))`,
      '/shared-worker.js': `
        importScripts('${sdk}')
        ${client}
        const news = anemone.subscribe('shared')
        onconnect = ({ ports: [port] }) => {
          news.onAny(({ event, data }) => port.postMessage({ event, data }))
          news.ready().then(() => port.postMessage('ready'))
        }`,
    })
    browser = await startChromium()
  })
  after(async () => {
    await browser?.close()
    site?.stop()
    await server.stop()
  })

  const address = () => ({ url: server.url.href, key: APP.key })

  async function hearsHeadline(inbox, channel = 'news') {
    await backend.trigger(channel, 'headline', { text: 'żółw 🐢' })
    assert.deepEqual(await inbox.next(), { event: 'headline', data: { text: 'żółw 🐢' } })
  }

  it('is the client of that version, by both addresses', async (t) => {
    for (const path of ['/script.html', '/version.html']) {
      const { page } = await openTab(t, browser, site.url(path))
      assert.equal(await page.evaluate(() => Anemone.VERSION), version)
      assert.ok(await page.evaluate(() => Pusher === Anemone.Pusher))
    }
  })

  it('hears events by the typed face', async (t) => {
    const { page, inbox } = await openTab(t, browser, site.url('/script.html'))
    await page.evaluate(async (options) => {
      const anemone = new Anemone(options)
      await anemone.ready()
      const news = anemone.subscribe('news')
      news.on('headline', (data) => report({ event: 'headline', data }))
      await news.ready()
    }, address())

    await hearsHeadline(inbox)
  })

  it('hears events by the face of pusher-js', async (t) => {
    const { page, inbox } = await openTab(t, browser, site.url('/script.html'))
    await page.evaluate(
      ({ key, host, port }) => {
        const pusher = new Pusher(key, { wsHost: host, wsPort: port, forceTLS: false })
        const news = pusher.subscribe('news')
        news.bind('pusher:subscription_succeeded', () => report('subscribed'))
        news.bind('headline', (data) => report({ event: 'headline', data }))
      },
      { key: APP.key, host: server.host, port: server.port },
    )
    assert.equal(await inbox.next(), 'subscribed')

    await hearsHeadline(inbox)
  })

  it('lets two people meet on a presence channel, talk, and part', async (t) => {
    const join = async (user) => {
      const tab = await openTab(t, browser, site.url('/script.html'))
      await tab.page.exposeFunction('authorize', ({ socketId, channel }) =>
        backend.authorizeChannel(socketId, channel, { user_id: user, user_info: { name: user } }),
      )
      await tab.page.evaluate(async (options) => {
        window.room = new Anemone({ ...options, auth: authorize }).subscribe('presence-room')
        room.on('pusher:member_added', ({ id }) => report({ came: id }))
        room.on('pusher:member_removed', ({ id }) => report({ left: id }))
        room.on('client-wave', (data, { userId }) => report({ data, userId }))
        await room.ready()
      }, address())
      return tab
    }
    const ann = await join('ann')
    const bob = await join('bob')
    assert.deepEqual(await ann.inbox.next(), { came: 'bob' })

    assert.ok(await bob.page.evaluate(() => room.trigger('client-wave', { with: 'both hands' })))
    assert.deepEqual(await ann.inbox.next(), { data: { with: 'both hands' }, userId: 'bob' })
    await bob.page.close()
    assert.deepEqual(await ann.inbox.next(), { left: 'bob' })
  })

  it('leaves a Pusher alone that the page has already', async (t) => {
    const { page } = await openTab(t, browser, site.url('/own.html'))

    assert.equal(await page.evaluate(() => Pusher), 'the page’s own')
    assert.equal(await page.evaluate(() => typeof Anemone.Pusher), 'function')
  })

  it('hears events in a worker', async (t) => {
    const { page, inbox } = await openTab(t, browser, site.url('/empty.html'))
    await page.evaluate(() => {
      const worker = new Worker('/worker.js')
      worker.onmessage = ({ data }) => report(data)
      worker.onerror = ({ message }) => report({ message })
    })
    assert.equal(await inbox.next(), 'ready')

    await hearsHeadline(inbox)
  })

  it('hears events in a worker that two pages share', async (t) => {
    const { context, page, inbox } = await openTab(t, browser, site.url('/empty.html'))
    const second = await context.newPage()
    await second.goto(site.url('/empty.html'))
    const join = () => {
      const { port } = new SharedWorker('/shared-worker.js')
      window.heard = new Promise((resolve) => (port.onmessage = ({ data }) => data !== 'ready' && resolve(data)))
      return new Promise((resolve) => port.addEventListener('message', ({ data }) => data === 'ready' && resolve()))
    }
    await page.evaluate(join)
    await second.evaluate(join)

    await page.evaluate(() => void heard.then(report))
    await hearsHeadline(inbox, 'shared')
    assert.equal((await second.evaluate(() => heard)).event, 'headline')
    const response = await backend.get({ path: '/channels/shared', params: { info: 'subscription_count' } })
    assert.equal((await response.json()).subscription_count, 1)
  })

  it('hears events as modules, which the site hosts itself', async (t) => {
    const { page, inbox } = await openTab(t, browser, site.url('/empty.html'))
    await page.evaluate(async (options) => {
      const { Anemone, VERSION } = await import('/esm/index.js')
      const { default: Pusher } = await import('/esm/pusher.js')
      const { xhrStreaming } = await import('/esm/fallbacks.js')
      const news = new Anemone({ ...options, fallbacks: [xhrStreaming()] }).subscribe('news')
      news.onAny(({ event, data }) => report({ event, data }))
      await news.ready()
      report([VERSION, typeof Pusher, typeof window.Pusher])
    }, address())
    assert.deepEqual(await inbox.next(), [version, 'function', 'undefined'])

    await hearsHeadline(inbox)
  })
})
