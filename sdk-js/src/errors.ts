/**
 * The first thing to do about each code. Numbers are what Anemone sends, in a close frame or a `pusher:error`
 * (Protocol 7, "Error Codes"), and headings of docs/errors.md, which says more; names are this library's. All are
 * short, for every page carries them; what can be done without has its codes with it, and adds them.
 */
const REMEDIES = {
  __proto__: null, // A code is looked up here, whatever it is.
  1006: 'Check the network.',
  1009: 'Send less at once.',
  4000: 'Connect with TLS.',
  4001: 'Check the app key.',
  4003: 'Enable the app.',
  4004: 'Raise the limit of the app.',
  4005: 'Check the path.',
  4009: 'Sign in or allow the origin.',
  4100: 'Wait, or add gateways.',
  4200: 'Wait.',
  4201: 'Wait.',
  4301: 'Send less often.',
  4302: 'Watch fewer users.',
  auth: 'Check the auth endpoint.',
  disconnected: 'Connect again.',
  encryption: 'Give encryption, and the key.',
  event: 'Begin with client-.',
  host: 'Name the server.',
  overflow: 'Read faster.',
  transport: 'Give a WebSocket.',
  unsubscribed: 'Subscribe again.',
} as const

/** Adds the remedies of something that pages may do without. */
export const addRemedies = (more: Readonly<Record<string, string>>): void => void Object.assign(REMEDIES, more)

/** A code that a remedy is known for. */
export type ErrorCode = Exclude<keyof typeof REMEDIES, '__proto__'>

/** A code that the server closes connections with, or refuses by. */
export type ServerErrorCode = ErrorCode & number

/** What went wrong, under a code that stays the same between versions, and the first thing to do about it. */
export class AnemoneError extends Error {
  override readonly name = 'AnemoneError'
  /** A number the server sent, or a name; `null` where the server sent none. */
  readonly code: ErrorCode | (number & {}) | (string & {}) | null
  /** One sentence for the developer. */
  readonly remedy: string

  constructor(message: string, code: AnemoneError['code'], cause?: unknown) {
    super(message, { cause })
    this.code = code
    this.remedy = REMEDIES[code as ErrorCode] || 'See docs/errors.md.'
  }
}

/** The error that a `code` and a text stand for. Codes of a newer server are kept, with a general remedy. */
export function errorOf(code: AnemoneError['code'], message: string, cause?: unknown): AnemoneError {
  return new AnemoneError(message, code, cause)
}
