import type { Abortable } from './types.js'

/**
 * What `start` comes to, or a rejection with the reason of `signal` if that comes first.
 *
 * @param start begins; the functions it returns end what it began, and are called whatever the outcome
 */
export function outcome<T>(
  { signal }: Abortable,
  start: (resolve: (value: T) => void, reject: (error: unknown) => void) => (() => void)[],
): Promise<T> {
  let stops: (() => void)[] | undefined
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal!.reason)
    if (signal?.aborted) abort()
    signal?.addEventListener('abort', abort)
    stops = [...start(resolve, reject), () => signal?.removeEventListener('abort', abort)]
  }).finally(() => stops?.forEach(stop => stop()))
}
