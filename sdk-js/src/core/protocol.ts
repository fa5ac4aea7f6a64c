/** One message of the wire, decoded. Names are the wire's own. Source: Pusher Channels Protocol 7, "Events". */
export interface Frame {
  readonly event: string
  readonly channel?: string
  /** What the text in `data` stands for, if it is JSON; else that text. */
  readonly data?: unknown
  /** Who sent a client event, on presence channels. */
  readonly user_id?: string
  /** Where on its channel an event is: an opaque text the server made. Only on channels with history. */
  readonly position?: string
  /** Of a subscription that named a position: whether everything since then follows. */
  readonly recovered?: boolean
}

/**
 * Reads one message. Its `data` may be encoded twice: what is JSON inside a string is read as well.
 *
 * @throws SyntaxError or TypeError for what is not a message
 */
export function decode(text: string): Frame {
  const frame = JSON.parse(text)
  if (typeof frame.event !== 'string') throw new TypeError('No event')
  frame.data = parsed(frame.data)
  return frame
}

/** What the JSON in `value` stands for; `value` itself if it is no string, or no JSON. */
export function parsed(value: unknown): unknown {
  if (typeof value === 'string') {
    try {
      return JSON.parse(value)
    } catch {} // Events may carry any text.
  }
  return value
}

/** `value` where it is an object, else an empty one: what a server says is looked at, and never trusted to be there. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return value && typeof value === 'object' ? (value as Record<string, unknown>) : {}
}

/** Whether subscribing to `channel` takes a signature or a token. */
export const isGuarded = (channel: string): boolean => /^(private|presence)-/.test(channel)

export const isPresence = (channel: string): boolean => channel.startsWith('presence-')

export const isEncrypted = (channel: string): boolean => channel.startsWith('private-encrypted-')
