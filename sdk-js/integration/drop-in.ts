import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { Anemone, APP } from './anemone.js'
import * as libraries from './libraries.js'
import type { PusherClass } from './libraries.js'

/**
 * The same calls on pusher-js and on this library, against the same server: what an application observes has to be the
 * same. COMPATIBILITY.md names these tests, which are in the files `drop-in-….test.ts`.
 */

export let server: Anemone
/** What ends when a library has played its part. */
export const cleanups: (() => void)[] = []

beforeAll(async () => void (server = await Anemone.start()))
afterAll(() => server.stop())
afterEach(() => cleanups.splice(0).forEach(clean => clean()))

type Client = InstanceType<PusherClass>
type Bindable = {
  bind(event: string, callback: (...args: any[]) => void): unknown
  unbind(event: string, callback: unknown): unknown
}

/** What one library does in a scenario. */
export class Stage {
  readonly transcript: unknown[] = []

  constructor(readonly Pusher: PusherClass) {}

  note(...what: unknown[]): void {
    this.transcript.push(what)
  }

  open(options: object = {}, key: string = APP.key): Client {
    const client = new this.Pusher(key, {
      cluster: '',
      wsHost: '127.0.0.1',
      wsPort: server.port,
      forceTLS: false,
      enabledTransports: ['ws'],
      ...options,
    })
    cleanups.push(() => client.disconnect())
    return client
  }

  async connect(options: object = {}): Promise<Client> {
    const client = this.open(options)
    if (client.connection.state !== 'connected') await next(client.connection, 'connected')
    return client
  }

  async subscribe(client: Client, name: string) {
    const channel = client.subscribe(name)
    if (!channel.subscribed) await next(channel, 'pusher:subscription_succeeded')
    return channel
  }
}

/** Completes with the arguments of the next `event`. */
export const next = (emitter: Bindable, event: string): Promise<any[]> =>
  new Promise(resolve => {
    emitter.bind(event, function once(...args: unknown[]) {
      emitter.unbind(event, once)
      resolve(args)
    })
  })

/** Plays `scenario` with both libraries and compares what they noted. */
export const same = (name: string, scenario: (stage: Stage) => Promise<void>) =>
  it(name, async () => {
    const [theirs, ours] = [new Stage(libraries.PusherJs), new Stage(libraries.Anemone)]
    for (const stage of [theirs, ours]) {
      await scenario(stage)
      cleanups.splice(0).forEach(clean => clean())
    }
    expect(theirs.transcript).not.toEqual([])
    expect(JSON.parse(JSON.stringify(ours.transcript))).toEqual(JSON.parse(JSON.stringify(theirs.transcript)))
  })

/** An authorization that the server takes, of `member` where there are members. */
export const handler = (member?: object) => ({
  customHandler: (
    { socketId, channelName }: { socketId: string; channelName: string },
    answer: (error: null, data: object) => void,
  ) => answer(null, server.authorize(socketId, channelName, member)),
})
