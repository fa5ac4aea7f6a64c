import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { beforeFence, connectClient, FENCE, hear, record, subscribe } from '../support/client.mjs'

describe('public channels: pusher triggers, pusher-js hears', () => {
  let server, backend

  before(async () => {
    server = await Anemone.start({ apps: [APP] })
    backend = backendOf(server)
  })
  after(() => server.stop())

  const PAYLOADS = {
    'an object': { text: 'hello', nested: [1, null, true] },
    'text that is not JSON': 'hello',
    'a number': 42,
    'letters of many scripts, emoji and line separators': { text: 'żółw 海 🐢 \u2028 \u0000' },
  }
  for (const [description, data] of Object.entries(PAYLOADS)) {
    it(`delivers ${description} as it was triggered`, async (t) => {
      const heard = hear(await subscribe(await connectClient(t, server), 'payloads'))

      await backend.trigger('payloads', 'greeting', data)
      assert.deepEqual(await heard.next(), { event: 'greeting', data })
    })
  }

  it('keeps the order of triggers that wait for each other', async (t) => {
    const heard = hear(await subscribe(await connectClient(t, server), 'counting'))
    const numbers = Array.from({ length: 50 }, (_, i) => i)

    for (const number of numbers) await backend.trigger('counting', 'number', number)
    await backend.trigger('counting', FENCE, {})
    assert.deepEqual((await beforeFence(heard)).map(({ data }) => data), numbers)
  })

  it('keeps from the socket named by socket_id what everyone else hears', async (t) => {
    const author = await connectClient(t, server)
    const reader = await connectClient(t, server)
    const heardByAuthor = hear(await subscribe(author, 'comments'))
    const heardByReader = hear(await subscribe(reader, 'comments'))

    await backend.trigger('comments', 'posted', { id: 7 }, { socket_id: author.connection.socket_id })
    await backend.trigger('comments', FENCE, {})
    assert.deepEqual(await beforeFence(heardByReader), [{ event: 'posted', data: { id: 7 } }])
    assert.deepEqual(await beforeFence(heardByAuthor), [])
  })

  it('delivers one trigger on a hundred channels once on each', async (t) => {
    const client = await connectClient(t, server)
    const names = Array.from({ length: 100 }, (_, i) => `many-${i}`)
    const inboxes = await Promise.all(names.map(async (name) => hear(await subscribe(client, name))))

    await backend.trigger(names, 'to-all', { n: 1 })
    await backend.trigger(names, FENCE, {})
    for (const heard of inboxes) assert.deepEqual(await beforeFence(heard), [{ event: 'to-all', data: { n: 1 } }])
  })

  it('delivers a batch in its order', async (t) => {
    const client = await connectClient(t, server)
    const heardA = hear(await subscribe(client, 'batch-a'))
    const heardB = hear(await subscribe(client, 'batch-b'))

    await backend.triggerBatch([
      { channel: 'batch-a', name: 'first', data: { n: 1 } },
      { channel: 'batch-b', name: 'other', data: 'text' },
      { channel: 'batch-a', name: 'second', data: { n: 2 } },
      { channel: 'batch-a', name: FENCE, data: {} },
      { channel: 'batch-b', name: FENCE, data: {} },
    ])
    assert.deepEqual(await beforeFence(heardA), [
      { event: 'first', data: { n: 1 } },
      { event: 'second', data: { n: 2 } },
    ])
    assert.deepEqual(await beforeFence(heardB), [{ event: 'other', data: 'text' }])
  })

  it('goes quiet after unsubscribe and speaks again after the next subscribe', async (t) => {
    const leaver = await connectClient(t, server)
    const frames = record(leaver.connection, 'message')
    const witness = hear(await subscribe(await connectClient(t, server), 'tides'))
    await subscribe(leaver, 'tides')

    leaver.unsubscribe('tides')
    await subscribe(leaver, 'elsewhere') // Answered in order, so the unsubscribe has taken effect.
    await backend.trigger('tides', 'unheard', {})
    assert.deepEqual(await witness.next(), { event: 'unheard', data: {} })
    await subscribe(leaver, 'tides')
    await backend.trigger('tides', FENCE, {})

    const before = await frames.until(({ event }) => event === FENCE)
    assert.deepEqual(before.map(({ event, channel }) => [event, channel]), [
      ['pusher_internal:subscription_succeeded', 'tides'],
      ['pusher_internal:subscription_succeeded', 'elsewhere'],
      ['pusher_internal:subscription_succeeded', 'tides'],
    ])
  })
})
