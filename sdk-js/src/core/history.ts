import { addRemedies, errorOf } from '../errors.js'
import type { Core, Part } from './core.js'
import { fields, parsed, type Frame } from './protocol.js'

/** An event of the past. */
export interface PastEvent {
  readonly event: string
  readonly data: unknown
  readonly position: string
  /** When it was published, in ISO 8601. */
  readonly time: string
  readonly user_id?: string
}

/** Which events: the newest, or the newest before a position. */
export interface HistoryRequest {
  readonly limit?: number | undefined
  readonly before?: string | undefined
}

/** A page of the past, newest first. */
export interface HistoryPage {
  readonly events: readonly PastEvent[]
  /** Whether there is more before; `next` says where. */
  readonly more: boolean
  /** What to ask for as `before` to get the page before this one. */
  readonly next?: string
  /** Whether nothing is missing between the events. */
  readonly complete: boolean
}

const REMEDIES = {
  history_disabled: 'Give the channel a history on the server.',
  history_not_allowed: 'Give the token the capability history.',
  malformed: 'Ask for 1 to 100, before a position.',
  not_subscribed: 'Subscribe to the channel first.',
  unavailable: 'Try again later.',
}

/** The questions about the past that have no answer yet. */
export class History implements Part {
  private ref_ = 0
  private readonly asked_ = new Map<unknown, (data: unknown) => void>()

  constructor(private readonly core_: Core) {
    core_.parts_.push(this)
    addRemedies(REMEDIES)
  }

  /** @throws AnemoneError with the server's code, or `disconnected` */
  async ask_(channel: string, { limit, before }: HistoryRequest): Promise<HistoryPage> {
    const ref = ++this.ref_
    const answer = await new Promise(resolve => {
      this.asked_.set(ref, resolve)
      if (!this.core_.connection_.send_('anemone:history', { channel, limit, before, ref }))
        resolve({ code: 'disconnected' })
    })
    this.asked_.delete(ref)
    const { code, events = [], more, next, complete } = fields(answer) as Partial<HistoryPage> & { code?: string }
    if (code) throw errorOf(code, `No history of ${channel}: ${code}`)
    return {
      events: events.map(event => ({ ...event, data: parsed(event.data) })),
      more: !!more,
      complete: !!complete,
      ...(next === undefined ? {} : { next }),
    }
  }

  receive_({ event, data }: Frame): void {
    if (event === 'anemone:history_page') this.asked_.get(fields(data).ref)?.(data)
  }

  down_(): void {
    for (const resolve of this.asked_.values()) resolve({ code: 'disconnected' })
  }
}
