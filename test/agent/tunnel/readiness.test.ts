import { expect, test } from 'vitest'
import { watchReadiness } from '../../../src/agent/tunnel/readiness.ts'
import { ManualClock } from '../manualClock.ts'

const url = 'https://words.trycloudflare.com'

/** What is told while cloudflared answers each poll like this; 0 is no answer. The last answer stays. */
async function told(answers: readonly number[], ms: number, late: 'wait' | 'end' = 'wait') {
  const clock = new ManualClock()
  const stop = new AbortController()
  const said: string[] = []
  const say = (what: string) => said.push(`${clock.now()} ${what}`)
  let poll = 0
  const watching = watchReadiness({
    url: () => url,
    metrics: () => '127.0.0.1:20241',
    onReady: () => say('ready'),
    onLost: () => say('lost'),
    onLate: () => {
      say('late')
      return late
    },
    readyWithinMs: 1000,
    backWithinMs: 5000,
    clock,
    fetch: async () => {
      const status = answers[Math.min(poll++, answers.length - 1)]
      if (!status) throw new TypeError('fetch failed')
      return new Response('{}', { status })
    },
    signal: stop.signal,
  })
  await clock.advance(ms)
  stop.abort()
  return [...said, await watching]
}

test.each<[string, readonly number[], number, string[]]>([
  ['open at once', [200], 3000, ['0 ready', 'aborted']],
  ['open after a while', [0, 503, 503, 200], 3000, ['750 ready', 'aborted']],
  ['lost by its own word, and back', [200, 503, 503, 200], 3000, ['0 ready', '1000 lost', '1500 ready', 'aborted']],
  ['not answering once or twice', [200, 0, 0, 200, 0, 0, 200], 9000, ['0 ready', 'aborted']],
  ['not answering three times', [200, 0, 0, 0, 200], 9000, ['0 ready', '3000 lost', '3250 ready', 'aborted']],
  ['not open in time', [503], 9000, ['1000 late', 'aborted']],
  ['not open in time, but then', [503, 503, 503, 503, 503, 503, 200], 9000, ['1000 late', '1500 ready', 'aborted']],
  ['not back in time', [200, 503], 9000, ['0 ready', '1000 lost', '6000 late', 'aborted']],
])('a tunnel that is %s', async (_, answers, ms, expected) => expect(await told(answers, ms)).toEqual(expected))

test('a tunnel that is late need not be waited for', async () =>
  expect(await told([503], 9000, 'end')).toEqual(['1000 late', 'late']))
