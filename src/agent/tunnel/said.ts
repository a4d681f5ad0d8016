import { type LogLine, metricsAddress, parseLogLine, quickUrl } from './logLine.ts'

/** What one run of cloudflared has said so far that matters. */
export class Said {
  /** The quick tunnel's address. It is known before anybody can open it. */
  url: string | undefined
  /** Where it tells how it is, as `127.0.0.1:20241`. */
  metrics: string | undefined
  /** What went wrong last. */
  trouble: string | undefined

  /** Takes a line of its stderr, and gives what it says. */
  take(line: string): LogLine {
    const read = parseLogLine(line)
    const { level, message } = read
    this.url ??= quickUrl(message)
    this.metrics ??= metricsAddress(message)
    if (serious.includes(level) && !harmless.test(message)) this.trouble = message
    return read
  }
}

const serious: readonly LogLine['level'][] = ['error', 'fatal', 'plain']
// Our empty configuration, and where to read on.
const harmless = /was empty\b|^See '/
