import { Inbox } from './waiting.mjs'

/** The page at `url` in a browser profile of its own. What it gives to `report`, and its errors, come to its inbox. */
export async function openTab(t, browser, url) {
  const context = await browser.newContext()
  t.after(() => context.close())
  const page = await context.newPage()
  const inbox = new Inbox(url)
  page.on('pageerror', ({ message }) => inbox.put({ pageerror: message }))
  await page.exposeFunction('report', (item) => inbox.put(item))
  await page.goto(url)
  return { context, page, inbox }
}
