import { outcome } from './outcome.js'
import type { ChannelHandle } from './channel.js'
import { History, type HistoryPage, type HistoryRequest } from './core/history.js'
import type { Core } from './core/core.js'
import type { Abortable, Channel } from './types.js'

const HISTORIES = new WeakMap<Core, History>()

/**
 * A page of a channel's past, newest first, as soon as it is subscribed. Only channels with history have one.
 *
 * @example
 * const { events, next } = await history(channel, { limit: 50 })
 * const older = await history(channel, { limit: 50, before: next })
 * @throws AnemoneError `history_disabled`, `history_not_allowed`, `unavailable`, `disconnected`
 */
export async function history<Events>(
  channel: Channel<Events>,
  { signal, ...request }: HistoryRequest & Abortable = {},
): Promise<HistoryPage> {
  await channel.ready({ signal })
  const { core_ } = channel as unknown as ChannelHandle
  const asked = HISTORIES.get(core_) ?? new History(core_)
  HISTORIES.set(core_, asked)
  return outcome({ signal }, (resolve, reject) => {
    asked.ask_(channel.name, request).then(resolve, reject)
    return []
  })
}
