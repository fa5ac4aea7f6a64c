import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

/** How Node makes the keys of each algorithm (RFC 7518 §3.1, RFC 8037 §3.1), and signs with them. */
const ALGORITHMS = {
  ES256: { pair: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }), digest: 'sha256', dsaEncoding: 'ieee-p1363' },
  RS256: { pair: () => generateKeyPairSync('rsa', { modulusLength: 2048 }), digest: 'sha256' },
  EdDSA: { pair: () => generateKeyPairSync('ed25519'), digest: null },
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A key that tokens are made with. */
export class SigningKey {
  #algorithm
  #privateKey

  /** RFC 7517 §4. */
  jwk

  constructor(algorithm = 'ES256') {
    this.#algorithm = algorithm
    const { privateKey, publicKey } = ALGORITHMS[algorithm].pair()
    this.#privateKey = privateKey
    const jwk = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })).export({ format: 'jwk' })
    const kid = createHash('sha256').update(JSON.stringify(jwk)).digest('base64url')
    this.jwk = { ...jwk, kid, alg: algorithm, use: 'sig' }
  }

  /** A token that is good for a minute, unless `claims` has it otherwise. */
  token(claims) {
    const exp = Math.floor(Date.now() / 1000) + 60
    const content = `${encode({ alg: this.#algorithm, typ: 'JWT', kid: this.jwk.kid })}.${encode({ exp, ...claims })}`
    const { digest, dsaEncoding } = ALGORITHMS[this.#algorithm]
    const signature = sign(digest, Buffer.from(content), { key: this.#privateKey, dsaEncoding })
    return `${content}.${signature.toString('base64url')}`
  }
}

/** A customer's identity provider, on a free port: it publishes the public halves of its keys. */
export class IdentityProvider {
  #keys
  #maxAge
  #server = createServer((request, response) => {
    this.readings++
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': `public, max-age=${this.#maxAge}` })
    response.end(JSON.stringify({ keys: this.#keys.map(({ jwk }) => jwk) }))
  })

  /** How often its keys were read. */
  readings = 0

  /** `maxAge` says for how many seconds its readers may keep what they read. */
  static async start(t, keys, maxAge = 300) {
    const provider = new IdentityProvider()
    provider.#keys = [...keys]
    provider.#maxAge = maxAge
    provider.#server.listen(0, '127.0.0.1')
    await once(provider.#server, 'listening')
    t.after(() => {
      provider.#server.close()
      provider.#server.closeAllConnections()
    })
    return provider
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}/jwks.json`
  }

  /** Publishes one key more. */
  announce(key) {
    this.#keys.push(key)
  }

  /** Publishes `key` no longer. */
  withdraw(key) {
    this.#keys = this.#keys.filter((other) => other !== key)
  }
}
