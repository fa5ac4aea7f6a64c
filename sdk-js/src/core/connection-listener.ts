import type { Frame } from './protocol.js'

/** The states of pusher-js. `unavailable`: nothing answers for a while; attempts go on. */
export type StateName = 'initialized' | 'connecting' | 'connected' | 'unavailable' | 'failed' | 'disconnected'

/** What went wrong on a connection, before anything follows from it: its state is still what it was. */
export interface Fault {
  /**
   * `said`: the server said so, and the connection stays. `end`: it is over. `alarm`: the platform said so. `noise`:
   * not a message, or not the one that must come first.
   */
  readonly kind_: 'said' | 'end' | 'alarm' | 'noise'
  readonly code_: number | null
  readonly message_: string
  /** What the platform or the parser threw, or what the server said. */
  readonly cause_?: unknown
}

/** What a connection tells, in order. */
export interface ConnectionListener {
  moved_(state: StateName, previous: StateName): void
  received_(frame: Frame): void
  failed_(fault: Fault): void
  /** The next attempt comes in `ms`, which is more than 0. */
  waiting_(ms: number): void
}
