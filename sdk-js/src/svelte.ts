import type { Anemone } from './anemone.js'
import { NOBODY, watchPresence, type Presence } from './presence.js'
import type { ChannelEvent, ChannelMap, ConnectionState } from './types.js'

export type { Presence } from './presence.js'

/** What Svelte calls a readable store: `$store` in a component. */
export interface Readable<Value> {
  /** Calls `run` with the value, now and whenever it changes; returns what stops that. */
  subscribe(run: (value: Value) => void): () => void
}

/** Where the connection is. */
export function useConnectionState<Channels extends object>(client: Anemone<Channels>): Readable<ConnectionState> {
  return {
    subscribe(run) {
      run(client.state)
      return client.on('state', run)
    },
  }
}

/** The latest event of a channel, `undefined` before the first; subscribed while anybody looks. */
export function useChannel<
  Channels extends object = ChannelMap,
  Name extends keyof Channels & string = keyof Channels & string,
>(client: Anemone<Channels>, name: Name): Readable<ChannelEvent<Channels[Name]> | undefined> {
  return {
    subscribe(run) {
      const channel = client.subscribe(name)
      run(undefined)
      const stop = channel.onAny(event => run(event as ChannelEvent<Channels[Name]>))
      return () => {
        stop()
        channel.unsubscribe()
      }
    },
  }
}

/** Who is on a presence channel; subscribed while anybody looks. */
export function usePresence<Channels extends object = ChannelMap>(
  client: Anemone<Channels>,
  name: keyof Channels & `presence-${string}`,
): Readable<Presence> {
  return {
    subscribe(run) {
      const channel = client.subscribe(name)
      run(NOBODY)
      const stop = watchPresence(channel as never, run)
      return () => {
        stop()
        channel.unsubscribe()
      }
    },
  }
}
