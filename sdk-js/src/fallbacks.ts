import type { Pipe, Transport, TransportEvents } from './core/transport.js'

export type { Pipe, Transport, TransportEvents } from './core/transport.js'

/** A server counts what it sent on one response in the same way, and falls silent until there is the next. */
const RENEWAL_CHARACTERS = 256 * 1_024

/** One response after another carries what the server says: as long as it lasts, or one batch of messages each. */
const streaming = 'xhr_streaming'
const polling = 'xhr'

let requests = 0

/**
 * Receives over one long HTTP response, and sends by requests of their own: for networks in which WebSocket does not
 * get through. Framing: SockJS 0.3.3, "Framing".
 */
export const xhrStreaming = (): Transport => ({
  name: 'xhr_streaming',
  supported,
  open: (url, events) => session(url('http'), events, streaming),
})

/** Receives by one HTTP request after another: for networks that hold back responses until they are whole. */
export const xhrPolling = (): Transport => ({
  name: 'xhr_polling',
  supported,
  open: (url, events) => session(url('http'), events, polling),
})

const supported = typeof fetch === 'function' && typeof ReadableStream === 'function'

const random = (below: number) => Math.floor(Math.random() * below)

function session(url: string, events: TransportEvents, mode: typeof streaming | typeof polling): Pipe {
  const [base, query] = url.split('?')
  const name = `${random(1_000)}/${Array.from({ length: 8 }, () => random(32).toString(32)).join('')}`
  const ending = new AbortController()
  const { signal } = ending
  let open = false
  /** What is to be sent, in one request at a time: two could overtake each other. */
  let unsent: string[] = []
  let sending = false

  const post = (action: string, parameters: string, body?: string) =>
    fetch(`${base}/${name}/${action}?${parameters}t=${Date.now()}&n=${++requests}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      signal,
      ...(body !== undefined && { body }),
    })

  const close = (code: number, reason: string) => {
    if (signal.aborted) return
    ending.abort()
    events.closed(code, reason)
  }

  const flush = async (beat = false) => {
    if (sending || !(unsent.length || beat)) return
    sending = true
    const body = JSON.stringify(unsent)
    unsent = []
    try {
      const { ok, status } = await post('xhr_send', '', body)
      if (!ok) return close(1006, `Sending was answered with ${status}`)
    } catch (cause) {
      return close(1006, `${cause}`)
    } finally {
      sending = false
    }
    void flush()
  }

  const frame = (text: string) => {
    const content = () => JSON.parse(text.slice(1))
    if (open) events.alive()
    switch (text[0]) {
      case 'o':
        if (open) return close(1006, 'The server lost the session')
        open = true
        return events.opened()
      case 'a':
        for (const message of content()) if (!signal.aborted) events.message(message)
        return
      case 'h':
        if (open && mode === streaming) void flush(true)
        return
      case 'c':
        return close(...(content() as [number, string]))
    }
  }

  /** Reads one response. Returns whether another is to be asked for. */
  const receive = async (): Promise<boolean> => {
    const response = await post(mode, `${query}&`)
    if (response.status !== 200) throw new Error(`Receiving was answered with ${response.status}`)
    const decoder = new TextDecoder()
    const reader = response.body!.getReader()
    let unread = ''
    let characters = 0
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return mode === polling
      const text = decoder.decode(value, { stream: true })
      characters += text.length
      const lines = (unread + text).split('\n')
      unread = lines.pop()!
      for (const line of lines) if (line && !signal.aborted) frame(line)
      if (mode === streaming && !unread && characters > RENEWAL_CHARACTERS) {
        await reader.cancel()
        return true
      }
    }
  }

  const run = async () => {
    try {
      while (!signal.aborted && (await receive()));
      close(1006, 'The response has ended')
    } catch (cause) {
      close(1006, `${cause}`)
    }
  }
  void run()

  return {
    send(text) {
      unsent.push(text)
      void flush()
    },
    ping: () => void flush(true),
    close: () => ending.abort(),
  }
}
