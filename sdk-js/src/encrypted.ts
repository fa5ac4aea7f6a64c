import type { Decryptor, Encryption } from './core/encryption.js'
import { fields, parsed } from './core/protocol.js'

export type { Decryptor, Encryption } from './core/encryption.js'

/** The part of tweetnacl that is needed. */
export interface SecretBox {
  readonly secretbox: { open(box: Uint8Array, nonce: Uint8Array, key: Uint8Array): Uint8Array | null }
}

const bytes = (base64: unknown) => Uint8Array.from(atob(`${base64}`), character => character.charCodeAt(0))

/**
 * End-to-end encryption of `private-encrypted-` channels: what is published there is sealed by your backend, and only
 * clients whom your authorization endpoint gives the channel's key can read it.
 *
 * @example new Anemone({ url, key, auth, encryption: encrypted(nacl) }) // import nacl from 'tweetnacl'
 */
export function encrypted({ secretbox }: SecretBox): Encryption {
  return authorize => {
    let key: Uint8Array | undefined
    /** What waits for a fresh key. */
    let queue: Promise<void> | undefined
    /** How often a fresh key was asked for. */
    let asks = 0
    const useKey: Decryptor['useKey'] = ({ shared_secret }) => {
      if (!shared_secret) throw new Error('No shared_secret for an encrypted channel')
      key = bytes(shared_secret)
    }
    return {
      useKey,
      open(data, deliver, fail) {
        const asked = asks
        /** Returns whether there is nothing more to be done about the event. */
        const opens = (): boolean => {
          try {
            const { ciphertext, nonce } = fields(data)
            const opened = key && secretbox.open(bytes(ciphertext), bytes(nonce), key)
            if (opened) deliver(parsed(new TextDecoder().decode(opened)))
            return !!opened
          } catch (cause) {
            fail('Not an encrypted event', cause)
            return true
          }
        }
        /** Whatever was waiting when a key was asked for makes do with the answer. */
        const retry = async () => {
          let cause
          try {
            if (asked === asks) {
              asks++
              useKey(await authorize())
            }
          } catch (error) {
            cause = error
          }
          if (!opens()) fail('An event does not open', cause)
        }
        if (!queue && opens()) return
        const turn: Promise<void> = (queue ?? Promise.resolve())
          .then(() => (opens() ? undefined : retry()))
          .then(() => {
            if (queue === turn) queue = undefined
          })
        queue = turn
      },
    }
  }
}
