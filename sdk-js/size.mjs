/** Prints how large each way to use the library is, minified and compressed, and fails if one is over its budget. */
import { gzipSync } from 'node:zlib'
import { bundle } from './bundle.mjs'

const KB = 1_024

/** What a page would import, and how many bytes that may cost. */
const BUDGETS = [
  [
    'core: WebSocket; public, private and presence channels; recovery',
    `export { Anemone } from './src/index.js'`,
    5 * KB,
  ],
  ['the core with history, sign-in and tokens', `export * from './src/index.js'`, 7 * KB],
  ['drop-in for pusher-js', `export { default } from './src/pusher.js'`, 9 * KB],
  ['fallbacks alone', `export * from './src/fallbacks.js'`, KB],
  ['encrypted channels alone', `export * from './src/encrypted.js'`, KB],
  ['React alone', `export * from './src/react.js'`, KB],
  ['Vue alone', `export * from './src/vue.js'`, KB],
  ['Svelte alone', `export * from './src/svelte.js'`, KB],
  ['everything: both faces, fallbacks, encrypted channels', `import './src/script.js'`, 10 * KB],
]

for (const [what, contents, budget] of BUDGETS) {
  const [{ text }] = await bundle({ stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' }, format: 'esm' })
  const size = gzipSync(text, { level: 9 }).length
  const over = size > budget
  if (over) process.exitCode = 1
  console.log(
    `${String(size).padStart(6)} of ${String(budget).padStart(6)} bytes  ${what}${over ? '  OVER BUDGET' : ''}`,
  )
}
