/**
 * The first thing to do about each code that Anemone sends, in a close frame or a `pusher:error`. Codes: Protocol 7,
 * "Error Codes". Each is a heading of docs/errors.md, which says more.
 */
const REMEDIES = {
  4000: 'Connect over TLS: this app accepts wss:// only.',
  4001: 'Check the app key, and that the host is the one that serves this app.',
  4003: 'Enable the app on the server.',
  4004: 'Close connections that are not needed, or raise the limit of the app.',
  4005: 'Connect to /app/{key}, below the path prefix if the server has one.',
  4006: 'Send the version of the client library, such as 0.1.0.',
  4007: 'Connect with protocol=7.',
  4008: 'Connect with protocol=7.',
  4009: 'Sign in or subscribe to a private channel first; if you were signed in, the app has ended the connection.',
  4100: 'Wait and connect again; if it lasts, read faster or add gateways.',
  4200: 'Connect again at once: the server is restarting.',
  4201: 'Connect again at once; if it recurs, look for a network that drops idle connections.',
  4202: 'Connect again at once.',
  4301: 'Send fewer client events per second.',
  4302: 'Watch fewer users.',
} as const

/** A code that {@link errorOf} knows a remedy for. */
export type ServerErrorCode = keyof typeof REMEDIES

/** What went wrong, under a code that stays the same between versions, and the first thing to do about it. */
export class AnemoneError extends Error {
  override readonly name = 'AnemoneError'
  /** The number the server sent; `null` where it sent none. */
  readonly code: number | null
  /** One sentence for the developer. */
  readonly remedy: string

  constructor(message: string, code: number | null, remedy: string) {
    super(message)
    this.code = code
    this.remedy = remedy
  }
}

/** The error that a server's `code` and text stand for. Codes of a newer server are kept, with a general remedy. */
export function errorOf(code: number | null, message: string): AnemoneError {
  return new AnemoneError(message, code, isKnown(code) ? REMEDIES[code] : 'Look the message up in docs/errors.md.')
}

function isKnown(code: number | null): code is ServerErrorCode {
  return code !== null && Object.hasOwn(REMEDIES, code)
}
