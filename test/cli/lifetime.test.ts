import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'

const lifetime = new URL('../../dist/cli/lifetime.js', import.meta.url)

/** A program that runs `body` (its `start` and its times) under untilEnded and prints what happens, a word a line. */
async function program(body: string) {
  const script = `
    import { untilEnded } from ${JSON.stringify(lifetime.href)}
    const say = word => console.log(word)
    const never = new Promise(() => {})
    setInterval(() => {}, 1000)
    const times = { graceMs: 60_000, echoMs: 0 }
    let start
    ${body}
    const farewell = { stopping: signal => say(signal), crashed: error => say('crashed: ' + error.message) }
    process.exit(await untilEnded(start, farewell, times))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    said += text
  })
  const until = async (word: string) => {
    while (!said.split('\n').includes(word)) await once(child.stdout, 'data')
  }
  const ended = once(child, 'close').then(([code, signal]) => [...said.split('\n').filter(Boolean), signal ?? code])
  return { kill: (signal: NodeJS.Signals) => child.kill(signal), until, ended }
}

const started = "start = async () => { say('started'); return async () => say('stopped') }"

describe('untilEnded', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('stops once on %s, with exit code 0', async signal => {
    const { kill, until, ended } = await program(started)
    await until('started')
    kill(signal)
    expect(await ended).toEqual(['started', signal, 'stopped', 0])
  })

  const hanging = "start = async () => { say('started'); return () => { say('stopping'); return never } }"

  test('a second Ctrl-C forces the end', async () => {
    const { kill, until, ended } = await program(hanging)
    await until('started')
    kill('SIGINT')
    await until('stopping')
    kill('SIGINT')
    expect(await ended).toEqual(['started', 'SIGINT', 'stopping', 130])
  })

  test('the echo of the first Ctrl-C, which npm sends, does not', async () => {
    const slow =
      "start = async () => { say('started'); return async () => { say('stopping'); await echo; say('stopped') } }"
    const echo =
      "let heard; const echo = new Promise(resolve => { heard = resolve }); process.on('SIGINT', () => ++heard.n > 1 && heard()); heard.n = 0"
    const { kill, until, ended } = await program(`times.echoMs = 60_000; ${echo}; ${slow}`)
    await until('started')
    kill('SIGINT')
    await until('stopping')
    kill('SIGINT')
    expect(await ended).toEqual(['started', 'SIGINT', 'stopping', 'stopped', 0])
  })

  test('what takes too long to stop is not waited for', async () => {
    const { kill, until, ended } = await program(`times.graceMs = 50; ${hanging}`)
    await until('started')
    kill('SIGTERM')
    expect(await ended).toEqual(['started', 'SIGTERM', 'stopping', 0])
  })

  test.each([
    ['an exception nobody caught', "setTimeout(() => { throw new Error('oops') })"],
    ['a rejection nobody caught', "setTimeout(() => { Promise.reject(new Error('oops')) })"],
  ])('%s stops all and gives exit code 1', async (_, crash) => {
    const { ended } = await program(`${started.replace('return', `${crash}; return`)}`)
    expect(await ended).toEqual(['started', 'crashed: oops', 'stopped', 1])
  })

  test('an end before the start is over aborts the start', async () => {
    const waits = `start = signal => new Promise((_, reject) => {
      say('starting')
      signal.addEventListener('abort', () => { say('aborted'); reject(signal.reason) })
    })`
    const { kill, until, ended } = await program(waits)
    await until('starting')
    kill('SIGINT')
    expect(await ended).toEqual(['starting', 'SIGINT', 'aborted', 0])
  })

  test('a start that fails is told to the caller', async () => {
    const fails = `start = async () => { throw new Error('taken') }; process.on('exit', () => say('exit'))
      process.on('uncaughtException', error => { say(error.message); process.exit(7) })`
    const { ended } = await program(fails)
    expect(await ended).toEqual(['taken', 'exit', 7])
  })
})
