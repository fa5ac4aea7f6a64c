import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import Backend from 'pusher'
import { Anemone } from '../support/anemone.mjs'
import { APP, backendOf } from '../support/app.mjs'
import { authorizedBy, connectClient, subscribe } from '../support/client.mjs'

const OTHER = { id: '2', key: 'other-key', secret: 'other-secret' }
const DISABLED = { id: '3', key: 'disabled-key', secret: 'disabled-secret', enabled: false }

describe('the REST API through pusher', () => {
  let server, backend

  before(async () => {
    server = await Anemone.start({ apps: [APP, OTHER, DISABLED] })
    backend = backendOf(server)
  })
  after(() => server.stop())

  const connectAs = (t, userId) =>
    connectClient(t, server, { channelAuthorization: authorizedBy(backend, { user_id: userId }) })

  async function read(path, params) {
    const response = await backend.get({ path, params })
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'application/json')
    return response.json()
  }

  /** Asserts that the library rejects with `status` and a body that mentions `text`. */
  function refused(promise, status, text) {
    return assert.rejects(promise, (error) => {
      assert.ok(error instanceof Backend.RequestError)
      assert.equal(error.status, status)
      assert.match(error.body, text)
      return true
    })
  }

  const ACCEPTED = {
    'trigger on one channel': () => backend.trigger('nobody-here', 'event', {}),
    'trigger on a hundred channels': () =>
      backend.trigger(Array.from({ length: 100 }, (_, i) => `c${i}`), 'event', {}),
    'trigger with an unknown socket_id': () => backend.trigger('nobody-here', 'event', {}, { socket_id: '1.1' }),
    'trigger on an encrypted channel': () => backend.trigger('private-encrypted-x', 'event', {}),
    'triggerBatch of ten': () =>
      backend.triggerBatch(Array.from({ length: 10 }, (_, i) => ({ channel: `c${i}`, name: 'event', data: {} }))),
  }
  for (const [call, make] of Object.entries(ACCEPTED)) {
    it(`${call} is answered 200 with exactly {}`, async () => {
      const response = await make()
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('content-type'), 'application/json')
      assert.equal(await response.text(), '{}')
    })
  }

  it('trigger with info tells the members of presence channels', async (t) => {
    await subscribe(await connectAs(t, 'ann'), 'presence-counted')
    await subscribe(await connectAs(t, 'bob'), 'presence-counted')

    const channels = ['presence-counted', 'presence-empty', 'public']
    const response = await backend.trigger(channels, 'event', {}, { info: 'user_count' })
    assert.deepEqual(await response.json(), {
      channels: { 'presence-counted': { user_count: 2 }, 'presence-empty': { user_count: 0 }, public: {} },
    })
  })

  it('triggerBatch with info answers event by event', async () => {
    const response = await backend.triggerBatch([
      { channel: 'presence-empty', name: 'event', data: {}, info: 'user_count' },
      { channel: 'presence-empty', name: 'event', data: {} },
      { channel: 'public', name: 'event', data: {}, info: 'user_count' },
    ])
    assert.deepEqual(await response.json(), { batch: [{ user_count: 0 }, {}, {}] })
  })

  it('lists the occupied channels, and those of a prefix with their members', async (t) => {
    const app = backendOf(server, OTHER)
    const read = async (params) => (await app.get({ path: '/channels', params })).json()
    assert.deepEqual(await read(), { channels: {} })

    const ann = await connectClient(t, server, {
      key: OTHER.key,
      channelAuthorization: authorizedBy(app, { user_id: 'ann' }),
    })
    await subscribe(ann, 'news')
    await subscribe(ann, 'private-orders')
    await subscribe(ann, 'presence-room')

    assert.deepEqual(await read(), { channels: { news: {}, 'private-orders': {}, 'presence-room': {} } })
    assert.deepEqual(await read({ filter_by_prefix: 'private-' }), { channels: { 'private-orders': {} } })
    assert.deepEqual(await read({ filter_by_prefix: 'none-' }), { channels: {} })
    assert.deepEqual(await read({ filter_by_prefix: 'presence-', info: 'user_count' }), {
      channels: { 'presence-room': { user_count: 1 } },
    })
  })

  it('tells of one channel whether it is occupied, and by how many users', async (t) => {
    await subscribe(await connectAs(t, 'ann'), 'presence-one')
    await subscribe(await connectAs(t, 'ann'), 'presence-one')

    assert.deepEqual(await read('/channels/never-used'), { occupied: false })
    assert.deepEqual(await read('/channels/presence-one'), { occupied: true })
    assert.deepEqual(await read('/channels/presence-one', { info: 'user_count' }), { occupied: true, user_count: 1 })
    await refused(read('/channels/public', { info: 'user_count' }), 400, /presence/)
  })

  it('lists the users of a presence channel once each, by text ids', async (t) => {
    for (const id of ['ann', 'bob', 'bob', 7]) await subscribe(await connectAs(t, id), 'presence-users')

    const { users } = await read('/channels/presence-users/users')
    assert.deepEqual(
      users.toSorted((a, b) => a.id.localeCompare(b.id)),
      [{ id: '7' }, { id: 'ann' }, { id: 'bob' }],
    )
    assert.deepEqual(await read('/channels/presence-nobody/users'), { users: [] })
    await refused(read('/channels/public/users'), 400, /presence/)
  })

  it('keeps apps apart', async (t) => {
    await subscribe(await connectAs(t, 'ann'), 'presence-mine')

    const answer = await backendOf(server, OTHER).get({ path: '/channels/presence-mine/users' })
    assert.deepEqual(await answer.json(), { users: [] })
  })

  const REFUSED = [
    ['a wrong secret', { ...APP, secret: 'guess' }, 401, /^Invalid signature/],
    ['an unknown key', { ...APP, key: 'nobody' }, 401, /nobody|auth_key/],
    ['the key of another app', { ...APP, key: OTHER.key, secret: OTHER.secret }, 401, /./],
    ['a disabled app', DISABLED, 403, /./],
  ]
  for (const [description, app, status, text] of REFUSED) {
    it(`refuses ${description} with ${status}`, () =>
      refused(backendOf(server, app).trigger('news', 'event', {}), status, text))
  }

  it('refuses data over 10 KB with 413, alone and in a batch', async () => {
    const largest = 'x'.repeat(10_240)
    assert.equal((await backend.trigger('news', 'event', largest)).status, 200)
    await refused(backend.trigger('news', 'event', largest + 'x'), 413, /10240/)
    const batch = [
      { channel: 'news', name: 'event', data: 'small' },
      { channel: 'news', name: 'event', data: largest + 'x' },
    ]
    await refused(backend.triggerBatch(batch), 413, /content of this event/)
  })

  it('refuses a batch of eleven with 400', () => {
    const batch = Array.from({ length: 11 }, () => ({ channel: 'news', name: 'event', data: {} }))
    return refused(backend.triggerBatch(batch), 400, /Batch too large/)
  })
})
