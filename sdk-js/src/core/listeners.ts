/** Calls `listener`. What it throws is reported as any uncaught error is, and stops nobody else. */
export function call<Args extends unknown[]>(listener: (...args: Args) => void, ...args: Args): void {
  try {
    listener(...args)
  } catch (error) {
    setTimeout(() => {
      throw error
    })
  }
}

/** The listeners of one object, by event. */
export class Listeners {
  private readonly listeners_ = new Map<string | symbol, Set<(...args: never[]) => void>>()

  /** Adds `listener` and returns what removes it again. Adding it twice counts once. */
  on_(event: string | symbol, listener: (...args: never[]) => void): () => void {
    const all = this.listeners_.get(event) ?? new Set()
    this.listeners_.set(event, all.add(listener))
    return () => void all.delete(listener)
  }

  /** Calls the listeners that `event` has at this moment. */
  emit_(event: string | symbol, ...args: unknown[]): void {
    for (const listener of [...(this.listeners_.get(event) ?? [])]) call(listener, ...(args as never[]))
  }
}
