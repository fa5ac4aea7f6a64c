import { Chart } from './chart.js'
import { showConnection } from './connection.js'

const { Anemone } = window
/** A changed price lights up for a moment, unless the visitor wants nothing to move. */
const FLASH = { backgroundColor: ['color-mix(in srgb, currentColor 30%, transparent)', 'transparent'] }
const FLASH_MS = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 600
const FOLLOWED_AT_FIRST = ['ANEM', 'CORL', 'KELP', 'NARW', 'OCTO', 'ORCA', 'REEF', 'WHAL']

const $ = (selector) => document.querySelector(selector)
const setting = (name) => $(`meta[name="anemone-${name}"]`).content

function element(tag, className, text = '') {
  const made = document.createElement(tag)
  made.className = className
  made.textContent = text
  return made
}

// --- One stock -------------------------------------------------------------------------------------------------------

/** The prices that have arrived since they were last counted. */
let arrived = 0

/** Shows the prices of `stock` from now on; returns what ends that. */
function follow(anemone, stock) {
  const card = cardOf(stock)
  $('#cards').append(card.item)

  // What was published before is heard first, so there is a price at once, and a chart with it.
  const channel = anemone.subscribe(`stock-${stock.symbol}`, { rewind: Chart.POINTS })
  channel.on('price', ({ price }) => {
    arrived++
    card.move(price)
  })
  channel.on('anemone:gap', () => card.interrupt())

  return () => {
    channel.unsubscribe()
    card.item.remove()
  }
}

function cardOf({ symbol, name, open }) {
  const item = element('li', '')
  const priceText = element('p', 'price', '…')
  const changeText = element('p', 'change')
  const chart = new Chart()
  item.dataset.symbol = symbol
  item.append(element('h3', '', symbol), priceText, element('p', 'name', name), changeText, chart.element)

  let last
  return {
    item,
    move(price) {
      if (last !== undefined && price !== last) item.dataset.direction = price > last ? 'up' : 'down'
      last = price
      const percent = (price / open - 1) * 100
      item.dataset.trend = percent < 0 ? 'down' : 'up'
      priceText.textContent = price.toFixed(2)
      priceText.animate(FLASH, FLASH_MS)
      changeText.textContent = `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(2)} %`
      chart.add(price)
    },
    /** Prices were lost: the line in the chart ends here, and goes on elsewhere. */
    interrupt: () => chart.interrupt(),
  }
}

// --- The choice of stocks --------------------------------------------------------------------------------------------

/** Lets the visitor choose among `stocks`, and follows those. */
function offer(anemone, stocks) {
  /** What ends the following of each stock, by symbol. */
  const ends = new Map()

  const set = (stock, on) => {
    if (on === ends.has(stock.symbol)) return
    if (on) ends.set(stock.symbol, follow(anemone, stock))
    else {
      ends.get(stock.symbol)()
      ends.delete(stock.symbol)
    }
    $('#nothing').hidden = ends.size > 0
  }

  const boxes = stocks.map((stock) => {
    const label = element('label', '', stock.symbol)
    label.title = stock.name
    const box = element('input', '')
    box.type = 'checkbox'
    box.checked = FOLLOWED_AT_FIRST.includes(stock.symbol)
    box.addEventListener('change', () => set(stock, box.checked))
    label.prepend(box)
    $('#symbols').append(label)
    set(stock, box.checked)
    return box
  })
  const setAll = (on) => {
    for (const box of boxes.filter(({ checked }) => checked !== on)) box.click()
  }
  $('#all').addEventListener('click', () => setAll(true))
  $('#none').addEventListener('click', () => setAll(false))
}

// --- The beginning ---------------------------------------------------------------------------------------------------

if (!Anemone) {
  $('main').replaceChildren(element('p', 'trouble', `${setting('url')}/sdk/anemone.js does not load: is Anemone running?`))
} else {
  // When the network goes, the visitor should know within seconds: old prices are worse than none.
  const anemone = new Anemone({ url: setting('url'), key: setting('key'), pongTimeout: 5_000 })
  showConnection(anemone, $('#connection'))
  offer(anemone, await (await fetch('stocks')).json())

  setInterval(() => {
    $('#rate').textContent = `${arrived} prices a second`
    arrived = 0
  }, 1_000)
}
