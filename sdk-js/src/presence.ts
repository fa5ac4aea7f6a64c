import type { Member, Members } from './core/members.js'

/** Who was on a presence channel at one moment: all members, and this client's own. */
export interface Presence {
  readonly members: readonly Member[]
  readonly me: Member | null
}

/** Nobody is there, or nobody knows. */
export const NOBODY: Presence = { members: [], me: null }

/** Calls `listener` with who is on `channel`, now and whenever that changes; returns what stops that. */
export function watchPresence(
  channel: { readonly members: Members; on(event: string, listener: () => void): () => void },
  listener: (presence: Presence) => void,
): () => void {
  const look = () => {
    const members: Member[] = []
    channel.members.each(member => void members.push(member))
    listener({ members, me: channel.members.me })
  }
  const events = ['pusher:subscription_succeeded', 'pusher:member_added', 'pusher:member_removed']
  const stops = events.map(event => channel.on(event, look))
  look()
  return () => stops.forEach(stop => stop())
}
