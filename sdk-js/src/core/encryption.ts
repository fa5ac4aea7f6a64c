/** Opens the events of one encrypted channel, in the order they came. */
export interface Decryptor {
  /**
   * Takes the channel's key from an authorization.
   *
   * @throws Error if it is not there
   */
  useKey(auth: { readonly shared_secret?: unknown }): void
  /**
   * Opens what an event carries, and delivers it. An event that does not open waits for a fresh key, which is asked
   * for once for all that wait, and all later ones wait behind it; if that does not open it either, it fails.
   */
  open(data: unknown, deliver: (opened: unknown) => void, fail: (why: string, cause?: unknown) => void): void
}

/** Makes the decryptor of a channel; `authorize` asks again. From `@anemone/client/encrypted`. */
export type Encryption = (authorize: () => Promise<{ readonly shared_secret?: unknown }>) => Decryptor
