import type { AnemoneError } from './errors.js'
import type { ChannelAuth, EndpointOptions, UserAuth } from './core/authorize.js'
import type { Encryption } from './core/encryption.js'
import type { Member, Members } from './core/members.js'
import type { PositionStorage } from './core/recovery.js'
import type { Transport, WebSocketConstructor } from './core/transport.js'

/** The events of a channel: what their data is, by name. */
export type EventMap = Record<string, unknown>

/**
 * The channels of an app: their events, by channel name. Names may be patterns.
 *
 * @example
 * type Channels = {
 *   orders: { created: { id: number } }
 *   [room: `presence-room-${string}`]: { message: { text: string }; 'client-typing': { on: boolean } }
 * }
 */
export type ChannelMap = Record<string, EventMap>

/** Where a connection is. */
export type ConnectionState =
  | { readonly name: 'initialized' }
  /**
   * `retryInMs`: how long it waits for the next attempt, counted from when this state was told. It stays while that
   * attempt is under way.
   */
  | { readonly name: 'connecting'; readonly retryInMs?: number }
  | { readonly name: 'connected'; readonly socketId: string }
  /** Nothing has answered for a while; attempts go on. `retryInMs`: as in `connecting`. */
  | { readonly name: 'unavailable'; readonly retryInMs?: number }
  /** This platform has none of the transports. */
  | { readonly name: 'failed'; readonly error: AnemoneError }
  /** Ended by you, or, with an `error`, refused by the server. */
  | { readonly name: 'disconnected'; readonly error?: AnemoneError }

/** Events that this client missed and that the server cannot send any more: fetch the state they changed. */
export interface Gap {
  readonly from?: string
  readonly to?: string
}

/** What comes with an event. */
export interface EventInfo {
  /** Who sent it: only on client events of presence channels. */
  readonly userId?: string | undefined
  /** Where on its channel it is: only on channels with history. */
  readonly position?: string | undefined
}

/** What the library itself says on a channel. */
export interface ChannelSignals<Info = unknown> {
  'anemone:gap': Gap
  'pusher:subscription_succeeded': unknown
  'pusher:subscription_error': AnemoneError
  'pusher:subscription_count': { readonly subscription_count: number }
  'pusher:cache_miss': unknown
  'pusher:member_added': Member<Info>
  'pusher:member_removed': Member<Info>
}

type Names<Events> = keyof Events & string

/** One event of a channel, told apart by `event`. */
export type ChannelEvent<Events = EventMap> =
  | { [Name in Names<Events>]: EventInfo & { readonly event: Name; readonly data: Events[Name] } }[Names<Events>]
  | (EventInfo & { readonly event: 'anemone:gap'; readonly data: Gap })

/** May be given up: `reason` becomes the error. */
export interface Abortable {
  readonly signal?: AbortSignal | undefined
}

/** One share in a channel: each `subscribe` gives another. */
export interface Channel<Events = EventMap, Info = unknown> extends AsyncIterable<ChannelEvent<Events>> {
  readonly name: string
  /** Whether events arrive. */
  readonly subscribed: boolean
  /** How many are subscribed, where the server counts. */
  readonly subscriptionCount: number | undefined
  /** Calls `listener` with each `event`; returns what stops that. */
  on<Name extends keyof ChannelSignals>(event: Name, listener: (data: ChannelSignals<Info>[Name]) => void): () => void
  on<Name extends Names<Events>>(event: Name, listener: (data: Events[Name], info: EventInfo) => void): () => void
  /** Calls `listener` with each event, gaps included; returns what stops that. */
  onAny(listener: (event: ChannelEvent<Events>) => void): () => void
  /**
   * The events from the first read on, gaps included, until the channel is unsubscribed or `signal` aborts.
   * More than `limit` (1,000) unread ones end it with the error `overflow`.
   */
  events(options?: Abortable & { readonly limit?: number }): AsyncGenerator<ChannelEvent<Events>>
  /** Completes when events arrive; rejects if the server refuses. */
  ready(options?: Abortable): Promise<void>
  /** Gives this share back, once; the last one ends the subscription. Listeners stay until they are stopped. */
  unsubscribe(): void
}

/** A channel on which clients may send. */
export interface PrivateChannel<Events = EventMap, Info = unknown> extends Channel<Events, Info> {
  /** Sends a client event to everybody else on the channel. Returns whether there was a connection to send it on. */
  trigger<Name extends Names<Events> & `client-${string}`>(event: Name, data: Events[Name]): boolean
}

/** A channel that knows who is there. */
export interface PresenceChannel<Events = EventMap, Info = unknown> extends PrivateChannel<Events, Info> {
  readonly members: Members<Info>
}

/** What {@link Anemone.subscribe} gives for a name. */
export type ChannelOf<Channels, Name extends string> = Name extends `presence-${string}`
  ? PresenceChannel<EventsOf<Channels, Name>>
  : Name extends `private-encrypted-${string}`
    ? Channel<EventsOf<Channels, Name>>
    : Name extends `private-${string}`
      ? PrivateChannel<EventsOf<Channels, Name>>
      : Channel<EventsOf<Channels, Name>>

type EventsOf<Channels, Name> = Name extends keyof Channels ? Channels[Name] : never

/** What the user who signed in hears: events of the backend, and of users they watch. */
export interface UserSignals {
  'pusher:online': readonly string[]
  'pusher:offline': readonly string[]
}

/** Asks for a channel; answers as your backend signed it, or throws. */
export type Authorize = (request: {
  readonly channel: string
  readonly socketId: string
}) => Promise<ChannelAuth> | ChannelAuth

/** Asks who the user is; answers as your backend signed it, or throws. */
export type Authenticate = (request: { readonly socketId: string }) => Promise<UserAuth> | UserAuth

declare const extension: unique symbol

/** Something more that a client can do, from a function of this library. */
export interface Extension {
  (client: never): unknown
  /** Keeps others out, such as a callback that fetches a token: it would be called and not be listened to. */
  readonly [extension]: true
}

export interface AnemoneOptions {
  /** Where the server is: `https://realtime.example.com`, and a path prefix if it has one. `http:` is without TLS. */
  readonly url: string | URL
  /** The key of the app. */
  readonly key: string
  /** Your endpoint that authorizes private channels: its URL, how to ask it, or a function. Default: `/pusher/auth`. */
  readonly auth?: string | EndpointOptions | Authorize
  /** An access token instead of signatures; from {@link accessToken}. */
  readonly token?: Extension
  /** Opens encrypted channels; from `@anemone/client/encrypted`. */
  readonly encryption?: Encryption
  /** What to try where WebSocket does not get through; from `@anemone/client/fallbacks`. */
  readonly fallbacks?: readonly Transport[]
  /** The constructor, where the platform has none. */
  readonly WebSocket?: WebSocketConstructor
  /**
   * Such as `sessionStorage`: a page that is loaded again goes on where it was. For one client at a time, so not
   * `localStorage`, which all tabs share. Default: none.
   */
  readonly storage?: PositionStorage
  /** Whether to connect at once. Default: yes. */
  readonly connect?: boolean
  /** After so long a silence the server is asked for a sign of life, in milliseconds. Default: 120,000. */
  readonly activityTimeout?: number
  /** And given so long to show one. Default: 30,000. */
  readonly pongTimeout?: number
  /** After so long without a connection the state is `unavailable`. Default: 10,000. */
  readonly unavailableTimeout?: number
}
