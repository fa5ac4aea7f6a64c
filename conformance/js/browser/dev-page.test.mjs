import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Anemone } from '../support/anemone.mjs'
import { backendOf } from '../support/app.mjs'
import { startChromium } from '../support/browser.mjs'
import { DEADLINE_MS } from '../support/waiting.mjs'

const DEV_APP = { id: 'app-id', key: 'app-key', secret: 'app-secret' }
const SCREENSHOT = fileURLToPath(new URL('../../target/dev-page.png', import.meta.url))

describe('the page of a server that was just started', () => {
  let server, browser

  before(async () => {
    server = await Anemone.start()
    browser = await startChromium()
  })
  after(async () => {
    await browser?.close()
    await server.stop()
  })

  /** The page, once it says that it is connected, and the complaints that the browser has about it. */
  async function open(t) {
    const page = await browser.newPage()
    t.after(() => page.close())
    page.setDefaultTimeout(DEADLINE_MS)
    const complaints = []
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('requestfailed', (request) => complaints.push(`no answer for ${request.url()}`))
    page.on('response', (response) => response.ok() || complaints.push(`${response.status()} for ${response.url()}`))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    await page.goto(server.url.href)
    await page.getByRole('status').getByText('connected', { exact: true }).waitFor()
    return { page, complaints }
  }

  it('shows the event that its form triggers', async (t) => {
    const { page, complaints } = await open(t)
    await page.getByRole('textbox', { name: 'Channel' }).fill('greetings')
    await page.getByRole('textbox', { name: 'Event' }).fill('hello')
    await page.getByRole('textbox', { name: 'Data' }).fill('{"to":"you & me <3"}')
    await page.getByRole('button', { name: 'Trigger' }).click()

    const shown = page.getByRole('listitem').first()
    await shown.waitFor()
    assert.match(await shown.innerText(), /hello/)
    assert.match(await shown.innerText(), /you & me <3/)
    await page.screenshot({ path: SCREENSHOT, fullPage: true })
    assert.deepEqual(complaints, [])
  })

  it('shows the event that a backend triggers', async (t) => {
    const { page, complaints } = await open(t)
    const channel = await page.getByRole('textbox', { name: 'Channel' }).inputValue()
    await page.waitForFunction((name) => pusher.channel(name)?.subscribed, channel)

    const shown = page.getByRole('listitem').first()
    await backendOf(server, DEV_APP).trigger(channel, 'from-afar', { number: 7 })
    await shown.waitFor()
    assert.match(await shown.innerText(), /from-afar/)
    assert.deepEqual(complaints, [])
  })
})
