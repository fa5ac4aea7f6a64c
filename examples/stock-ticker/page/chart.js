const SVG = 'http://www.w3.org/2000/svg'
const WIDTH = 100
const HEIGHT = 32

/** A line through the last prices, as large as its place allows. What it shows is in the numbers beside it as well. */
export class Chart {
  static POINTS = 60

  element = document.createElementNS(SVG, 'svg')
  #line = document.createElementNS(SVG, 'path')
  /** A dot where the line has come to. */
  #now = document.createElementNS(SVG, 'path')
  /** Prices, oldest first; `null` where some are missing. */
  #points = []

  constructor() {
    this.element.setAttribute('class', 'chart')
    this.element.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`)
    this.element.setAttribute('preserveAspectRatio', 'none')
    this.element.setAttribute('aria-hidden', 'true')
    this.#now.setAttribute('class', 'now')
    this.element.append(this.#line, this.#now)
  }

  add(price) {
    this.#points = [...this.#points, price].slice(-Chart.POINTS)
    this.#draw()
  }

  /** The next price does not follow the last. */
  interrupt() {
    this.add(null)
  }

  #draw() {
    const points = this.#points
    const prices = points.filter((price) => price !== null)
    const [low, high] = [Math.min(...prices), Math.max(...prices)]
    const placeOf = (price, index) => {
      const x = (index / (Chart.POINTS - 1)) * WIDTH
      const y = (1 - (price - low) / (high - low || 1)) * HEIGHT
      return `${x.toFixed(1)} ${y.toFixed(1)}`
    }
    const steps = points.map((price, index) => {
      if (price === null) return ''
      const follows = index > 0 && points[index - 1] !== null
      return `${follows ? 'L' : 'M'}${placeOf(price, index)}`
    })
    const last = points.at(-1)
    this.#line.setAttribute('d', steps.join(''))
    this.#now.setAttribute('d', last === null ? '' : `M${placeOf(last, points.length - 1)}h0`)
  }
}
