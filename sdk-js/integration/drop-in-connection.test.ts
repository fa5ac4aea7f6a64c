import { describe } from 'vitest'
import { Relay } from './anemone.js'
import { cleanups, next, same, server } from './drop-in.js'

describe('connection', () => {
  same('states', async stage => {
    const client = stage.open()
    stage.note(client.connection.state)
    client.connection.bind('state_change', (change: object) => stage.note('state_change', change))
    for (const state of ['connecting', 'connected', 'disconnected'])
      client.connection.bind(state, (data: object) =>
        stage.note(state, Object.keys(data ?? {}), client.connection.state),
      )
    await next(client.connection, 'connected')
    stage.note(/^\d+\.\d+$/.test(client.connection.socket_id!))
    client.disconnect()
    stage.note(client.connection.state)
    client.connect()
    await next(client.connection, 'connected')
  })

  same('refused key', async stage => {
    const client = stage.open({}, 'nobody')
    client.connection.bind('state_change', (change: object) => stage.note(change))
    client.connection.bind('error', (error: any) => stage.note(error.type, error.error.type, error.error.data))
    await next(client.connection, 'disconnected')
  })

  same('error of the server', async stage => {
    const client = await stage.connect()
    await stage.subscribe(client, 'news')
    client.bind('pusher:error', (data: object) => stage.note('on the client', data))
    client.send_event('client-a', {}, 'news')
    stage.note(...(await next(client.connection, 'error')))
  })

  same('terminated user', async stage => {
    const client = await stage.connect({
      userAuthentication: {
        customHandler: ({ socketId }: any, answer: any) => answer(null, server.authenticate(socketId, { id: 'tom' })),
      },
    })
    client.signin()
    await client.user.signinDonePromise
    client.connection.bind('error', (error: any) => stage.note(error.type, (error.error ?? error).data?.code))
    const gone = next(client.connection, 'disconnected')
    await server.terminate('tom')
    await gone
    stage.note(client.connection.state)
  })

  same('activity check', async stage => {
    const client = await stage.connect({ activityTimeout: 50 })
    const [{ event }] = await next(client.connection, 'message')
    stage.note(event, client.connection.state)
  })

  same('lost connection', async stage => {
    const relay = await Relay.start(server.port)
    cleanups.push(() => relay.stop())
    const client = await stage.connect({ wsPort: relay.port })
    const channel = await stage.subscribe(client, 'news')
    const first = client.connection.socket_id
    client.connection.bind('state_change', (change: object) => stage.note(change))
    const waits: number[] = []
    client.connection.bind('connecting_in', (seconds: number) => waits.push(seconds))
    const back = next(channel, 'pusher:subscription_succeeded')
    relay.cut()
    await back
    stage.note(client.connection.socket_id !== first, channel.subscribed, waits.length, waits[0]! <= 2)
    const heard = next(channel, 'headline')
    await server.trigger('news', 'headline', 1)
    stage.note(...(await heard))
    client.disconnect()
  })

  same('send_event', async stage => {
    const client = stage.open()
    stage.note(client.send_event('pusher:ping', {}))
    await next(client.connection, 'connected')
    stage.note(client.send_event('pusher:ping', {}))
    const [{ event }] = await next(client.connection, 'message')
    stage.note(event)
  })

  same('Pusher.instances and Pusher.log', async stage => {
    const lines: string[] = []
    stage.Pusher.log = line => void lines.push(line)
    const client = await stage.connect()
    stage.Pusher.log = undefined
    stage.note(
      stage.Pusher.instances.includes(client),
      lines.some(line => /connecting -> connected/.test(line)),
    )
    stage.note(client.key, client.connection.isUsingTLS(), client.shouldUseTLS())
  })
})
