import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { backendOf } from '../support/app.mjs'
import { startChromium } from '../support/browser.mjs'
import { Example, EXAMPLE_APP, serverOf, visit, withoutNetwork } from '../support/example.mjs'
import { eventually } from '../support/waiting.mjs'

describe('the stock ticker', () => {
  let ticker, browser

  before(async () => {
    ticker = await Example.start('stock-ticker')
    browser = await startChromium()
  })
  after(async () => {
    await browser?.close()
    assert.equal(await ticker?.stop(), 0)
  })

  const card = ({ page }, symbol) =>
    page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: symbol, exact: true }) })
  const box = ({ page }, symbol) => page.getByRole('checkbox', { name: symbol })
  const priced = (visitor, symbol) => card(visitor, symbol).filter({ hasText: /\d\.\d\d %/ }).waitFor()

  /** The symbols that anybody is subscribed to. */
  async function followed(visitor) {
    const answer = await backendOf(await serverOf(visitor.page), EXAMPLE_APP).get({ path: '/channels' })
    const { channels } = await answer.json()
    return Object.keys(channels).map((name) => name.replace('stock-', ''))
  }

  it('shows prices, in the colour of the way they go', async (t) => {
    const visitor = await visit(t, browser, ticker.url)
    await priced(visitor, 'ANEM')

    // Each step of a price, with the direction and the colour that the page gave it.
    const steps = await card(visitor, 'ANEM').evaluate(async (item) => {
      const price = item.querySelector('.price')
      const steps = []
      let last = Number(price.textContent)
      await new Promise((resolve) => {
        new MutationObserver(() => {
          const now = Number(price.textContent)
          steps.push({ up: now > last, direction: item.dataset.direction, colour: getComputedStyle(price).color })
          last = now
          if (new Set(steps.map(({ up }) => up)).size === 2) resolve()
        }).observe(price, { childList: true })
      })
      return steps
    })
    for (const { up, direction } of steps) assert.equal(direction, up ? 'up' : 'down')
    const coloursOf = (up) => new Set(steps.filter((step) => step.up === up).map(({ colour }) => colour))
    assert.deepEqual(coloursOf(true), new Set(['rgb(23, 121, 76)']))
    assert.deepEqual(coloursOf(false), new Set(['rgb(192, 50, 47)']))
    await visitor.page.getByText(/^[1-9]\d* prices a second$/).waitFor()
    await visitor.page.getByRole('status').getByText('Connected').waitFor()
    assert.deepEqual(visitor.complaints, [])
  })

  it('follows a stock as long as its box is ticked', async (t) => {
    const visitor = await visit(t, browser, ticker.url)
    await priced(visitor, 'CORL')
    await eventually(async () => (await followed(visitor)).includes('CORL'), 'a subscription to CORL')

    await box(visitor, 'CORL').uncheck()
    await eventually(async () => !(await followed(visitor)).includes('CORL'), 'the end of the subscription to CORL')
    assert.equal(await card(visitor, 'CORL').count(), 0)

    await box(visitor, 'CORL').check()
    await priced(visitor, 'CORL')
    assert.ok((await followed(visitor)).includes('CORL'))

    await visitor.page.getByRole('button', { name: 'All' }).click()
    await eventually(async () => (await followed(visitor)).length === 40, 'subscriptions to all stocks')
    await visitor.page.getByRole('button', { name: 'None' }).click()
    await eventually(async () => (await followed(visitor)).length === 0, 'the end of all subscriptions')
    await visitor.page.getByText('You follow no stock.').waitFor()
  })

  it('shows the same to everybody', async (t) => {
    const visitors = await Promise.all([visit(t, browser, ticker.url), visit(t, browser, ticker.url)])
    const prices = ({ page }) => page.locator('.price').allTextContents()
    for (const visitor of visitors) await priced(visitor, 'WHAL')
    await eventually(async () => {
      const [one, other] = await Promise.all(visitors.map(prices))
      return one.length === 8 && one.join() === other.join()
    }, 'the same prices on both pages')
  })

  /** The line in a stock's chart. */
  const line = (visitor, symbol) => card(visitor, symbol).locator('path').first().getAttribute('d')
  /** Waits until two visitors see the same chart, which holds the prices of a minute. */
  const agree = (one, other, symbol) =>
    eventually(async () => {
      const [left, right] = await Promise.all([line(one, symbol), line(other, symbol)])
      return left === right
    }, 'the same chart on both pages')

  it('shows those who come late the prices of before', async (t) => {
    const early = await visit(t, browser, ticker.url)
    await eventually(async () => (await line(early, 'ANEM'))?.split('L').length > 3, 'some prices')
    const late = await visit(t, browser, ticker.url)
    await agree(early, late, 'ANEM')
  })

  it('makes up for the prices of a time without network', async (t) => {
    const [here, gone] = [await visit(t, browser, ticker.url), await visit(t, browser, ticker.url)]
    await priced(gone, 'ANEM')
    const before = await line(here, 'ANEM')
    await withoutNetwork(gone, () => eventually(async () => (await line(here, 'ANEM')) !== before, 'another price'))
    await agree(here, gone, 'ANEM')
    assert.equal((await line(gone, 'ANEM')).match(/M/g).length, 1) // Nothing is missing: the line has no break.
  })
})
