import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { authorizedBy, beforeFence, connectClient, FENCE, hear, record, subscribe } from '../support/client.mjs'
import { Inbox } from '../support/waiting.mjs'

const SILENT = { id: '2', key: 'silent-key', secret: 'silent-secret', 'client-events': false }

describe('client events with pusher-js', () => {
  let server, backend

  before(async () => {
    server = await Anemone.start({ apps: [APP, SILENT] })
    backend = backendOf(server)
  })
  after(() => server.stop())

  const connectAs = (t, member) => connectClient(t, server, { channelAuthorization: authorizedBy(backend, member) })

  it('go both ways between subscribers and never back to their sender', async (t) => {
    const left = await subscribe(await connectAs(t), 'private-duet')
    const right = await subscribe(await connectAs(t), 'private-duet')
    const heardLeft = hear(left)
    const heardRight = hear(right)

    left.trigger('client-ask', { question: 'ready?' })
    assert.deepEqual(await heardRight.next(), { event: 'client-ask', data: { question: 'ready?' } })
    right.trigger('client-answer', 'yes')
    assert.deepEqual(await heardLeft.next(), { event: 'client-answer', data: 'yes' })

    await backend.trigger('private-duet', FENCE, {})
    assert.deepEqual(await beforeFence(heardLeft), [])
    assert.deepEqual(await beforeFence(heardRight), [])
  })

  it('carry the sending user on presence channels, also between that user’s own connections', async (t) => {
    const phone = await subscribe(await connectAs(t, { user_id: 'ann' }), 'presence-duet')
    const laptop = await subscribe(await connectAs(t, { user_id: 'ann' }), 'presence-duet')
    const bob = await subscribe(await connectAs(t, { user_id: 'bob' }), 'presence-duet')
    const heard = [laptop, bob].map((channel) => {
      const inbox = new Inbox('client-typing')
      channel.bind('client-typing', (data, metadata) => inbox.put({ data, from: metadata.user_id }))
      return inbox
    })

    phone.trigger('client-typing', { typing: true })
    for (const inbox of heard) assert.deepEqual(await inbox.next(), { data: { typing: true }, from: 'ann' })
  })

  it('beyond ten in a second are refused with 4301, and the connection lives on', async (t) => {
    const sender = await connectAs(t)
    const channel = await subscribe(sender, 'private-burst')
    const heard = hear(await subscribe(await connectAs(t), 'private-burst'))
    const refusals = new Inbox('connection errors')
    sender.connection.bind('error', ({ data }) => refusals.put(data.code))

    const sent = Array.from({ length: 40 }, (_, i) => i)
    for (const number of sent) channel.trigger('client-number', number)
    assert.equal(await refusals.next(), 4301)
    await subscribe(sender, 'elsewhere') // Answered in order: all forty are decided.
    refusals.put('decided')
    await backend.trigger('private-burst', FENCE, {})

    const delivered = (await beforeFence(heard)).map(({ data }) => data)
    const refused = 1 + (await refusals.until((item) => item === 'decided')).length
    assert.deepEqual(delivered.slice(0, 10), sent.slice(0, 10))
    assert.equal(delivered.length + refused, sent.length)
    assert.equal(sender.connection.state, 'connected')
  })

  it('are refused on public channels', async (t) => {
    const sender = await connectAs(t)
    const channel = await subscribe(sender, 'square')
    const heard = hear(await subscribe(await connectAs(t), 'square'))
    const errors = record(sender.connection, 'error')

    channel.trigger('client-shout', {})
    assert.equal((await errors.next()).data.code, null)
    await backend.trigger('square', FENCE, {})
    assert.deepEqual(await beforeFence(heard), [])
  })

  it('are refused where the app has not switched them on', async (t) => {
    const silent = backendOf(server, SILENT)
    const options = { key: SILENT.key, channelAuthorization: authorizedBy(silent) }
    const sender = await connectClient(t, server, options)
    const channel = await subscribe(sender, 'private-duet')
    const heard = hear(await subscribe(await connectClient(t, server, options), 'private-duet'))
    const errors = record(sender.connection, 'error')

    channel.trigger('client-ask', {})
    assert.equal((await errors.next()).data.code, null)
    await silent.trigger('private-duet', FENCE, {})
    assert.deepEqual(await beforeFence(heard), [])
    assert.equal(sender.connection.state, 'connected')
  })
})
