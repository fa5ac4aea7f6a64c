/**
 * Builds `dist`: `esm` and `cjs` with their types, and `anemone.js` for a script element; and brings the license, which
 * belongs into the package. With `--script` that one file alone, which is all the server needs.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { bundle, ENTRIES } from './bundle.mjs'

process.chdir(import.meta.dirname)
if (process.argv.includes('--script')) {
  await write([script()])
} else {
  rmSync('dist', { recursive: true, force: true })
  await write([modules(), ...commonJs(), script()])
  copyFileSync('../LICENSE', 'LICENSE')
  types()
}

async function write(builds) {
  for (const { path, text } of (await Promise.all(builds)).flat()) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}

/** The server reads from the first line which version it serves. */
function script() {
  const { name, version, license } = JSON.parse(readFileSync('package.json', 'utf8'))
  return bundle({
    entryPoints: ['src/script.ts'],
    outdir: undefined,
    outfile: 'dist/anemone.js',
    format: 'iife',
    banner: { js: `/*! ${name} ${version} | ${license} */` },
  })
}

function modules() {
  return bundle({ entryPoints: ENTRIES.map(source), outdir: 'dist/esm', format: 'esm', splitting: true, chunkNames: 'shared-[hash]' })
}

function commonJs() {
  // `require('@anemone/client/pusher')` is the class, as `require('pusher-js')` is.
  const footer = { js: 'module.exports = module.exports.default; module.exports.default = module.exports;' }
  return ENTRIES.map(name =>
    bundle({ entryPoints: [source(name)], outdir: 'dist/cjs', format: 'cjs', ...(name === 'pusher' && { footer }) }),
  )
}

function types() {
  execFileSync('node_modules/.bin/tsc', ['--project', 'tsconfig.build.json'], { stdio: 'inherit' })
  cpSync('dist/esm', 'dist/cjs', { recursive: true, filter: path => !path.endsWith('.js') })
  writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n')
}

function source(name) {
  return `src/${name}.ts`
}
