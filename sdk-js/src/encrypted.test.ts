import nacl from 'tweetnacl'
import { describe, expect, it, vi } from 'vitest'
import { encrypted } from './encrypted.js'
import { accessToken } from './index.js'
import { connected, reconnect, recorded, server } from './testing/client.js'
import { settled } from './testing/fake-server.js'

describe('encrypted channels', () => {
  const NAME = 'private-encrypted-a'
  const [first, second] = [1, 2].map(fill => new Uint8Array(32).fill(fill)) as [Uint8Array, Uint8Array]
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  const sealed = (data: string, key: Uint8Array) => {
    const nonce = nacl.randomBytes(24)
    return { nonce: base64(nonce), ciphertext: base64(nacl.secretbox(new TextEncoder().encode(data), nonce, key)) }
  }
  const subscribed = async (secrets: Uint8Array[]) => {
    const auth = vi.fn(async () => ({ auth: 'key:signed', shared_secret: base64(secrets.shift()!) }))
    const made = connected({ auth, encryption: encrypted(nacl) })
    const heard: unknown[] = []
    const channel = made.subscribe(NAME)
    channel.onAny(({ data }) => heard.push(data))
    await settled()
    server.socket.succeed(NAME)
    return { made, heard, auth, errors: recorded(made) }
  }
  const publish = (data: unknown) => server.socket.say('secret', data, { channel: NAME })

  it('are opened with the key of the authorization, which the server does not see', async () => {
    const { heard } = await subscribed([first])
    publish(sealed('{"text":"hällo"}', first))
    publish(sealed('no JSON', first))

    expect(heard).toEqual([{ text: 'hällo' }, 'no JSON'])
    expect(server.socket.take()).toEqual([{ event: 'pusher:subscribe', data: { auth: 'key:signed', channel: NAME } }])
  })

  it('ask for a fresh key when the key was changed, and keep the order meanwhile', async () => {
    const { heard, auth } = await subscribed([first, second])
    publish(sealed('1', first))
    publish(sealed('2', second))
    publish(sealed('3', second))
    publish(sealed('4', second))
    expect(heard).toEqual([1])
    await settled()

    expect(heard).toEqual([1, 2, 3, 4])
    expect(auth).toHaveBeenCalledTimes(2)
  })

  it('ask once for all that wait, and whatever comes later asks again', async () => {
    const { heard, auth, errors } = await subscribed([first, first, second])
    for (const text of ['1', '2', '3']) publish(sealed(text, second))
    await settled()
    expect(auth).toHaveBeenCalledTimes(2)
    expect(errors).toHaveLength(3)

    publish(sealed('4', second))
    await settled()
    expect(auth).toHaveBeenCalledTimes(3)
    expect(heard).toEqual([4])
  })

  it('tell of events that do not open, and go on', async () => {
    const { heard, errors } = await subscribed([first, first, first])
    publish(sealed('1', second))
    await settled()
    publish('plain')
    publish({ ciphertext: '%', nonce: '%' })
    publish(sealed('2', first))
    await settled()

    expect(errors.map(({ code }) => code)).toEqual(['encryption', 'encryption', 'encryption'])
    expect(heard).toEqual([2])
  })

  it('are behind a page that is loaded again when they are open, and not before', async () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    }
    const secrets = [first, second]
    const made = connected({
      auth: async () => ({ auth: 'key:signed', shared_secret: base64(secrets.shift()!) }),
      encryption: encrypted(nacl),
      storage,
    })
    const heard: unknown[] = []
    made.subscribe(NAME).onAny(({ data }) => heard.push(data))
    await settled()
    server.socket.succeed(NAME, { position: 'p0' })
    for (const [n, key] of [first, second, second].entries())
      server.socket.say('secret', sealed(`${n}`, key), { channel: NAME, position: `p${n + 1}` })
    expect([heard, ...kept.values()]).toEqual([[0], 'p1'])
    await settled()
    expect([heard, ...kept.values()]).toEqual([[0, 1, 2], 'p3'])
  })

  it('are not asked for again while they wait for a key', async () => {
    const { heard } = await subscribed([first, second, second])
    server.socket.succeed(NAME, { position: 'p0' })
    server.socket.say('secret', sealed('1', second), { channel: NAME, position: 'p1' })
    reconnect()
    await settled()

    expect(server.socket.take().at(-1)?.data).toMatchObject({ since: 'p1' })
    expect(heard).toEqual([1])
  })

  it('are refused without a key, and without what opens them', async () => {
    const made = connected({ auth: async () => ({ auth: 'key:signed' }), encryption: encrypted(nacl) })
    await expect(made.subscribe(NAME).ready()).rejects.toThrow(/shared_secret/)
    expect(() => connected().subscribe(NAME)).toThrow(expect.objectContaining({ code: 'encryption' }))
  })

  it('take the key that the server gives for a token', async () => {
    const made = connected({ token: accessToken('t1'), encryption: encrypted(nacl) })
    const heard = vi.fn()
    made.subscribe(NAME).on('secret', heard)
    await settled()
    server.socket.say('anemone:token_accepted', { expires_in: 60 })
    await settled()
    server.socket.succeed(NAME, {}, { shared_secret: base64(first) })
    publish(sealed('1', first))

    expect(heard.mock.calls[0]![0]).toBe(1)
  })

  describe('with a token', () => {
    const entered = async () => {
      const auth = vi.fn(async () => ({ auth: 'key:signed', shared_secret: base64(second) }))
      const made = connected({ token: accessToken('t1'), auth, encryption: encrypted(nacl) })
      const heard: unknown[] = []
      made.subscribe(NAME).onAny(({ data }) => heard.push(data))
      await settled()
      server.socket.say('anemone:token_accepted', { expires_in: 60 })
      await settled()
      server.socket.succeed(NAME, {}, { shared_secret: base64(first) })
      server.socket.take()
      return { auth, heard, errors: recorded(made) }
    }
    const ANEW = [
      { event: 'pusher:unsubscribe', data: { channel: NAME } },
      { event: 'pusher:subscribe', data: { channel: NAME } },
    ]

    it('subscribe anew when the key was changed, once for all that wait, and ask no endpoint', async () => {
      const { auth, heard, errors } = await entered()
      for (const text of ['1', '2', '3']) publish(sealed(text, second))
      await settled()
      expect(server.socket.take()).toEqual(ANEW)
      server.socket.succeed(NAME, {}, { shared_secret: base64(second) })
      publish(sealed('4', second))
      await settled()

      expect(heard).toEqual([1, 2, 3, 4])
      expect(server.socket.take()).toEqual([])
      expect(auth).not.toHaveBeenCalled()
      expect(errors).toEqual([])
    })

    it('take the key of the next connection if this one breaks meanwhile', async () => {
      const { auth, heard } = await entered()
      publish(sealed('1', second))
      await settled()
      reconnect()
      await settled()
      server.socket.say('anemone:token_accepted', { expires_in: 60 })
      await settled()
      server.socket.succeed(NAME, {}, { shared_secret: base64(second) })
      await settled()

      expect(heard).toEqual([1])
      expect(auth).not.toHaveBeenCalled()
    })

    it('wait while they may not come back, and are opened in order when they may', async () => {
      const { heard, errors } = await entered()
      publish(sealed('1', second))
      publish(sealed('2', second))
      await settled()
      server.socket.say('pusher:subscription_error', { error: 'token_expired' }, { channel: NAME })
      reconnect()
      await settled()
      server.socket.say('anemone:token_accepted', { expires_in: 60 })
      await settled()
      server.socket.succeed(NAME, {}, { shared_secret: base64(second) })
      publish(sealed('3', second))
      await settled()

      expect(heard.slice(-3)).toEqual([1, 2, 3])
      expect(errors.filter(({ code }) => code === 'encryption')).toEqual([])
    })
  })
})
