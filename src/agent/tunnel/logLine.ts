/** One line of cloudflared's log. `plain`: what it prints past its log, which is how it says why it ends. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'plain'
  readonly message: string
}

/** Reads one line of cloudflared's log, JSON (2025.6.1 and newer) or text, with the error it names in the message. */
export function parseLogLine(line: string): LogLine {
  const json = line.startsWith('{') ? fieldsOf(line) : undefined
  if (json) {
    const { message = '', error } = json
    return {
      level: levels[json.level ?? ''] ?? 'info',
      message: error === undefined ? message : `${message}: ${error}`,
    }
  }
  const [, short = '', message = ''] = /^\d{4}-\d\d-\d\dT\S+ ([A-Z]{3}) (.*)$/.exec(line) ?? []
  const level = levels[short]
  return level ? { level, message } : { level: 'plain', message: line }
}

/** The address of a quick tunnel, in a box of its own; not the service that failed to give one. */
export function quickUrl(message: string): string | undefined {
  return /https:\/\/(?!api\.)[a-z0-9-]+\.trycloudflare\.com\b/.exec(message)?.[0]
}

/** Where cloudflared tells how it is, as `127.0.0.1:20241`. */
export function metricsAddress(message: string): string | undefined {
  return /\bmetrics server on (127\.0\.0\.1:\d+)\/metrics/.exec(message)?.[1]
}

const levels: Readonly<Record<string, LogLine['level']>> = {
  ...{ debug: 'debug', info: 'info', warn: 'warn', error: 'error', fatal: 'fatal', panic: 'fatal' },
  ...{ DBG: 'debug', INF: 'info', WRN: 'warn', ERR: 'error', FTL: 'fatal', PNC: 'fatal' },
}

function fieldsOf(line: string): Partial<Record<'level' | 'message' | 'error', string>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null) return undefined
    const text = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    return Object.fromEntries(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined // cut, or not JSON after all
    throw error
  }
}
