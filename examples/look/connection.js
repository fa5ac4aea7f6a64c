/** Keeps `element` saying where the connection of `client` is. */
export function showConnection(client, element) {
  const show = (state) => {
    element.dataset.state = state.name
    element.textContent = wordsFor(state)
  }
  show(client.state)
  client.on('state', show)
}

/** Each state has its own members: `retryInMs` while there is nothing but to wait, `error` when it is over. */
function wordsFor(state) {
  switch (state.name) {
    case 'initialized':
      return 'Not connected yet'
    case 'connecting':
      return state.retryInMs ? `Connection lost: next attempt in ${seconds(state.retryInMs)}` : 'Connecting…'
    case 'connected':
      return 'Connected'
    case 'unavailable':
      return state.retryInMs ? `No connection: next attempt in ${seconds(state.retryInMs)}` : 'No connection: trying again…'
    case 'failed':
      return `${state.error.message}. ${state.error.remedy}`
    case 'disconnected':
      return state.error ? `${state.error.message}. ${state.error.remedy}` : 'Disconnected'
  }
}

const seconds = (ms) => `${Math.ceil(ms / 1_000)} s`
