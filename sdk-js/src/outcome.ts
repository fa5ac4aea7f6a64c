import type { Abortable } from './types.js'

/** Calls `action` when `signal` aborts, or at once if it has; returns what stops that. */
export function onAbort({ signal }: Abortable, action: () => void): () => void {
  if (signal?.aborted) action()
  signal?.addEventListener('abort', action)
  return () => signal?.removeEventListener('abort', action)
}

/**
 * What `start` comes to, or a rejection with the reason of `signal` if that comes first.
 *
 * @param start begins; the functions it returns end what it began, and are called whatever the outcome
 */
export function outcome<T>(
  options: Abortable,
  start: (resolve: (value: T) => void, reject: (error: unknown) => void) => (() => void)[],
): Promise<T> {
  let stops: (() => void)[] | undefined
  return new Promise<T>((resolve, reject) => {
    stops = [onAbort(options, () => reject(options.signal!.reason)), ...start(resolve, reject)]
  }).finally(() => stops?.forEach(stop => stop()))
}
