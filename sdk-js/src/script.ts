/** For a script element: `Anemone`, and `Pusher` where the page has none, with everything they can do. */
import { accessToken } from './access-token.js'
import { Anemone } from './anemone.js'
import { encrypted } from './encrypted.js'
import { AnemoneError } from './errors.js'

import { xhrPolling, xhrStreaming } from './fallbacks.js'
import { history } from './history.js'
import { Pusher } from './pusher/pusher.js'
import { signIn } from './sign-in.js'
import { VERSION } from './version.js'

const page = globalThis as { Anemone?: unknown; Pusher?: unknown }

page.Anemone = Object.assign(Anemone, {
  AnemoneError,
  Pusher,
  VERSION,
  accessToken,
  encrypted,
  history,
  signIn,
  xhrPolling,
  xhrStreaming,
})
page.Pusher ??= Pusher
