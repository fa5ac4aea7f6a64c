import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Anemone } from './anemone.js'
import { NOBODY, watchPresence, type Presence } from './presence.js'
import type { ChannelEvent, ChannelMap, ChannelOf, ConnectionState } from './types.js'

export type { Presence } from './presence.js'

/** Where the connection is. */
export function useConnectionState<Channels extends object>(client: Anemone<Channels>): ConnectionState {
  const state = () => client.state
  return useSyncExternalStore(listener => client.on('state', listener), state, state)
}

/**
 * Subscribes to a channel while the component is mounted, and calls `listener` with each of its events. Returns the
 * channel, `undefined` before it is mounted.
 */
export function useChannel<
  Channels extends object = ChannelMap,
  Name extends keyof Channels & string = keyof Channels & string,
>(
  client: Anemone<Channels>,
  name: Name,
  listener?: (event: ChannelEvent<Channels[Name]>) => void,
): ChannelOf<Channels, Name> | undefined {
  const [channel, setChannel] = useState<ChannelOf<Channels, Name>>()
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => {
    const subscribed = client.subscribe(name)
    const stop = subscribed.onAny(event => latest.current?.(event as ChannelEvent<Channels[Name]>))
    setChannel(subscribed)
    return () => {
      stop()
      subscribed.unsubscribe()
    }
  }, [client, name])
  return channel
}

/** Who is on a presence channel, while the component is mounted. */
export function usePresence<Channels extends object = ChannelMap>(
  client: Anemone<Channels>,
  name: keyof Channels & `presence-${string}`,
): Presence {
  const [presence, setPresence] = useState(NOBODY)
  const channel = useChannel(client, name)
  useEffect(() => channel && watchPresence(channel as never, setPresence), [channel])
  return presence
}
