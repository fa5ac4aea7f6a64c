/** How long a test waits for what must happen. On a free machine nothing takes a tenth of it. */
export const DEADLINE_MS = 30_000

/** `promise`, or a rejection that names `what` did not come in time. */
export async function withDeadline(promise, what, deadlineMs = DEADLINE_MS) {
  let timer
  const expiry = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${deadlineMs} ms for ${what}`)), deadlineMs)
  })
  try {
    return await Promise.race([promise, expiry])
  } finally {
    clearTimeout(timer)
  }
}

/** Everything of one kind that happened, in order. A test waits for the next one and never for time to pass. */
export class Inbox {
  #name
  #unread = []
  #arrived = () => {}

  constructor(name) {
    this.#name = name
  }

  put(item) {
    this.#unread.push(item)
    this.#arrived()
  }

  /** Takes the oldest item, waiting for one if there is none. */
  async next() {
    if (this.#unread.length === 0) {
      const arrival = new Promise((resolve) => (this.#arrived = resolve))
      await withDeadline(arrival, `something more from ${this.#name}`)
    }
    return this.#unread.shift()
  }

  /** Takes all items up to the first that `matches`, and returns those before it. */
  async until(matches) {
    const before = []
    for (let item = await this.next(); !matches(item); item = await this.next()) before.push(item)
    return before
  }
}

/** Asks again and again until `ask` answers with something that is not false, and returns that. */
export async function eventually(ask, what, deadlineMs = DEADLINE_MS) {
  const deadline = Date.now() + deadlineMs
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (Date.now() > deadline) throw new Error(`Waited ${deadlineMs} ms for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
