import { fields } from './protocol.js'

/** A user on a presence channel. */
export interface Member<Info = unknown> {
  readonly id: string
  readonly info: Info
}

/** Who is on a presence channel: each user once, however many connections they have. Shaped as pusher-js has it. */
export class Members<Info = unknown> {
  /** What is known of each user, by id. */
  members: Record<string, Info> = Object.create(null)
  count = 0
  /** The id of this client's own user; `null` until it is known. */
  myID: string | null = null
  me: Member<Info> | null = null

  /** The member with this id, `null` if there is none. */
  get(id: string): Member<Info> | null {
    return id in this.members ? { id, info: this.members[id]! } : null
  }

  /** Calls `callback` with each member. */
  each(callback: (member: Member<Info>) => void): void {
    for (const id in this.members) callback(this.get(id)!)
  }

  /**
   * Takes the list of a successful subscription; `userId` is this client's where the authorization did not say.
   * @internal
   */
  all_(data: unknown, userId: string | undefined): void {
    const { hash, count } = fields(fields(data).presence)
    this.members = Object.assign(Object.create(null), hash)
    this.count = Number(count)
    this.myID ??= userId ?? null
    this.me = this.get(this.myID!)
  }

  /** Takes a member in, and returns it. @internal */
  add_(data: unknown): Member<Info> {
    const { user_id, user_info } = fields(data)
    const id = `${user_id}`
    if (!(id in this.members)) this.count++
    this.members[id] = user_info as Info
    return this.get(id)!
  }

  /** Lets a member go, and returns it; `null` if there was none. @internal */
  remove_(data: unknown): Member<Info> | null {
    const member = this.get(`${fields(data).user_id}`)
    if (member) {
      delete this.members[member.id]
      this.count--
    }
    return member
  }

  /** Forgets everybody: the connection is gone, and with it what is known. @internal */
  clear_(): void {
    this.members = Object.create(null)
    this.count = 0
    this.myID = this.me = null
  }
}
