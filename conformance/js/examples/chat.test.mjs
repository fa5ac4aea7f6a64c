import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { backendOf } from '../support/app.mjs'
import { startChromium } from '../support/browser.mjs'
import { Example, EXAMPLE_APP, serverOf, visit, withoutNetwork } from '../support/example.mjs'

describe('the chat', () => {
  let chat, browser

  before(async () => {
    chat = await Example.start('chat')
    browser = await startChromium()
  })
  after(async () => {
    await browser?.close()
    assert.equal(await chat?.stop(), 0)
  })

  /** A visitor who has chosen a nickname and come in. */
  async function comeIn(t, name) {
    const visitor = await visit(t, browser, chat.url)
    await visitor.page.getByLabel('How shall we call you?').fill(name)
    await visitor.page.getByRole('button', { name: 'Come in' }).click()
    await here(visitor, `${name} (you)`)
    return visitor
  }

  const person = ({ page }, name) =>
    page.getByRole('region', { name: 'Here now' }).getByRole('listitem').filter({ hasText: name })
  const here = (visitor, name) => person(visitor, name).waitFor()
  const message = ({ page }, text) => page.getByRole('log').locator('.message').filter({ hasText: text })
  const heard = (visitor, text) => message(visitor, text).waitFor()

  async function say({ page }, text) {
    await page.getByRole('textbox', { name: 'Message' }).fill(text)
    await page.getByRole('button', { name: 'Send' }).click()
  }

  /** Has a narrator say `lines`, without asking the chat's backend. */
  async function tell(visitor, lines) {
    const backend = backendOf(await serverOf(visitor.page), EXAMPLE_APP)
    const from = { id: 'narrator', name: 'Narrator' }
    const time = new Date().toISOString()
    const events = lines.map((text) => ({ channel: 'private-lobby', name: 'message', data: { from, text, time } }))
    while (events.length) await backend.triggerBatch(events.splice(0, 10))
  }

  it('shows who is here, who types, what is said, and who leaves', async (t) => {
    const ann = await comeIn(t, 'Ann')
    const bob = await comeIn(t, 'Bob')
    await here(ann, 'Bob')
    await here(bob, 'Ann')

    const typing = bob.page.getByText('Ann is typing…').waitFor() // From before she does: it is gone after three seconds.
    await ann.page.getByRole('textbox', { name: 'Message' }).pressSequentially('Goo')
    await typing
    await say(ann, 'Good morning')
    await heard(ann, 'Good morning')
    await heard(bob, 'Good morning')
    await bob.page.getByText('Ann is typing…').waitFor({ state: 'hidden' })

    await bob.context.close()
    await ann.page.getByText('Bob left').waitFor()
    assert.equal(await person(ann, '').count(), 1)
    assert.deepEqual([...ann.complaints, ...bob.complaints], [])
  })

  it('shows to those who come late what was said before', async (t) => {
    const ann = await comeIn(t, 'Ann')
    const lines = Array.from({ length: 60 }, (_, index) => `Line ${index + 1}.`)
    await tell(ann, lines)
    await heard(ann, 'Line 60.')

    const late = await comeIn(t, 'Late')
    await heard(late, 'Line 60.')
    await heard(late, 'Line 11.')
    assert.equal(await message(late, 'Line 10.').count(), 0)
    await late.page.getByRole('button', { name: 'Earlier messages' }).click()
    await heard(late, 'Line 1.')
    const texts = await late.page.locator('.message p').allTextContents()
    assert.deepEqual(texts.filter((text) => text.startsWith('Line')), lines)
    await late.page.getByRole('button', { name: 'Earlier messages' }).waitFor({ state: 'hidden' })
    assert.deepEqual(late.complaints, [])
  })

  it('shows HTML as the text that it is', async (t) => {
    const ann = await comeIn(t, '<i>Ann</i>')
    const bob = await comeIn(t, 'Bob')
    const html = '<img src=x onerror="document.title=1"><b>bold</b>'
    await say(ann, html)
    await heard(bob, html)
    assert.equal(await bob.page.locator('main').locator('b, i, img').count(), 0)
    assert.equal(await bob.page.title(), 'Chat')
  })

  it('makes up for what was said while the network was gone, or says that it cannot', async (t) => {
    const ann = await comeIn(t, 'Ann')
    const bob = await comeIn(t, 'Bob')

    await withoutNetwork(ann, async () => {
      await say(bob, 'Where is Ann?')
      await heard(bob, 'Where is Ann?')
    })
    await heard(ann, 'Where is Ann?')
    await say(bob, 'There she is')
    await heard(ann, 'There she is')
    assert.equal(await message(ann, 'Where is Ann?').count(), 1)
    assert.equal(await ann.page.getByText('You missed messages').count(), 0)

    await withoutNetwork(ann, async () => {
      const backend = backendOf(await serverOf(bob.page), EXAMPLE_APP)
      const much = { channel: 'private-lobby', name: 'much', data: 'x'.repeat(10_000) } // More than is sent again.
      for (let batch = 0; batch < 6; batch++) await backend.triggerBatch(Array(10).fill(much))
    })
    await ann.page.getByText('You missed messages').waitFor()
    await say(bob, 'What did you miss?')
    await heard(ann, 'What did you miss?')
    assert.equal(await ann.page.getByText('You missed messages').count(), 1)
  })

  it('says when it is something else that answers, and stays', async (t) => {
    const ann = await comeIn(t, 'Ann')
    await ann.page.route('**/session', (route) => route.fulfill({ status: 502, body: '<h1>Bad gateway</h1>' }))
    await ann.page.getByRole('button', { name: 'Leave' }).click()
    await ann.page.getByRole('alert').getByText('The chat does not answer. Try again in a moment.').waitFor()
    await here(ann, 'Ann (you)')
  })

  it('says what is wrong with a nickname or a message', async (t) => {
    const { page } = await visit(t, browser, chat.url)
    const ask = (path, body) =>
      page.evaluate(
        async ([path, body]) => {
          const response = await fetch(path, { method: 'POST', body })
          return [response.status, (await response.json()).error]
        },
        [path, body],
      )
    const name = (value) => ask('session', JSON.stringify({ name: value }))
    const text = (value) => ask('messages', JSON.stringify({ text: value }))

    assert.deepEqual(await text('hello'), [403, 'Choose a nickname first.'])
    assert.deepEqual(await ask('pusher/auth', ''), [403, 'Choose a nickname first.'])
    assert.deepEqual(await name(7), [400, 'A nickname is text.'])
    for (const nothing of ['  ', '\u200b', '\u2060\u3164'])
      assert.deepEqual(await name(nothing), [400, 'A nickname needs a character at least.'])
    assert.deepEqual(await name('x'.repeat(25)), [400, 'A nickname has at most 24 characters; these are 25.'])
    for (const hidden of ['\u202eAnn', 'An\u2028n', 'Ann\ud83d'])
      assert.deepEqual(await name(hidden), [400, 'A nickname has no control characters.'])
    assert.deepEqual(await ask('session', '{'), [400, 'That is not JSON.'])
    assert.deepEqual(await name('x'.repeat(24)), [200, undefined])
    assert.deepEqual(await text('x'.repeat(501)), [400, 'A message has at most 500 characters; these are 501.'])
    assert.deepEqual(await text('x'.repeat(10_000)), [413, 'That is too much at once.'])
    assert.deepEqual(await ask('pusher/auth', 'socket_id=1.1&channel_name=private-other'), [403, 'There is no such room.'])
    assert.deepEqual(await ask('pusher/auth', 'socket_id=1.1:x&channel_name=private-lobby'), [400, 'That is no socket id.'])
    assert.equal((await ask('pusher/auth', 'socket_id=1.1&channel_name=private-lobby'))[0], 200)
  })
})

