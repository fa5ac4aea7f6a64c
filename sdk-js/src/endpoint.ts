import { VERSION } from './version.js'

/** How this client introduces itself; servers that know it speak of positions, history and tokens. */
const QUERY = `?protocol=7&client=anemone-js&version=${VERSION}`

/** The address of the app `key` under `base`, such as `wss://realtime.example.com/prefix`. */
export const appUrl = (base: string, key: string): string => `${base}/app/${encodeURIComponent(key)}${QUERY}`
