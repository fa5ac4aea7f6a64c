import { createRequire } from 'node:module'
import type Ours from '../src/pusher.js'

/** The class of either library, as a user sees it. */
export type PusherClass = typeof Ours

const require = createRequire(import.meta.url)

/** pusher-js, as the server's own page pins it. */
export const PusherJs: PusherClass = createRequire(new URL('../../server/web/package.json', import.meta.url))(
  'pusher-js',
)

/** This library, as it is built: minified, and with the names of its properties mangled. */
export const Anemone: PusherClass = require('../dist/cjs/pusher.js')
