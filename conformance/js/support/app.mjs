import Backend from 'pusher'

/** The app of the tests. */
export const APP = { id: '1', key: 'app-key', secret: 'app-secret', 'client-events': true }

/** What the server library and the server derive the secrets of encrypted channels from. */
export const MASTER_KEY = Buffer.alloc(32, 'k').toString('base64')

/** The official server library, pointed at `server`. */
export function backendOf(server, app = APP) {
  return new Backend({
    appId: app.id,
    key: app.key,
    secret: app.secret,
    host: server.host,
    port: server.port,
    useTLS: server.secure ?? false,
    encryptionMasterKeyBase64: MASTER_KEY,
  })
}
