type Method = 'addEventListener' | 'removeEventListener'
type EventSource = Partial<Pick<EventTarget, Method>>

/**
 * Calls `wake` when the network comes or goes, and when the page is in sight again, from the time that the function it
 * returns adds the listeners until it removes them. There are none where there is neither, as in Node.
 */
export function platformWatch(wake: () => void): (method: Method) => void {
  const global = globalThis as EventSource & { document?: EventSource & { hidden: boolean } }
  const { document } = global
  const seen = () => document?.hidden || wake()
  return method => {
    global[method]?.('online', wake)
    global[method]?.('offline', wake)
    document?.[method]?.('visibilitychange', seen)
  }
}
