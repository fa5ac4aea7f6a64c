import { errorOf } from '../errors.js'

/** What an authorization endpoint says of a channel. */
export interface ChannelAuth {
  readonly auth: string
  /** On presence channels: the member, exactly as signed. */
  readonly channel_data?: string
  /** On encrypted channels: the key, in base64. */
  readonly shared_secret?: string
}

/** What an authentication endpoint says of a user. */
export interface UserAuth {
  readonly auth: string
  readonly user_data: string
}

/** How to ask an endpoint of your backend. */
export interface EndpointOptions {
  readonly endpoint?: string | undefined
  readonly params?: Readonly<Record<string, string>> | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Called for each request; adds to `params`. */
  readonly paramsProvider?: (() => Readonly<Record<string, string>>) | undefined
  /** Called for each request; adds to `headers`. */
  readonly headersProvider?: (() => Readonly<Record<string, string>>) | undefined
}

/**
 * Asks an endpoint as pusher-js does: a form by POST, JSON with status 200 as the answer.
 *
 * @throws AnemoneError `auth`, whose cause has the `status` that was answered, 0 if none was
 */
export async function ask<Answer>(
  options: EndpointOptions,
  request: Readonly<Record<string, string>>,
): Promise<Answer> {
  const { endpoint = '', params, paramsProvider, headers, headersProvider } = options
  let status = 0
  let text
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { ...headers, ...headersProvider?.() },
      body: new URLSearchParams({ ...request, ...params, ...paramsProvider?.() }),
    })
    status = response.status
    text = await response.text()
    if (status === 200) return JSON.parse(text)
  } catch (cause) {
    text ??= cause
  }
  throw errorOf('auth', `${endpoint} answered ${status}: ${text}`, { status })
}
