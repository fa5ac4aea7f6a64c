import type { ConnectionListener, Fault, StateName } from './connection-listener.js'
import { platformWatch } from './platform.js'
import { decode, fields } from './protocol.js'
import { afterClose, backoffMs, toldMs } from './reconnect.js'
import type { Pipe, Transport } from './transport.js'

export interface ConnectionConfig {
  /** In order of preference. */
  readonly transports_: readonly Transport[]
  /** The address of the app; a function, for it may change while the client lives. */
  readonly url_: (scheme: string) => string
  /** Whether to begin with TLS; a server that closes with 4000 changes a `false` to true. */
  readonly tls_: boolean
  readonly activityTimeout_: number
  readonly pongTimeout_: number
  readonly unavailableTimeout_: number
  /** From 0 to below 1. */
  readonly random_: () => number
}

const ATTEMPT_TIMEOUT_MS = 15_000
/** With another transport to try, less patience. */
const FALLBACK_TIMEOUT_MS = 5_000
/** A connection that lasted this long was a good one: the next attempt counts as the first. */
const GOOD_AFTER_MS = 5_000

/** One lasting connection, as its users see it. */
export interface Connection {
  readonly state_: StateName
  /** The name of the current connection on the server, or else of the last. */
  readonly socketId_: string | undefined
  /** Whether it speaks TLS, or would. */
  readonly tls_: boolean
  /** The refusal that ended it, in state `disconnected`. */
  readonly refusal_: Fault | undefined
  /** Whether messages can be sent. */
  up_(): boolean
  /** Connects, unless it is connected or on its way. A wait for the next attempt ends. */
  connect_(): void
  /** Ends it until the next `connect_`. */
  disconnect_(refusal?: Fault): void
  /** Gives up what there is, and connects anew. */
  renew_(): void
  /**
   * The network or the page has changed: what may be broken is tried out, and nothing waits for its time. Not for one
   * that nobody has asked to connect, or that has ended.
   */
  wake_(): void
  /** Returns whether the message was handed to an open connection. */
  send_(event: string, data: unknown, channel?: string): boolean
}

type Timer = ReturnType<typeof setTimeout> | undefined

/**
 * Makes a connection that opens a transport, keeps it alive, and opens another when it ends, as the code of its end
 * demands. At most one pipe is open or opening at any time; what a dropped one still says is not heard.
 */
