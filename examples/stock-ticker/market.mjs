// Forty stocks of companies under the sea, whose prices wander at random.

const COMPANIES = {
  ABAL: 'Abalone Mirrors',
  ANCH: 'Anchovy & Shoal',
  ANEM: 'Anemone Realtime',
  ANGL: 'Angler Lighting',
  BARN: 'Barnacle Holdings',
  BASK: 'Basking Energy',
  CLAM: 'Clam Insurance',
  CLWN: 'Clownfish Rentals',
  CONC: 'Conch Telecom',
  CORL: 'Coral Construction',
  CRAB: 'Crab Logistics',
  CTTL: 'Cuttlefish Inks',
  DOLF: 'Dolphin Studios',
  DUGN: 'Dugong Foods',
  EELX: 'Eel Electric',
  FLND: 'Flounder Carpets',
  GOBY: 'Goby Delivery',
  GRPR: 'Grouper Social',
  HERR: 'Herring Media',
  KELP: 'Kelp Paper',
  KRIL: 'Krill Microchips',
  LOBS: 'Lobster Legal',
  MANT: 'Manta Airlines',
  MARL: 'Marlin Motors',
  MUSL: 'Mussel Gyms',
  NARW: 'Narwhal Optics',
  NAUT: 'Nautilus Maps',
  OCTO: 'Octopus Robotics',
  ORCA: 'Orca Capital',
  OYST: 'Oyster Jewels',
  PEAR: 'Pearl Bank',
  PLNK: 'Plankton Labs',
  PUFF: 'Puffer Airbags',
  RAYS: 'Rays Wireless',
  REEF: 'Reef Estates',
  SEAL: 'Seal Security',
  SQID: 'Squid Software',
  TUNA: 'Tuna Records',
  URCH: 'Urchin Needles',
  WHAL: 'Whale Cargo',
}
/** How far a price goes in one step, as a share of itself: the standard deviation. */
const VOLATILITY = 0.004
/** How much of its way back to where it began a price goes with each step, so that none gets lost. */
const PULL = 0.01

export class Market {
  #random
  #stocks

  /** @param random yields numbers from 0 to below 1 */
  constructor(random = Math.random) {
    this.#random = random
    this.#stocks = Object.entries(COMPANIES).map(([symbol, name]) => {
      const open = Math.round(1_000 + random() * 30_000)
      return { symbol, name, open, price: open }
    })
  }

  /** Every stock: `symbol`, `name`, and `open`, the price that it began with. */
  get stocks() {
    return this.#stocks.map(({ symbol, name, open }) => ({ symbol, name, open: open / 100 }))
  }

  /** The prices as they are: `symbol` and `price`. */
  get prices() {
    return this.#stocks.map(quoteOf)
  }

  /** Moves the prices of `count` stocks, each up or down by a cent at least, and returns them. */
  move(count) {
    const chosen = this.#stocks
      .map((stock) => ({ stock, order: this.#random() }))
      .sort((one, other) => one.order - other.order)
      .slice(0, count)
    return chosen.map(({ stock }) => {
      const { price, open } = stock
      const step = price * VOLATILITY * this.#normal() + (open - price) * PULL
      const cents = Math.sign(step || 1) * Math.max(1, Math.round(Math.abs(step)))
      stock.price = Math.max(1, price + cents)
      return quoteOf(stock)
    })
  }

  /** A number of the standard normal distribution, nearly: the sum of twelve uniform ones, less six. */
  #normal() {
    return Array.from({ length: 12 }, this.#random).reduce((sum, number) => sum + number, -6)
  }
}

/** Prices are counted in cents, and told in the currency. */
const quoteOf = ({ symbol, price }) => ({ symbol, price: price / 100 })
