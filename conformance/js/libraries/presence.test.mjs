import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { authorizedBy, connectClient, FENCE, record, subscribe } from '../support/client.mjs'
import { Inbox } from '../support/waiting.mjs'

const ANN = { user_id: 'ann', user_info: { name: 'Ann' } }
const BOB = { user_id: 'bob', user_info: { name: 'Bob' } }

describe('presence channels with pusher-js', () => {
  let server, backend

  before(async () => {
    server = await Anemone.start({ apps: [APP] })
    backend = backendOf(server)
  })
  after(() => server.stop())

  const connectAs = (t, member) => connectClient(t, server, { channelAuthorization: authorizedBy(backend, member) })

  /** Records who comes and goes on `channel`, and the fence. */
  function watch(channel) {
    const inbox = new Inbox(`the members of ${channel.name}`)
    channel.bind('pusher:member_added', ({ id, info }) => inbox.put({ added: id, info }))
    channel.bind('pusher:member_removed', ({ id, info }) => inbox.put({ removed: id, info }))
    channel.bind(FENCE, () => inbox.put(FENCE))
    return inbox
  }

  /** What `inbox` records up to a fence triggered on the channel after everything that was done before. */
  async function movements(inbox, channelName) {
    await backend.trigger(channelName, FENCE, {})
    return inbox.until((item) => item === FENCE)
  }

  it('shows the members to one who joins, and each newcomer and leaver to the others', async (t) => {
    const ann = await connectAs(t, ANN)
    const annsRoom = await subscribe(ann, 'presence-room')
    assert.equal(annsRoom.members.count, 1)
    assert.deepEqual(annsRoom.members.me, { id: 'ann', info: { name: 'Ann' } })
    const seenByAnn = watch(annsRoom)

    const bob = await connectAs(t, BOB)
    const bobsRoom = await subscribe(bob, 'presence-room')
    assert.equal(bobsRoom.members.count, 2)
    assert.deepEqual(bobsRoom.members.get('ann'), { id: 'ann', info: { name: 'Ann' } })
    assert.deepEqual(bobsRoom.members.me, { id: 'bob', info: { name: 'Bob' } })
    const seenByBob = watch(bobsRoom)

    assert.deepEqual(await seenByAnn.next(), { added: 'bob', info: { name: 'Bob' } })
    assert.equal(annsRoom.members.count, 2)
    assert.deepEqual(await movements(seenByBob, 'presence-room'), []) // Nobody is told of their own coming.

    bob.unsubscribe('presence-room')
    assert.equal(await seenByAnn.next(), FENCE)
    assert.deepEqual(await seenByAnn.next(), { removed: 'bob', info: { name: 'Bob' } })
    assert.equal(annsRoom.members.count, 1)
  })

  it('shows a member whose connection ends as gone', async (t) => {
    const seenByAnn = watch(await subscribe(await connectAs(t, ANN), 'presence-hall'))
    const bob = await connectAs(t, BOB)
    await subscribe(bob, 'presence-hall')
    assert.deepEqual(await seenByAnn.next(), { added: 'bob', info: { name: 'Bob' } })

    bob.disconnect()
    assert.deepEqual(await seenByAnn.next(), { removed: 'bob', info: { name: 'Bob' } })
  })

  it('counts a user with two connections once, from the first to come to the last to go', async (t) => {
    const annsRoom = await subscribe(await connectAs(t, ANN), 'presence-desk')
    const seenByAnn = watch(annsRoom)
    const bobsPhone = await connectAs(t, BOB)
    const bobsLaptop = await connectAs(t, BOB)

    await subscribe(bobsPhone, 'presence-desk')
    const laptopsRoom = await subscribe(bobsLaptop, 'presence-desk')
    assert.equal(laptopsRoom.members.count, 2)
    assert.deepEqual(await movements(seenByAnn, 'presence-desk'), [{ added: 'bob', info: { name: 'Bob' } }])

    bobsPhone.unsubscribe('presence-desk')
    await subscribe(bobsPhone, 'elsewhere') // Answered in order, so the unsubscribe has taken effect.
    assert.deepEqual(await movements(seenByAnn, 'presence-desk'), [])
    assert.equal(annsRoom.members.count, 2)

    bobsLaptop.unsubscribe('presence-desk')
    assert.deepEqual(await seenByAnn.next(), { removed: 'bob', info: { name: 'Bob' } })
  })

  it('delivers events to members', async (t) => {
    const messages = record(await subscribe(await connectAs(t, ANN), 'presence-chat'), 'message')

    await backend.trigger('presence-chat', 'message', { text: 'hi' })
    assert.deepEqual(await messages.next(), { text: 'hi' })
  })

  it('shows numeric ids as text', async (t) => {
    const room = await subscribe(await connectAs(t, { user_id: 10 }), 'presence-numbers')

    assert.deepEqual({ ...room.members.members }, { 10: {} })
  })
})
