import { describe, expectTypeOf, it } from 'vitest'
import { accessToken } from './index.js'
import type {
  Anemone,
  AnemoneOptions,
  Channel,
  ChannelEvent,
  ConnectionState,
  EventInfo,
  Gap,
  Member,
  Members,
  PresenceChannel,
  PrivateChannel,
} from './index.js'
import type Pusher from './pusher.js'
import type { Options } from './pusher.js'

type Order = { id: number; total: string }

type Channels = {
  orders: { created: Order; cancelled: { id: number } }
  'private-mine': { note: string; 'client-typing': { on: boolean } }
  'private-encrypted-mine': { note: string; 'client-typing': { on: boolean } }
  [room: `presence-room-${string}`]: { message: { text: string }; 'client-wave': null }
}

/** Compiled, and never run. */
const compiled = (_: (client: Anemone<Channels>, anything: Anemone, pusher: Pusher) => void) => {}

describe('the types of channels', () => {
  it('follow from their names', () => {
    compiled(client => {
      expectTypeOf(client.subscribe('orders')).toEqualTypeOf<Channel<Channels['orders']>>()
      expectTypeOf(client.subscribe('private-mine')).toEqualTypeOf<PrivateChannel<Channels['private-mine']>>()
      expectTypeOf(client.subscribe('private-encrypted-mine')).toEqualTypeOf<
        Channel<Channels['private-encrypted-mine']>
      >()
      expectTypeOf(client.subscribe('presence-room-7')).toEqualTypeOf<PresenceChannel<Channels['presence-room-7']>>()
      // @ts-expect-error No such channel.
      client.subscribe('order')
    })
  })

  it('know their events', () => {
    compiled(client => {
      const orders = client.subscribe('orders')
      orders.on('created', (order, info) => {
        expectTypeOf(order).toEqualTypeOf<Order>()
        expectTypeOf(info).toEqualTypeOf<EventInfo>()
      })
      orders.on('anemone:gap', gap => expectTypeOf(gap).toEqualTypeOf<Gap>())
      expectTypeOf(orders.on('created', () => {})).toEqualTypeOf<() => void>()
      // @ts-expect-error No such event.
      orders.on('made', () => {})
      // @ts-expect-error Not what an order is.
      orders.on('created', (order: { id: string }) => order)
    })
  })

  it('tell events apart by name', () => {
    compiled(async client => {
      for await (const event of client.subscribe('orders')) {
        if (event.event === 'created') expectTypeOf(event.data).toEqualTypeOf<Order>()
        else if (event.event === 'cancelled') expectTypeOf(event.data).toEqualTypeOf<{ id: number }>()
        else expectTypeOf(event.data).toEqualTypeOf<Gap>()
        // @ts-expect-error Only an order has a total.
        event.data.total
      }
    })
  })

  it('let clients send where the server does, what the events are', () => {
    compiled(client => {
      expectTypeOf(client.subscribe('private-mine').trigger('client-typing', { on: true })).toEqualTypeOf<boolean>()
      // @ts-expect-error Nobody sends on a public channel.
      client.subscribe('orders').trigger('client-typing', { on: true })
      // @ts-expect-error Nobody sends on an encrypted channel.
      client.subscribe('private-encrypted-mine').trigger('client-typing', { on: true })
      // @ts-expect-error Clients do not send this.
      client.subscribe('private-mine').trigger('note', 'hi')
      // @ts-expect-error Not what the event is.
      client.subscribe('private-mine').trigger('client-typing', { on: 'yes' })
    })
  })

  it('have members where there are some', () => {
    compiled(client => {
      expectTypeOf(client.subscribe('presence-room-7').members).toEqualTypeOf<Members<unknown>>()
      // @ts-expect-error Nobody knows who is there.
      client.subscribe('orders').members
      // @ts-expect-error The list is the library's.
      client.subscribe('presence-room-7').members = {}
    })
  })

  it('are open where nothing is said of them', () => {
    compiled((_, anything) => {
      anything.subscribe('whatever').on('event', data => expectTypeOf(data).toEqualTypeOf<unknown>())
      anything.subscribe('presence-x').on('pusher:member_added', member => expectTypeOf(member).toEqualTypeOf<Member>())
      expectTypeOf<ChannelEvent['event']>().toEqualTypeOf<string>()
    })
  })
})

describe('the state', () => {
  it('has what belongs to it', () => {
    compiled(({ state }) => {
      expectTypeOf(state).toEqualTypeOf<ConnectionState>()
      if (state.name === 'connected') expectTypeOf(state.socketId).toEqualTypeOf<string>()
      if (state.name === 'failed') expectTypeOf(state.error.code).not.toBeAny()
      // @ts-expect-error Only who is connected has a socket id.
      state.socketId
      // @ts-expect-error There is no such state.
      if (state.name === 'open') return
      // @ts-expect-error It is the library's to change.
      state.name = 'connected'
    })
  })
})

describe('the options', () => {
  it('take an access token from what makes it one', () => {
    const right: AnemoneOptions = { url: 'http://server', key: 'app-key', token: accessToken(async () => 'token') }
    // @ts-expect-error Nobody would listen to what it fetches.
    const slip: AnemoneOptions = { url: 'http://server', key: 'app-key', token: async () => 'token' }
    compiled(() => [right, slip])
  })
})

describe('the face of pusher-js', () => {
  it('takes its options, and no others', () => {
    expectTypeOf<{ wsHost: string; cluster: string; forceTLS: false; enabledTransports: ['ws'] }>().toExtend<Options>()
    // @ts-expect-error A slip.
    const slip: Options = { wshost: 'server' }
    // @ts-expect-error JSONP is not supported.
    const jsonp: Options = { wsHost: 'server', authTransport: 'jsonp' }
    compiled((_, __, pusher) => {
      expectTypeOf(pusher.connection.state).not.toBeAny()
      pusher.subscribe('news').bind('created', (order: Order, { user_id }) => [order.id, user_id?.length])
      pusher.subscribe('news').bind('created', order => expectTypeOf(order).toEqualTypeOf<unknown>())
      // @ts-expect-error Whoever has no channel has nothing to bind to.
      pusher.channel('news').bind('event', () => [slip, jsonp])
    })
  })
})
