import type { Core } from './core/core.js'
import { Tokens, type TokenSource } from './core/tokens.js'
import type { Extension } from './types.js'

/**
 * An access token instead of signatures: the server reads in it what this client may do. A callback is asked for a
 * token when one is needed, and again before it expires.
 *
 * @example new Anemone({ url, key, token: accessToken(async () => (await fetch('/token')).text()) })
 */
export function accessToken(source: TokenSource): Extension {
  return ((core: Core) => new Tokens(core, source)) as unknown as Extension
}
