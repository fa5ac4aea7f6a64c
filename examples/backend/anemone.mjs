// The Anemone behind an example: the one that ANEMONE_URL names, or one of the example's own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { App } from './app.mjs'

const LAUNCHER = fileURLToPath(new URL('../../anemone', import.meta.url))
const FIRST_LINE = /^Anemone \S+ listening on (\S+) /

/** The app of every `anemone.yaml` here. It is no secret: such a server listens on this machine only. */
const OUR_APP = { id: 'app-id', key: 'app-key', secret: 'app-secret' }

/**
 * Finds Anemone, or starts it with the file `config`: then it ends with this process.
 *
 * @returns the app, once the server has accepted its key
 * @throws Error with one sentence for whoever started the example
 */
export async function findAnemone(config) {
  const { ANEMONE_URL, ANEMONE_APP_ID, ANEMONE_APP_KEY, ANEMONE_APP_SECRET } = process.env
  if (ANEMONE_URL && !(/^https?:/.test(ANEMONE_URL) && URL.canParse(ANEMONE_URL)))
    throw new Error(`ANEMONE_URL is no URL with http:// or https://: ${ANEMONE_URL}.`)
  const app = ANEMONE_URL
    ? new App(ANEMONE_URL, {
        id: ANEMONE_APP_ID ?? OUR_APP.id,
        key: ANEMONE_APP_KEY ?? OUR_APP.key,
        secret: ANEMONE_APP_SECRET ?? OUR_APP.secret,
      })
    : new App(await startAnemone(config), OUR_APP)
  await app.channels()
  return app
}

/** Starts `anemone serve` and returns its URL when it listens. From then on, neither lives without the other. */
async function startAnemone(config) {
  const launcher = process.env.ANEMONE_LAUNCHER ?? LAUNCHER
  const server = spawn(launcher, ['serve', '--config', fileURLToPath(config)], {
    env: withoutSettings(process.env),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(server, 'spawn').catch(({ message }) => {
    throw new Error(`Anemone cannot be started: ${message}.`)
  })
  let stopping = false
  const stop = () => {
    stopping = true
    server.kill('SIGTERM')
  }
  process.once('exit', stop)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop)
  server.once('exit', () => {
    if (!stopping) console.error('Anemone has ended, and with it this example.') // It has said why itself.
    process.exit(stopping ? 0 : 2)
  })
  const [line] = await once(createInterface({ input: server.stdout }), 'line')
  return FIRST_LINE.exec(line)[1]
}

/** Settings in the environment would have the say over those of our file. */
function withoutSettings(environment) {
  const others = Object.entries(environment).filter(([name]) => !/^ANEMONE_(?!JAVA_OPTS$)/.test(name))
  return Object.fromEntries(others)
}
