import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Anemone as Server, APP } from './anemone.js'

const run = promisify(execFile)
const SDK = fileURLToPath(new URL('..', import.meta.url))

/** What both faces do in an application: hear one event, by a WebSocket that is given. */
const HEAR = `
  const url = process.argv[2]
  const anemone = new Anemone({ url, key: '${APP.key}', WebSocket })
  const pusher = new Pusher('${APP.key}', { wsHost: new URL(url).hostname, wsPort: new URL(url).port, forceTLS: false, WebSocket })
  const typed = anemone.subscribe('news')
  const heard = Promise.all([
    new Promise(resolve => typed.on('headline', resolve)),
    new Promise(resolve => pusher.subscribe('news').bind('headline', resolve)),
  ])
  const subscribed = new Promise(resolve => pusher.channel('news').bind('pusher:subscription_succeeded', resolve))
  Promise.all([typed.ready(), subscribed]).then(() => console.log('ready'))
  heard.then(all => {
    console.log(JSON.stringify(all))
    anemone.disconnect()
    pusher.disconnect()
  })`

describe('the package, installed in an application', () => {
  let application: string
  let server: Server

  beforeAll(async () => {
    server = await Server.start()
    application = mkdtempSync(join(tmpdir(), 'anemone-application-'))
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', application], { cwd: SDK })
    const installed = join(application, 'node_modules/@anemone/client')
    mkdirSync(installed, { recursive: true })
    await run('sh', ['-c', `tar -xzf anemone-client-*.tgz --strip-components=1 -C '${installed}'`], { cwd: application })
    symlinkSync(join(SDK, 'node_modules/ws'), join(application, 'node_modules/ws'))
  })
  afterAll(async () => {
    rmSync(application, { recursive: true })
    await server.stop()
  })

  const node = (file: string, text: string, ...args: string[]) => {
    writeFileSync(join(application, file), text)
    return run(process.execPath, [file, ...args], { cwd: application })
  }

  it.each([
    [
      'modules',
      'hear.mjs',
      `import { Anemone } from '@anemone/client'
       import Pusher from '@anemone/client/pusher'
       import { WebSocket } from 'ws'`,
    ],
    [
      'CommonJS',
      'hear.cjs',
      `const { Anemone } = require('@anemone/client')
       const Pusher = require('@anemone/client/pusher')
       const { WebSocket } = require('ws')`,
    ],
  ])('hears events as %s, by the WebSocket it is given', async (_, file, imports) => {
    const listening = node(file, `${imports}\n${HEAR}`, `http://127.0.0.1:${server.port}`)
    listening.child.stdout!.once('data', () => void server.trigger('news', 'headline', { text: 'żółw' }))

    expect((await listening).stdout).toBe('ready\n[{"text":"żółw"},{"text":"żółw"}]\n')
  })

  it('has an entry for each thing it can do, in both forms', async () => {
    const names = {
      '@anemone/client': ['Anemone', 'AnemoneError', 'VERSION', 'accessToken', 'history', 'signIn'],
      '@anemone/client/fallbacks': ['xhrPolling', 'xhrStreaming'],
      '@anemone/client/encrypted': ['encrypted'],
      '@anemone/client/svelte': ['useChannel', 'useConnectionState', 'usePresence'],
    }
    const modules = await node(
      'entries.mjs',
      `for (const entry of ${JSON.stringify(Object.keys(names))}) console.log(Object.keys(await import(entry)).sort().join())`,
    )
    const commonJs = await node(
      'entries.cjs',
      `for (const entry of ${JSON.stringify(Object.keys(names))}) console.log(Object.keys(require(entry)).sort().join())`,
    )

    expect(modules.stdout.trim().split('\n')).toEqual(Object.values(names).map(all => all.join()))
    expect(commonJs.stdout).toBe(modules.stdout)
  })

  it('has no other entry', async () => {
    const { stdout } = await node(
      'others.mjs',
      `import { createRequire } from 'node:module'
       const require = createRequire(import.meta.url)
       for (const path of ['dist/esm/index.js', 'core', 'src/index.ts', 'script']) {
         const name = '@anemone/client/' + path
         await import(name).catch(({ code }) => console.log(code))
         try { require(name) } catch ({ code }) { console.log(code) }
       }`,
    )

    expect(stdout).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n'.repeat(8))
  })

  it('brings the script, and says what it needs where there is no WebSocket', async () => {
    const { stdout } = await node(
      'script.cjs',
      `delete globalThis.WebSocket
       require('@anemone/client/anemone.js')
       const anemone = new Anemone({ url: 'http://127.0.0.1:1', key: '${APP.key}' })
       console.log(Anemone.Pusher === Pusher, anemone.state.name, anemone.state.error.remedy)`,
    )

    expect(stdout).toMatch(/^true failed \S.*\n$/)
  })

  it('is what it needs and no more', async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: SDK })
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }]
    const folders = new Set(files.map(({ path }) => path.split('/').slice(0, 2).join('/')))

    expect([...folders].sort()).toEqual([
      'COMPATIBILITY.md',
      'LICENSE',
      'README.md',
      'dist/anemone.js',
      'dist/cjs',
      'dist/esm',
      'package.json',
    ])
  })
})
