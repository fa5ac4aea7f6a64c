// Takes the pictures of the README: `node screenshots.mjs`. The pages are the real ones, of the examples as they start.
import { fileURLToPath } from 'node:url'
import { startChromium } from './support/browser.mjs'
import { Example, visit } from './support/example.mjs'
import { eventually } from './support/waiting.mjs'

const pictureOf = (name) => fileURLToPath(new URL(`../../docs/images/${name}.png`, import.meta.url))
const cleanups = []
const t = { after: (cleanup) => cleanups.unshift(cleanup) }

async function takeChat(browser, url) {
  const comeIn = async (name) => {
    const { page } = await visit(t, browser, url, { viewport: { width: 960, height: 580 }, colorScheme: 'light' })
    await page.getByLabel('How shall we call you?').fill(name)
    await page.getByRole('button', { name: 'Come in' }).click()
    await page.getByText(`${name} (you)`).waitFor()
    return page
  }
  const otter = await comeIn('Otter')
  const say = async (page, text) => {
    await page.getByRole('textbox', { name: 'Message' }).fill(text)
    await page.getByRole('button', { name: 'Send' }).click()
    await otter.getByText(text).waitFor()
  }
  const [pearl, manta] = [await comeIn('Pearl'), await comeIn('Manta')]
  await say(otter, 'Hello! Did anybody see the tide tables?')
  await say(pearl, 'Pinned beside the kelp, where they always are.')
  await say(pearl, 'High water at 14:20 today.')
  await say(manta, 'I was in the tunnel, with no network at all. What did I miss?')
  await say(otter, 'Nothing: scroll up, it is all there.')
  await manta.getByRole('textbox', { name: 'Message' }).pressSequentially('So it')
  await otter.getByText('Manta is typing…').waitFor()
  await otter.screenshot({ path: pictureOf('chat') })
}

async function takeTicker(browser, url) {
  const look = { viewport: { width: 960, height: 650 }, colorScheme: 'dark', reducedMotion: 'reduce' }
  const { page } = await visit(t, browser, url, look)
  await page.getByRole('checkbox', { name: 'PEAR' }).check()
  const line = page.locator('.chart path').first()
  const points = async () => ((await line.getAttribute('d')) ?? '').split('L').length
  await eventually(async () => (await points()) >= 50, 'a chart that is worth a picture', 120_000)
  await page.screenshot({ path: pictureOf('stock-ticker') })
}

const [browser, chat, ticker] = await Promise.all([startChromium(), Example.start('chat'), Example.start('stock-ticker')])
try {
  await Promise.all([takeChat(browser, chat.url), takeTicker(browser, ticker.url)])
} finally {
  for (const cleanup of cleanups) await cleanup()
  await browser.close()
  await Promise.all([chat.stop(), ticker.stop()])
}
