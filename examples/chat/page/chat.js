import { showConnection } from './connection.js'

const { Anemone } = window
const REWIND = 50
/** While somebody types, they say so this often. Who has not said so for longer has stopped. */
const TYPING_MS = 2_000
const STOPPED_MS = 3_000

const $ = (selector) => document.querySelector(selector)
const setting = (name) => $(`meta[name="anemone-${name}"]`).content

/** An element with a class and a text. Whatever others wrote is text, and never becomes HTML. */
function element(tag, className, text = '') {
  const made = document.createElement(tag)
  made.className = className
  made.textContent = text
  return made
}

/** Asks the backend. Completes with its answer, or rejects with a sentence for the visitor. */
async function ask(method, path, body) {
  const fetching = fetch(path, { method, body: body && JSON.stringify(body) })
  const [ok, answer] = await fetching.then(async (response) => [response.ok, await response.json()]).catch(() => {
    throw new Error('The chat does not answer. Try again in a moment.') // Or something before it does, and not in JSON.
  })
  if (!ok) throw new Error(answer.error)
  return answer
}

/** Calls `send` with the fields of `form` when it is submitted, once at a time, and shows there what went wrong. */
function onSubmit(form, send) {
  const trouble = form.querySelector('.trouble')
  const button = form.querySelector('button')
  form.addEventListener('submit', async (submission) => {
    submission.preventDefault()
    trouble.textContent = ''
    button.disabled = true
    try {
      await send(Object.fromEntries(new FormData(form)))
    } catch ({ message }) {
      trouble.textContent = message
    } finally {
      button.disabled = false
      form.querySelector('input').focus()
    }
  })
}

// --- The door --------------------------------------------------------------------------------------------------------

onSubmit($('#join'), async ({ name }) => {
  const { user } = await ask('POST', 'session', { name })
  enter(user)
})

$('#leave').addEventListener('click', () => {
  ask('DELETE', 'session').then(
    () => location.reload(),
    ({ message }) => ($('#write .trouble').textContent = message),
  )
})

function enter(user) {
  $('#join').hidden = true
  $('#connection').hidden = $('#room').hidden = false

  // The backend signs subscriptions at /pusher/auth, where the SDK asks unless told otherwise.
  // When the network goes, the visitor should know within seconds.
  const anemone = new Anemone({ url: setting('url'), key: setting('key'), pongTimeout: 5_000 })
  showConnection(anemone, $('#connection'))
  followPeople(anemone, user, followMessages(anemone, user))
  $('#text').focus()
}

// --- What is said ----------------------------------------------------------------------------------------------------

const list = $('#messages')
let oldest

function followMessages(anemone, me) {
  const channel = anemone.subscribe('private-lobby', { rewind: REWIND })

  channel.on('message', (message, { position }) => {
    oldest ??= position
    append(messageItem(message))
    $('#nothing').hidden = true
  })
  channel.on('anemone:gap', () => append(gapItem()))
  channel.on('pusher:subscription_error', async ({ message }) => {
    const { user } = await ask('GET', 'session').catch(() => ({ user: me }))
    if (user) append(element('li', 'note', message))
    else location.reload() // The backend has been started anew and knows nobody: back to the door.
  })

  // What was rewound comes before the answer to this: from then on there is news, which is to be read out.
  const caughtUp = ({ events }) => {
    $('#nothing').hidden = events.length > 0
    $('#earlier').hidden = list.querySelectorAll('.message').length < REWIND
  }
  Anemone.history(channel, { limit: 1 })
    .then(caughtUp, () => {})
    .finally(() => (list.ariaLive = 'polite'))

  $('#earlier').addEventListener('click', async () => {
    const page = await Anemone.history(channel, { limit: REWIND, before: oldest }).catch(() => null)
    if (!page) return // There is no connection. The button stays, to be tried again.
    oldest = page.next
    $('#earlier').hidden = !page.more
    prepend(page.events.filter(({ event }) => event === 'message').map(({ data }) => messageItem(data)))
  })

  onSubmit($('#write'), async ({ text }) => {
    await ask('POST', 'messages', { text })
    $('#write').reset() // The message itself comes by the channel, to us as to everybody, in the same order.
    $('#scroll').scrollTop = 0
  })
  return channel
}

