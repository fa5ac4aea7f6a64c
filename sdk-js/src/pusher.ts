import { Pusher } from './pusher/pusher.js'

export default Pusher
export type { Channel, PresenceChannel } from './pusher/channel.js'
export type { ConnectionManager } from './pusher/connection.js'
export type { Metadata } from './pusher/dispatcher.js'
export type { Channels } from './pusher/pusher.js'
export type {
  AuthOptions,
  AuthorizerGenerator,
  ChannelAuthorizationCallback,
  ChannelAuthorizationHandler,
  HostOptions,
  Options,
  UserAuthenticationCallback,
  UserAuthenticationHandler,
} from './pusher/options.js'
export type { UserFacade } from './pusher/user.js'
export type { Members, Member } from './core/members.js'
