/** The part of the browser's `Storage` that this library uses, such as `sessionStorage`. */
export interface PositionStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** As many positions of the past are known again. */
const MAX_SEEN = 256

/**
 * How far on its channel this client has come: the position of the last event it has heard, which it names when it
 * subscribes again. Positions are opaque; they are compared for equality and handed back.
 */
export class Recovery {
  position_: string | undefined
  private readonly seen_ = new Set<string>()

  /** With a `storage`, goes on where a page of the same session left off. */
  constructor(
    private readonly key_: string,
    private readonly storage_: PositionStorage | undefined,
  ) {
    try {
      this.position_ = storage_?.getItem(key_) ?? undefined
    } catch {} // A browser may forbid it; then there is nothing to go on from.
  }

  /**
   * Whether an event is new to this client, which it then is no more: while the page lives it is not asked for again.
   * Events without a position are always new.
   *
   * @param heard whether it is heard at once; else {@link keep_} follows when it is
   */
  passes_(position: string | undefined, heard: boolean): boolean {
    if (position === undefined) return true
    if (this.seen_.has(position)) return false
    if (this.seen_.add(position).size > MAX_SEEN) this.seen_.delete(this.seen_.values().next().value!)
    this.position_ = position
    if (heard) this.keep_(position)
    return true
  }

  moveTo_(position: string | undefined): void {
    this.position_ = position
    this.keep_(position)
  }

  /** Has the next page of this session go on from here. */
  keep_(position: string | undefined): void {
    const { key_, storage_ } = this
    try {
      // Whatever comes of it: no position is better than an old one, whose events would come twice.
      storage_?.removeItem(key_)
      if (position) storage_?.setItem(key_, position)
    } catch {} // Full or forbidden.
  }

  forget_(): void {
    this.moveTo_(undefined)
    this.seen_.clear()
  }
}