describe('where the chat cannot be started', () => {
  it('it says in one sentence that its port is taken', async (t) => {
    const taken = createServer().listen(0, '127.0.0.1')
    t.after(() => taken.close())
    await once(taken, 'listening')
    const PORT = String(taken.address().port)
    const said = `chat: port ${PORT} is taken: choose another with PORT.\n`
    assert.deepEqual(await Example.fail('chat', { PORT }), { code: 2, said })
  })

  for (const port of ['3.5', '65536', 'http', ''])
    it(`it says in one sentence that a port is none: "${port}"`, async () => {
      assert.deepEqual(await Example.fail('chat', { PORT: port }), { code: 2, said: `chat: PORT is no port: ${port}.\n` })
    })

  for (const url of ['localhost:6001', 'http://'])
    it(`it says in one sentence that a URL is none: ${url}`, async () => {
      const said = `chat: ANEMONE_URL is no URL with http:// or https://: ${url}.\n`
      assert.deepEqual(await Example.fail('chat', { PORT: '0', ANEMONE_URL: url }), { code: 2, said })
    })

  it('it says in one sentence that no Anemone answers', async () => {
    const said = 'chat: no Anemone answers at http://127.0.0.1:1.\n'
    assert.deepEqual(await Example.fail('chat', { PORT: '0', ANEMONE_URL: 'http://127.0.0.1:1' }), { code: 2, said })
  })

  it('it says in one sentence that there is no launcher', async () => {
    const said = 'chat: Anemone cannot be started: spawn /no/launcher ENOENT.\n'
    assert.deepEqual(await Example.fail('chat', { PORT: '0', ANEMONE_LAUNCHER: '/no/launcher' }), { code: 2, said })
  })

  it('it leaves it to its Anemone to say why that does not start', async () => {
    const said = 'Anemone has ended, and with it this example.\n'
    assert.deepEqual(await Example.fail('chat', { PORT: '0', ANEMONE_LAUNCHER: 'false' }), { code: 2, said })
  })
})