function messageItem({ from, text, time }) {
  const item = element('li', 'message')
  item.dataset.from = from.id
  item.style.setProperty('--hue', hueOf(from.id))
  const who = element('span', 'who', from.name)
  const when = element('time', '', new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }))
  when.dateTime = time
  who.append(when)
  item.append(badge(from.name), who, element('p', '', text))
  return item
}

/** Events were lost for good. Better to say so than to show a conversation that never was. */
function gapItem() {
  const item = element('li', 'gap', 'You missed messages: you were away for too long. ')
  const again = element('button', 'plain', 'Load what is left')
  again.addEventListener('click', () => location.reload())
  item.append(again)
  return item
}

function append(item) {
  follows(list.lastElementChild, item)
  list.append(item)
}

/** Puts `items`, newest first, before everything else. */
function prepend(items) {
  for (const item of items) {
    follows(item, list.firstElementChild)
    list.prepend(item)
  }
}

/** Whoever goes on talking is not announced again. */
function follows(item, next) {
  next?.classList.toggle('more', item?.dataset.from !== undefined && item.dataset.from === next.dataset.from)
}

// --- Who is here -----------------------------------------------------------------------------------------------------

function followPeople(anemone, me, messages) {
  const channel = anemone.subscribe('presence-lobby')
  const typing = new Map()

  const showPeople = () => {
    const people = []
    channel.members.each(({ id, info }) => people.push(personItem(id, info.name, id === me.id)))
    $('#people').replaceChildren(...people)
  }
  const stopTyping = (id) => {
    clearTimeout(typing.get(id))
    typing.delete(id)
    showTyping()
  }
  const showTyping = () => {
    const names = [...typing.keys()].map((id) => channel.members.get(id)?.info.name).filter(Boolean)
    $('#typing').textContent = typingText(names)
  }

  channel.on('pusher:subscription_succeeded', showPeople)
  channel.on('pusher:member_added', ({ info }) => {
    showPeople()
    append(element('li', 'note', `${info.name} came in`))
  })
  channel.on('pusher:member_removed', ({ id, info }) => {
    showPeople()
    stopTyping(id)
    append(element('li', 'note', `${info.name} left`))
  })
  // The server says who sent it: nobody can type in another's name.
  channel.on('client-typing', (_, { userId }) => {
    clearTimeout(typing.get(userId))
    typing.set(userId, setTimeout(stopTyping, STOPPED_MS, userId))
    showTyping()
  })
  messages.on('message', ({ from }) => stopTyping(from.id))

  let saidAt = -Infinity
  $('#text').addEventListener('input', () => {
    if (performance.now() - saidAt < TYPING_MS || !channel.subscribed) return
    saidAt = performance.now()
    channel.trigger('client-typing', {})
  })
  $('#write').addEventListener('submit', () => (saidAt = -Infinity))
}

function personItem(id, name, isMe) {
  const item = element('li', '')
  item.style.setProperty('--hue', hueOf(id))
  item.append(badge(name), element('span', '', isMe ? `${name} (you)` : name))
  return item
}

function badge(name) {
  const [initial] = name
  const made = element('span', 'badge', initial.toUpperCase())
  made.ariaHidden = 'true'
  return made
}

function typingText(names) {
  if (names.length === 0) return ''
  if (names.length === 1) return `${names[0]} is typing…`
  if (names.length === 2) return `${names[0]} and ${names[1]} are typing…`
  return 'Several people are typing…'
}

/** An angle on the colour wheel, the same for everybody who sees this person. */
function hueOf(id) {
  let hash = 0
  for (const character of id) hash = (hash * 31 + character.codePointAt(0)) % 360
  return hash
}

// --- The beginning ---------------------------------------------------------------------------------------------------

if (!Anemone) {
  document.body.append(element('p', 'trouble', `${setting('url')}/sdk/anemone.js does not load: is Anemone running?`))
} else {
  const { user } = await ask('GET', 'session')
  if (user) enter(user)
  else {
    $('#join').hidden = false
    $('#name').focus()
  }
}
