import type { AnemoneError } from '../errors.js'
import type { ChannelAuth } from './authorize.js'
import { createConnection, type Connection, type ConnectionConfig } from './connection.js'
import type { ConnectionListener } from './connection-listener.js'
import type { Encryption } from './encryption.js'
import type { Frame } from './protocol.js'
import type { PositionStorage } from './recovery.js'
import { Subscription, type Heard } from './subscription.js'

export interface CoreConfig extends ConnectionConfig {
  readonly key_: string
  readonly authorize_: (channel: string, socketId: string) => Promise<ChannelAuth>
  readonly encryption_: Encryption | undefined
  /** Keeps positions over a reload of the page. */
  readonly storage_: PositionStorage | undefined
}

/** What a face of the library hears from its core. */
export interface Face extends ConnectionListener {
  /** A fault that is nobody's answer. */
  error_(error: AnemoneError): void
}

/** What a client can do besides channels. It adds itself to {@link Core.parts_}; who does without ships none of it. */
export interface Part {
  /** There is a connection, on which channels will be subscribed next. */
  up_?(): void
  /** The connection is gone. */
  down_(): void
  /** Takes each message. */
  receive_(frame: Frame): void
}

/** One client: a connection and the channels on it. Both faces of the library are made of it. */
export class Core {
  readonly channels_ = new Map<string, Subscription>()
  readonly connection_: Connection
  readonly parts_: Part[] = []
  /** What must be over before anything is subscribed. Where there is a gate, private channels take no signature. */
  gate_: (() => Promise<void>) | undefined
  /** Who has signed in, or whom the token names. */
  userId_: string | undefined
  /** Completes when the sign-in under way is over. */
  signingIn_: Promise<void> | undefined
  /** Whether there is a connection on which channels may be subscribed. */
  ready_ = false

  constructor(
    readonly config_: CoreConfig,
    private readonly face_: Face,
  ) {
    this.connection_ = createConnection(config_, {
      ...face_,
      moved_: (state, previous) => {
        if (previous === 'connected') this.down_()
        face_.moved_(state, previous)
        // A listener may have moved it on.
        if (state === 'connected' && this.connection_.up_()) void this.up_()
      },
      received_: frame => {
        this.channels_.get(frame.channel!)?.receive_(frame)
        for (const part of this.parts_) part.receive_(frame)
        face_.received_(frame)
      },
    })
  }

  /**
   * The subscription to `name`, made now if there is none; asked for at once if there is a connection. One that was
   * cancelled and has no answer yet goes on, with the listener it has.
   */
  subscribe_(name: string, rewind: number | undefined, heard: Heard): Subscription {
    let subscription = this.channels_.get(name)
    if (!subscription) {
      subscription = new Subscription(name, this, heard)
      this.channels_.set(name, subscription)
    }
    subscription.cancelled_ = false
    subscription.rewind_ = rewind
    if (this.ready_) subscription.subscribe_()
    return subscription
  }

  unsubscribe_(name: string): void {
    this.channels_.get(name)?.unsubscribe_()
  }

  /** Asks for every channel that is neither subscribed nor asked for. */
  subscribeAll_(): void {
    if (this.ready_) for (const subscription of this.channels_.values()) subscription.subscribe_()
  }

  fault_(error: AnemoneError): void {
    this.face_.error_(error)
  }

  private async up_(): Promise<void> {
    const { connection_, gate_ } = this
    if (gate_) {
      const socketId = connection_.socketId_
      await gate_()
      if (!connection_.up_() || connection_.socketId_ !== socketId) return
    }
    this.ready_ = true
    for (const part of this.parts_) part.up_?.()
    this.subscribeAll_()
  }

  private down_(): void {
    this.ready_ = false
    for (const part of this.parts_) part.down_()
    for (const subscription of this.channels_.values()) subscription.reset_()
  }
}
