// A stock exchange's backend: it publishes each stock's prices on a channel of its own, whether anybody listens or not.
import { setTimeout as sleep } from 'node:timers/promises'
import { findAnemone } from '../backend/anemone.mjs'
import { Site } from '../backend/site.mjs'
import { Market } from './market.mjs'

const PORT = process.env.PORT ?? 8005
const TICK_MS = 250
/** As many events go into one request. */
const BATCH = 10

const market = new Market()

/** Publishes `quotes`, each on the channel of its stock. */
async function publish(app, quotes) {
  const events = quotes.map(({ symbol, price }) => ({ channel: `stock-${symbol}`, name: 'price', data: { price } }))
  for (let at = 0; at < events.length; at += BATCH) await app.triggerBatch(events.slice(at, at + BATCH))
}

/** Moves and publishes some prices with each tick. While Anemone does not answer, they are late, and it says so once. */
async function trade(app) {
  let failing = false
  for (;;) {
    const tick = sleep(TICK_MS)
    try {
      await publish(app, market.move(BATCH))
      failing = false
    } catch ({ message }) {
      if (!failing) console.error(`stock-ticker: prices are not published: ${message}`)
      failing = true
    }
    await tick
  }
}

try {
  const site = await Site.open(PORT)
  const app = await findAnemone(new URL('anemone.yaml', import.meta.url))
  await publish(app, market.prices)
  site.serve({
    folders: [new URL('page/', import.meta.url), new URL('../look/', import.meta.url)],
    app,
    routes: { 'GET /stocks': () => market.stocks },
  })
  console.log(`The exchange is open on ${site.url}`)
  void trade(app)
} catch ({ message }) {
  console.error(`stock-ticker: ${message}`)
  process.exit(2)
}
