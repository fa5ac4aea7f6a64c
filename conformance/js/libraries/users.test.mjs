import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { authorizedBy, connectClient, emitted, record, subscribe } from '../support/client.mjs'
import { withDeadline } from '../support/waiting.mjs'

describe('users with pusher-js and pusher', () => {
  let server, backend

  before(async () => {
    server = await Anemone.start({ apps: [{ ...APP, 'watchlist-events': true }] })
    backend = backendOf(server)
  })
  after(() => server.stop())

  /** Connects as `user`, and begins to sign in. */
  const connectAs = (t, user) =>
    connectClient(t, server, {
      channelAuthorization: authorizedBy(backend),
      userAuthentication: {
        customHandler: ({ socketId }, answer) => answer(null, backend.authenticateUser(socketId, user)),
      },
    })

  /** Connects, and waits until `user` is signed in. */
  async function signIn(t, user) {
    const client = await connectAs(t, user)
    client.signin()
    await withDeadline(client.user.signinDonePromise, `${user.id} to be signed in`)
    assert.equal(client.user.user_data?.id, user.id)
    return client
  }

  it('sends to every connection of a user and to nobody else', async (t) => {
    const annsPhone = record((await signIn(t, { id: 'ann' })).user, 'mail')
    const annsLaptop = record((await signIn(t, { id: 'ann' })).user, 'mail')
    const bobs = record((await signIn(t, { id: 'bob' })).user, 'mail')

    await backend.sendToUser('ann', 'mail', { subject: 'for Ann' })
    await backend.sendToUser('bob', 'mail', { subject: 'for Bob' })

    assert.deepEqual(await annsPhone.next(), { subject: 'for Ann' })
    assert.deepEqual(await annsLaptop.next(), { subject: 'for Ann' })
    assert.deepEqual(await bobs.next(), { subject: 'for Bob' })
  })

  it('lets a user be a presence member as which it signed in', async (t) => {
    const room = await subscribe(await signIn(t, { id: 'cid', user_info: { name: 'Cid' } }), 'presence-room')

    assert.deepEqual(room.members.me, { id: 'cid', info: { name: 'Cid' } })
  })

  it('terminates the connections of a user', async (t) => {
    const dan = await signIn(t, { id: 'dan' })
    const eve = await signIn(t, { id: 'eve' })
    const error = emitted(dan.connection, 'error')
    const disconnected = emitted(dan.connection, 'disconnected')

    const response = await backend.terminateUserConnections('dan')

    assert.equal(response.status, 200)
    assert.equal(await response.text(), '{}')
    assert.equal((await error).data.code, 4009)
    await disconnected
    assert.equal(eve.connection.state, 'connected')
  })

  it('tells who of the watched is online, comes and goes', async (t) => {
    const friend = await signIn(t, { id: 'fay' })
    const watcher = await connectAs(t, { id: 'gus', watchlist: ['fay', 'hal'] })
    const online = record(watcher.user.watchlist, 'online')
    const offline = record(watcher.user.watchlist, 'offline')
    watcher.signin()
    assert.deepEqual((await online.next()).user_ids, ['fay'])
    assert.deepEqual((await offline.next()).user_ids, ['hal'])

    const hal = await signIn(t, { id: 'hal' })
    assert.deepEqual((await online.next()).user_ids, ['hal'])
    hal.disconnect()
    assert.deepEqual((await offline.next()).user_ids, ['hal'])
    friend.disconnect()
    assert.deepEqual((await offline.next()).user_ids, ['fay'])
  })
})
