'use strict'

const MOST_EVENTS = 100

const form = document.querySelector('#trigger')
const answer = document.querySelector('#answer')
const events = document.querySelector('#events')
const key = document.querySelector('meta[name="app-key"]').content
const prefix = location.pathname.replace(/\/$/, '')

const secure = location.protocol === 'https:'
const port = location.port || (secure ? 443 : 80)

const pusher = new Pusher(key, {
  cluster: '',
  wsHost: location.hostname,
  wsPort: port,
  wssPort: port,
  wsPath: prefix,
  forceTLS: secure,
  enabledTransports: ['ws'],
  disableStats: true,
})

/** When this page last triggered an event, in milliseconds of `performance.now()`; `null` once it has arrived. */
let triggeredAt = null
let channel = null

pusher.connection.bind('state_change', ({ current }) => {
  document.querySelector('#connection').dataset.state = current
  document.querySelector('#state').textContent = current
})

pusher.connection.bind('error', ({ error }) => {
  if (error?.data?.message) {
    show(`${error.data.message} (${error.data.code ?? 'no code'})`, false)
  }
})

/** Follows the channel that the form names. */
function follow(name) {
  if (channel?.name === name || !name) {
    return
  }
  if (channel) {
    channel.unbind_global()
    pusher.unsubscribe(channel.name)
  }
  channel = pusher.subscribe(name)
  channel.bind_global((event, data) => {
    if (event === 'pusher:subscription_error') {
      show(`Not subscribed to ${name}: this page has no auth endpoint to sign private channels.`, false)
    } else if (!event.startsWith('pusher:')) {
      add(event, data)
    }
  })
  document.querySelector('#channel').textContent = name
}

/** Waits until the channel is subscribed, or two seconds: an event triggered before would be missed. */
function subscribed() {
  return new Promise((resolve) => {
    if (channel.subscribed) {
      resolve()
    }
    channel.bind('pusher:subscription_succeeded', resolve)
    setTimeout(resolve, 2_000)
  })
}

/** Shows an event on top of the others. */
function add(event, data) {
  document.querySelector('#none').hidden = true
  const item = document.createElement('li')
  const name = document.createElement('b')
  const time = document.createElement('time')
  const body = document.createElement('pre')
  name.textContent = event
  time.textContent = new Date().toLocaleTimeString()
  if (triggeredAt !== null) {
    time.textContent += ` · ${Math.round(performance.now() - triggeredAt)} ms after the click`
    triggeredAt = null
  }
  body.textContent = typeof data === 'string' ? data : JSON.stringify(data, null, 2)
  item.append(time, name, body)
  events.prepend(item)
  while (events.children.length > MOST_EVENTS) {
    events.lastElementChild.remove()
  }
}

function show(text, good) {
  answer.textContent = text
  answer.classList.toggle('bad', !good)
}

/** Shows how to do the same elsewhere, for the channel and event in the form. */
function explain() {
  const { channel: name, event, data } = Object.fromEntries(new FormData(form))
  const quoted = (text) => (/^[\w.,:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
  const url = location.origin + prefix
  const where = url === 'http://127.0.0.1:6001' ? '' : `--url ${url} `
  document.querySelector('#shell').textContent =
    `./anemone trigger ${where}${quoted(name)} ${quoted(event)} ${quoted(data)}`
  const options = [`wsHost: '${location.hostname}'`, `${secure ? 'wss' : 'ws'}Port: ${port}`]
  if (prefix) {
    options.push(`wsPath: '${prefix}'`)
  }
  document.querySelector('#snippet').textContent =
    `const pusher = new Pusher('${key}', { ${options.join(', ')},\n` +
    `  forceTLS: ${secure}, enabledTransports: ['ws'], cluster: '' })\n` +
    `pusher.subscribe(${JSON.stringify(name)}).bind(${JSON.stringify(event)}, console.log)`
}

form.addEventListener('input', explain)
form.addEventListener('change', () => follow(form.elements.channel.value))
form.addEventListener('submit', async (submission) => {
  submission.preventDefault()
  const fields = new FormData(form)
  follow(fields.get('channel'))
  await subscribed()
  triggeredAt = performance.now()
  try {
    const query = new URLSearchParams({ channel: fields.get('channel'), event: fields.get('event') })
    const response = await fetch(`dev/trigger?${query}`, { method: 'POST', body: fields.get('data') })
    show((await response.text()).trim(), response.ok)
    triggeredAt = response.ok ? triggeredAt : null
  } catch {
    triggeredAt = null
    show('The server does not answer.', false)
  }
})

explain()
follow(form.elements.channel.value)
