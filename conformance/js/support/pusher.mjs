/** The client libraries that the tests can use: pusher-js, and `anemone`, the drop-in face of our own, as it is built. */
const CLIENTS = {
  'pusher-js': () => import('pusher-js'),
  anemone: () => import('../../../sdk-js/dist/esm/pusher.js'),
}

/** Its class, as an application imports it. */
export async function loadClient(name) {
  const { default: Pusher } = await CLIENTS[name]()
  return Pusher
}

/** Which of them the tests use that do not name one: CONFORMANCE_CLIENT, else pusher-js. */
export const CLIENT = process.env.CONFORMANCE_CLIENT ?? 'pusher-js'

export default await loadClient(CLIENT)
