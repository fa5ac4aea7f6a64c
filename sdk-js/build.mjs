/** Builds `dist`: `esm` and `cjs` with their types, and `anemone.js` for a script element. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { bundle, ENTRIES } from './bundle.mjs'

process.chdir(import.meta.dirname)
rmSync('dist', { recursive: true, force: true })

const entryPoints = ENTRIES.map(name => `src/${name}.ts`)
// `require('@anemone/client/pusher')` is the class, as `require('pusher-js')` is.
const CLASS = 'module.exports = module.exports.default; module.exports.default = module.exports;'

const builds = await Promise.all([
  bundle({ entryPoints, outdir: 'dist/esm', format: 'esm', splitting: true, chunkNames: 'shared-[hash]' }),
  ...entryPoints.map(entry =>
    bundle({
      entryPoints: [entry],
      outdir: 'dist/cjs',
      format: 'cjs',
      ...(entry === 'src/pusher.ts' && { footer: { js: CLASS } }),
    }),
  ),
  bundle({ entryPoints: ['src/script.ts'], outdir: undefined, outfile: 'dist/anemone.js', format: 'iife' }),
])
for (const { path, text } of builds.flat()) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

execFileSync('node_modules/.bin/tsc', ['--project', 'tsconfig.build.json'], { stdio: 'inherit' })
cpSync('dist/esm', 'dist/cjs', { recursive: true, filter: path => !path.endsWith('.js') })
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n')
