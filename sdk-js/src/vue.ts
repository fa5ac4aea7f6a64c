import { onScopeDispose, shallowRef, type Ref } from 'vue'
import type { Anemone } from './anemone.js'
import { NOBODY, watchPresence, type Presence } from './presence.js'
import type { ChannelEvent, ChannelMap, ChannelOf, ConnectionState } from './types.js'

export type { Presence } from './presence.js'

/** Where the connection is. */
export function useConnectionState<Channels extends object>(client: Anemone<Channels>): Readonly<Ref<ConnectionState>> {
  const state = shallowRef(client.state)
  onScopeDispose(client.on('state', now => void (state.value = now)))
  return state
}

/** Subscribes to a channel as long as the component is there, and calls `listener` with each of its events. */
export function useChannel<
  Channels extends object = ChannelMap,
  Name extends keyof Channels & string = keyof Channels & string,
>(
  client: Anemone<Channels>,
  name: Name,
  listener: (event: ChannelEvent<Channels[Name]>) => void = () => {},
): ChannelOf<Channels, Name> {
  const channel = client.subscribe(name)
  onScopeDispose(channel.onAny(event => listener(event as ChannelEvent<Channels[Name]>)))
  onScopeDispose(channel.unsubscribe)
  return channel
}

/** Who is on a presence channel, as long as the component is there. */
export function usePresence<Channels extends object = ChannelMap>(
  client: Anemone<Channels>,
  name: keyof Channels & `presence-${string}`,
): Readonly<Ref<Presence>> {
  const presence = shallowRef(NOBODY)
  onScopeDispose(watchPresence(useChannel(client, name) as never, now => void (presence.value = now)))
  return presence
}