export function createConnection(config: ConnectionConfig, listener: ConnectionListener): Connection {
  const usable = config.transports_.filter(transport => transport.supported)
  /** Ends the pipe, which is open or opening while there is this. */
  let drop: (() => void) | undefined
  let pipe: Pipe | undefined
  /** Failed attempts in a row. */
  let attempts = 0
  /** Which transport is next. */
  let choice = 0
  /** How long the server asked us to wait before we come back, in milliseconds. */
  let told = 0
  let upSince = 0
  let activityMs = 0
  let retryTimer: Timer
  let unavailableTimer: Timer
  /** Ends an attempt that hangs, asks a silent peer for a sign of life, or gives it up. */
  let lifeTimer: Timer
  /** Whether the peer was asked for a sign of life, and has not answered. */
  let asked = false

  const self: { -readonly [Key in keyof Connection]: Connection[Key] } = {
    state_: 'initialized',
    socketId_: undefined,
    tls_: config.tls_,
    refusal_: undefined,
    up_: () => self.state_ === 'connected',
    connect_() {
      if (drop) return
      if (usable.length) self.renew_()
      else move('failed')
    },
    disconnect_(refusal) {
      clear()
      clearTimeout(unavailableTimer)
      attempts = 0
      listen('removeEventListener')
      self.refusal_ = refusal
      move('disconnected')
    },
    renew_() {
      clear()
      watch()
      listen('addEventListener')
      choice = 0
      attempt()
      move('connecting')
    },
    wake_() {
      if (self.up_()) check()
      else self.renew_()
    },
    send_(event, data, channel) {
      if (self.up_()) pipe!.send(JSON.stringify({ event, data, channel }))
      return self.up_()
    },
  }

  /** Listens to the platform from `connect_` until `disconnect_`, so that who is let go of is not held by it. */
  const listen = platformWatch(self.wake_)

  const move = (state: StateName) => {
    const previous = self.state_
    self.state_ = state
    if (previous !== state) listener.moved_(state, previous)
  }

  const attempt = () => {
    let opened = false
    let current = true
    const end = (code: number, message: string) => {
      if (current) ended(code, message, opened)
    }
    drop = () => {
      current = false
      pipe?.close()
    }
    lifeIn(choice + 1 < usable.length ? FALLBACK_TIMEOUT_MS : ATTEMPT_TIMEOUT_MS, () => end(1006, ''))
    try {
      pipe = usable[choice]!.open(scheme => config.url_(scheme + (self.tls_ ? 's' : '')), {
        opened: () => void (opened = true),
        message: text => current && receive(text),
        alive: () => current && self.up_() && heard(true),
        // Node 22 says no more than this of a connection that was not to be had.
        fault: cause => current && (self.up_() ? fail('alarm', null, `${cause}`, cause) : end(1006, '')),
        closed: end,
      })
    } catch (cause) {
      lifeIn(0, () => end(1006, `${cause}`))
    }
  }

  const receive = (text: string) => {
    const up = self.up_()
    let frame
    try {
      frame = decode(text)
    } catch (cause) {
      return noise(text, cause)
    }
    const { event, data } = frame
    const { code, message, socket_id, activity_timeout } = fields(data)
    if (event === 'pusher:error' || !up) told = toldMs(text) || told
    if (event === 'pusher:error') {
      const number = typeof code === 'number' ? code : null
      if (!up) return ended(number ?? 1006, `${message}`, true)
      fail('said', number, `${message}`, data)
    }
    if (up) {
      heard(event === 'pusher:pong' || !asked)
      if (event === 'pusher:ping') self.send_('pusher:pong', {})
      listener.received_(frame)
    } else if (event === 'pusher:connection_established' && socket_id) {
      clearTimeout(unavailableTimer)
      upSince = Date.now()
      activityMs = Math.min(config.activityTimeout_, Number(activity_timeout) * 1_000 || Infinity)
      self.socketId_ = `${socket_id}`
      heard(true)
      move('connected')
    } else noise(text)
  }

  const noise = (text: string, cause?: unknown) => {
    const ending = drop
    fail('noise', null, text, cause)
    if (!self.up_() && drop === ending) retry(1002)
  }

  /** The transport is gone: says so, and does what `code` demands, unless a listener has done something else. */
  const ended = (code: number, message: string, opened: boolean) => {
    const fault = { kind_: 'end', code_: code, message_: message } as const
    const ending = drop
    told = toldMs(message) || told
    if (opened && code !== 1000 && code !== 1001) listener.failed_(fault)
    if (drop !== ending) return
    if (code === 4000 && !self.tls_) {
      self.tls_ = true
      retry(4200)
    } else if (afterClose(code) === 'stop') self.disconnect_(fault)
    else if (!self.up_() && code < 4000 && ++choice < usable.length) next(0)
    else retry(code)
  }

  const retry = (code: number) => {
    if (self.up_() && Date.now() - upSince > GOOD_AFTER_MS) attempts = 0
    const atOnce = afterClose(code) === 'at-once' && !attempts && !told
    const wait = atOnce ? 0 : told + backoffMs(attempts, config.random_)
    attempts++
    choice = told = 0
    next(wait)
  }

  const next = (wait: number) => {
    clear()
    retryTimer = setTimeout(attempt, wait)
    if (self.up_()) {
      watch()
      move('connecting')
    }
    // A listener may have moved it on.
    if (wait && retryTimer) listener.waiting_(wait)
  }

  /** Ends the pipe and every wait but the one for `unavailable`. */
  const clear = () => {
    retryTimer = clearTimeout(retryTimer) as undefined
    clearTimeout(lifeTimer)
    drop?.()
    drop = pipe = undefined
  }

  const watch = () => {
    clearTimeout(unavailableTimer)
    unavailableTimer = setTimeout(move, config.unavailableTimeout_, 'unavailable')
  }

  /**
   * Waits until it is time to ask for a sign of life; or, while none has answered, for the answer. What else is heard then may
   * have been under way before the network went, and only begins that wait anew.
   */
  const heard = (answered: boolean) => {
    asked = !answered
    lifeIn(answered ? activityMs : config.pongTimeout_, answered ? check : () => retry(4201))
  }

  /** Asks the peer for a sign of life, and connects anew if none comes. Asking again does not put that off. */
  const check = () => {
    if (asked) return
    if (pipe!.ping) pipe!.ping()
    else self.send_('pusher:ping', {})
    heard(false)
  }

  const lifeIn = (ms: number, action: () => void) => {
    clearTimeout(lifeTimer)
    lifeTimer = setTimeout(action, ms)
  }

  const fail = (kind_: Fault['kind_'], code_: number | null, message_: string, cause_?: unknown) =>
    listener.failed_({ kind_, code_, message_, cause_ })

  return self
}
