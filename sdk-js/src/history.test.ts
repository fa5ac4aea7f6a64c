import { describe, expect, it, vi } from 'vitest'
import { history } from './index.js'
import { connected, server } from './testing/client.js'
import { settled } from './testing/fake-server.js'

describe('history', () => {
  const subscribed = () => {
    const channel = connected().subscribe('ticks')
    server.socket.succeed('ticks', { position: 'p9' }).take()
    return channel
  }
  const page = (data: object) => server.socket.say('anemone:history_page', data, { channel: 'ticks' })

  it('asks for pages, and tells answers apart', async () => {
    const channel = subscribed()
    const [newest, older] = [history(channel, { limit: 2 }), history(channel, { limit: 2, before: 'p8' })]
    await settled()
    expect(server.socket.take()).toEqual([
      { event: 'anemone:history', data: { channel: 'ticks', limit: 2, ref: 1 } },
      { event: 'anemone:history', data: { channel: 'ticks', limit: 2, before: 'p8', ref: 2 } },
    ])
    page({ ref: 2, events: [], more: false, complete: true })
    page({
      ref: 1,
      events: [{ event: 'tick', data: '{"n":9}', position: 'p9', time: '2026-01-02T03:04:05Z' }],
      more: true,
      next: 'p9',
      complete: false,
    })

    await expect(older).resolves.toEqual({ events: [], more: false, complete: true })
    await expect(newest).resolves.toEqual({
      events: [{ event: 'tick', data: { n: 9 }, position: 'p9', time: '2026-01-02T03:04:05Z' }],
      more: true,
      next: 'p9',
      complete: false,
    })
  })

  it('waits for the subscription', async () => {
    const channel = connected().subscribe('ticks')
    const asked = history(channel)
    await settled()
    expect(server.socket.take()).toHaveLength(1)
    server.socket.succeed('ticks')
    await settled()
    expect(server.socket.take()).toMatchObject([{ event: 'anemone:history' }])
    page({ ref: 1, events: [], more: false, complete: true })
    await asked
  })

  it.each(['not_subscribed', 'history_not_allowed', 'history_disabled', 'unavailable', 'malformed'])(
    'says so if refused: %s',
    async code => {
      const asked = history(subscribed())
      await settled()
      page({ ref: 1, code })

      await expect(asked).rejects.toMatchObject({ code, remedy: expect.not.stringMatching(/docs/) })
    },
  )

  it('is not awaited on a connection that is gone, nor longer than a signal allows', async () => {
    const channel = subscribed()
    const asked = history(channel)
    const aborted = history(channel, { signal: AbortSignal.timeout(1) }).catch((error: Error) => error.name)
    await settled()
    server.socket.end()

    await expect(asked).rejects.toMatchObject({ code: 'disconnected' })
    await aborted
  })

  it('is nothing that channels hear', async () => {
    const channel = subscribed()
    const heard = vi.fn()
    channel.onAny(heard)
    page({ ref: 7, events: [] })

    expect(heard).not.toHaveBeenCalled()
  })
})
