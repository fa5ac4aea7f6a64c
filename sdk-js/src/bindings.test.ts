// @vitest-environment happy-dom
import { act, createElement, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { Anemone } from './index.js'
import * as react from './react.js'
import * as svelte from './svelte.js'
import { FakeServer, settled } from './testing/fake-server.js'
import * as vue from './vue.js'

let server: FakeServer
let client: Anemone

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  server = new FakeServer()
  client = new Anemone({
    url: 'http://server',
    key: 'app-key',
    WebSocket: server.WebSocket,
    auth: () => ({ auth: 'key:signed', channel_data: '{"user_id":"ann"}' }),
  })
  server.socket.establish()
})
afterEach(() => {
  client.disconnect()
  vi.unstubAllGlobals()
})

const ROOM = 'presence-room'
const enter = async () => {
  await settled()
  server.socket.succeed(ROOM, {}, { presence: { count: 1, ids: ['ann'], hash: { ann: 'Ann' } } })
  server.socket.say('pusher_internal:member_added', { user_id: 'bob', user_info: 'Bob' }, { channel: ROOM })
}
const PRESENT = {
  members: [
    { id: 'ann', info: 'Ann' },
    { id: 'bob', info: 'Bob' },
  ],
  me: { id: 'ann', info: 'Ann' },
}
const NEWS = { event: 'headline', data: 'hi' }
const publish = () => server.socket.succeed('news').say(NEWS.event, NEWS.data, { channel: 'news' })
const sent = () => server.socket.take().map(({ event, data }) => `${event} ${data.channel}`)

describe('React', () => {
  /** Renders a component that uses `hook`, and records what it returned, until it is unmounted. */
  async function render<T>(hook: () => T) {
    const returned: T[] = []
    const root = createRoot(document.createElement('div'))
    const Component = () => (returned.push(hook()), null)
    await act(async () => root.render(createElement(Component)))
    return {
      returned,
      again: () => act(async () => root.render(createElement(Component))),
      unmount: () => act(async () => root.unmount()),
    }
  }

  it('shows the state', async () => {
    const { returned, unmount } = await render(() => react.useConnectionState(client).name)
    await act(async () => client.disconnect())

    expect(returned).toEqual(['connected', 'disconnected'])
    await unmount()
  })

  it('hears a channel while it is mounted, by the latest listener', async () => {
    const heard: unknown[] = []
    let rendered = 0
    const { returned, again, unmount } = await render(() => {
      const number = ++rendered
      return react.useChannel(client, 'news', ({ event, data }) => heard.push([number, event, data]))
    })
    await again()
    publish()
    expect(heard).toEqual([[rendered, 'headline', 'hi']])
    expect(returned.at(-1)?.name).toBe('news')
    await unmount()
    expect(sent()).toEqual(['pusher:subscribe news', 'pusher:unsubscribe news'])
  })

  it('hears the channel of the latest name, once, where effects are tried out', async () => {
    const heard: unknown[] = []
    const root = createRoot(document.createElement('div'))
    const Reader = ({ name }: { name: string }) => {
      react.useChannel(client, name, ({ data }) => heard.push(data))
      return null
    }
    const show = (name: string) =>
      act(async () => root.render(createElement(StrictMode, null, createElement(Reader, { name }))))
    await show('news')
    publish()
    expect(sent()).toEqual(['pusher:subscribe news'])
    await show('sports')
    server.socket.say('score', 'late', { channel: 'news' })
    server.socket.succeed('sports').say('score', '1:0', { channel: 'sports' })
    expect(sent()).toEqual(['pusher:unsubscribe news', 'pusher:subscribe sports'])
    expect(heard).toEqual(['hi', '1:0'])

    await act(async () => root.unmount())
    expect(sent()).toEqual(['pusher:unsubscribe sports'])
  })

  it('shows who is there', async () => {
    const { returned, unmount } = await render(() => react.usePresence(client, ROOM))
    expect(returned.at(-1)).toEqual({ members: [], me: null })
    await act(enter)

    expect(returned.at(-1)).toEqual(PRESENT)
    await unmount()
    expect(sent()).toEqual([`pusher:subscribe ${ROOM}`, `pusher:unsubscribe ${ROOM}`])
  })
})

describe('Vue', () => {
  it('shows the state', () => {
    const scope = effectScope()
    const state = scope.run(() => vue.useConnectionState(client))!
    expect(state.value.name).toBe('connected')
    client.disconnect()
    expect(state.value.name).toBe('disconnected')
    scope.stop()
    client.connect()
    expect(state.value.name).toBe('disconnected')
  })

  it('hears a channel, as long as its scope', () => {
    const heard: unknown[] = []
    const scope = effectScope()
    scope.run(() => vue.useChannel(client, 'news', ({ event, data }) => heard.push({ event, data })))
    publish()
    scope.stop()

    expect(heard).toEqual([NEWS])
    expect(sent()).toEqual(['pusher:subscribe news', 'pusher:unsubscribe news'])
  })

  it('shows who is there', async () => {
    const scope = effectScope()
    const presence = scope.run(() => vue.usePresence(client, ROOM))!
    expect(presence.value).toEqual({ members: [], me: null })
    await enter()
    expect(presence.value).toEqual(PRESENT)
    scope.stop()
    expect(sent()).toEqual([`pusher:subscribe ${ROOM}`, `pusher:unsubscribe ${ROOM}`])
  })
})

describe('Svelte', () => {
  /** What a component sees of a store. */
  const look = <T>(store: svelte.Readable<T>) => {
    const seen: T[] = []
    return { seen, stop: store.subscribe(value => seen.push(value)) }
  }

  it('shows the state', () => {
    const { seen, stop } = look(svelte.useConnectionState(client))
    client.disconnect()
    stop()
    client.connect()

    expect(seen.map(({ name }) => name)).toEqual(['connected', 'disconnected'])
  })

  it('shows the latest event of a channel, while anybody looks', () => {
    const { seen, stop } = look(svelte.useChannel(client, 'news'))
    publish()
    stop()

    expect(seen).toEqual([undefined, expect.objectContaining(NEWS)])
    expect(sent()).toEqual(['pusher:subscribe news', 'pusher:unsubscribe news'])
  })

  it('shows who is there', async () => {
    const { seen, stop } = look(svelte.usePresence(client, ROOM))
    await enter()
    stop()

    expect(seen[0]).toEqual({ members: [], me: null })
    expect(seen.at(-1)).toEqual(PRESENT)
    expect(sent()).toEqual([`pusher:subscribe ${ROOM}`, `pusher:unsubscribe ${ROOM}`])
  })
})
