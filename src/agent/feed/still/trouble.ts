import { AgentError } from '../../error.ts'

/** Why an answer is no picture: its status, or its type. */
export function refusal(status: number, type: string): AgentError {
  if (status === 401)
    return new AgentError('unauthorized', 'The camera refused the user name or password (401 Unauthorized).')
  if (status === 403) return new AgentError('forbidden', 'The camera refused access (403 Forbidden).')
  if (status === 404)
    return new AgentError('not_found', 'The camera answers, but has no picture at this path (404 Not Found).')
  if (status >= 300) return new AgentError('server_error', `The camera answered with an error (${status}).`)
  if (/^multipart/i.test(type)) {
    const hint = 'Where the address ends in .jpg, name another of the camera’s, else leave still: out.'
    return new AgentError('not_picture', 'What comes from this address is a stream, not a single picture.', { hint })
  }
  return new AgentError('not_picture', `What comes from this address is not a whole JPEG (${shown(type)}).`)
}

/** Why there was no answer, from what fetch threw. */
export function notFetched(error: unknown, tookTooLong: boolean): AgentError {
  if (tookTooLong)
    return new AgentError('timeout', 'The camera did not give its picture within 10 seconds.', { cause: error })
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const meaning = meanings.find(({ when }) => when.test(code))
  if (meaning) return new AgentError(meaning.code, meaning.reason, { cause: error })
  const said = cause instanceof Error ? cause.message : String(cause)
  return new AgentError('not_fetched', `The picture can’t be fetched: ${said}.`, { cause: error })
}

const meanings = [
  {
    when: /ECONNREFUSED/,
    code: 'connection_refused',
    reason: 'Nothing answers at this address and port (connection refused).',
  },
  { when: /ENOTFOUND|EAI_AGAIN/, code: 'name_unknown', reason: 'The host name is not known.' },
  { when: /EHOSTUNREACH|ENETUNREACH/, code: 'unreachable', reason: 'The camera’s network can’t be reached.' },
  { when: /ETIMEDOUT|TIMEOUT/, code: 'timeout', reason: 'The camera stopped answering (timed out).' },
  {
    when: /ECONNRESET|EPIPE|UND_ERR_SOCKET/,
    code: 'connection_lost',
    reason: 'The connection to the camera was lost.',
  },
  {
    when: /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/,
    code: 'certificate_unknown',
    reason: 'The camera’s certificate is not one that is trusted.',
  },
]

function shown(type: string): string {
  return type.replace(/[^\w/+. ;=-]/g, '').slice(0, 60)
}
