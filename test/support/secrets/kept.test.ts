import { afterEach, expect, test } from 'vitest'
import { ownerCode, viewerCode } from '../codes.ts'
import { type Program, runProgram, startProgram } from '../program.ts'
import { needs } from '../require.ts'
import { until } from '../until.ts'
import { allKept, RUN_FOLDER, secret } from './kept.ts'
import { search } from './search.ts'

let program: Program | undefined
afterEach(() => program?.close())

/** What the tests of this file have kept so far, without what may be in it. */
function ours() {
  const { secrets, texts } = allKept(process.env[RUN_FOLDER] ?? '')
  return {
    secrets,
    texts: texts.filter(({ where }) => where.includes('kept.test.ts')).map(one => ({ ...one, may: [] })),
  }
}

test('what a program hands out is known for a secret, and would be found anywhere else', {
  timeout: 60_000,
}, async () => {
  const running = await startProgram(['rtsp://me:s3cret-word@127.0.0.1:9/1', '--id', 'front'], { access: true })
  program = running
  const [owner, viewer] = [await ownerCode(running), await viewerCode(running)]
  const ask = async (path: string, code: string, body: object) => {
    const headers = { Authorization: `Bearer ${code}`, 'Content-Type': 'application/json' }
    return fetch(`${running.address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  }
  const wish = { kind: 'share', name: 'Grandma', cameras: 'all', seconds: null }
  const { url } = JSON.parse(await (await ask('/api/links', owner, wish)).text())
  const { query } = JSON.parse(await (await ask('/api/cameras/front/ticket', viewer, {})).text())
  const [session = ''] = (await ask('/login', '', { code: viewer })).headers.getSetCookie()
  const embed = ['embed', '--camera', 'front', '--output', 'still', '--json']
  const { output } = await runProgram(embed, { env: { TUNNELCAM_DATA: running.data } })
  await running.end()
  await until('its answers are read', () => ours().texts.filter(({ where }) => where.includes('the answer')).length > 2)

  const { secrets, texts } = ours()
  const handedOut = [
    url.slice(-26),
    query.slice(2),
    session.slice(10).split(';')[0],
    JSON.parse(output).path.split('=')[1],
  ]
  for (const one of [owner, viewer, 's3cret-word', ...handedOut]) expect(secrets).toContain(one)
  const found = search({ secrets, texts }).map(sentence => sentence.replace(/^\S+: (.*?): ".*$/, '$1'))
  expect([...new Set(found)].sort()).toEqual([
    'the answer to POST /api/cameras/front/ticket, 200',
    'the answer to POST /api/links, 201',
    'the stdout of tunnelcam embed',
  ])
  const leak = { where: 'a page', text: `see ${viewer}`, may: [] }
  expect(search({ secrets, texts: [leak] })).toEqual([`a page: "see ${viewer.slice(0, 3)}***"`])
})

test('what it prints for people may tell its own two links alone', { timeout: 60_000 }, async () => {
  program = await startProgram(['test:'], { access: true, log: 'pretty' })
  const codes = [await ownerCode(program), await viewerCode(program)]
  await program.end()
  const { texts } = allKept(process.env[RUN_FOLDER] ?? '')
  const printed = texts.filter(({ where, text }) => where.includes('the stdout of') && text.includes(codes[0] ?? ''))
  expect(printed).toMatchObject([{ may: expect.arrayContaining(codes) }])
  expect(printed[0]?.text).toContain(codes[1])
})

needs('proc')('the process list', () => {
  test('is that of the program and what it starts', { timeout: 60_000 }, async () => {
    program = await startProgram(['test:', '--id', 'seen-in-ps'])
    // Ten pictures take several looks at the list.
    for (let after = '0', seen = 0; seen < 10; seen++) {
      const still = await fetch(`${program.address}/cameras/seen-in-ps/still.jpg?after=${after}`)
      expect(still.status).toBe(200)
      after = still.headers.get('X-Tunnelcam-Sequence') ?? ''
    }
    const { ffmpegs, end } = program
    await until('FFmpeg runs', () => ffmpegs().length > 0)
    await end()
    const lists = ours().texts.filter(({ where }) => where.includes('the process list'))
    expect(lists.some(({ text }) => /ffmpeg .*-f mp?jpe?g|ffmpeg .*-i /.test(text))).toBe(true)
  })
})

test('a secret that is too short to be found is refused', () => {
  expect(() => secret('abc')).toThrow('"abc" is too short for a secret of a test: it needs 5 letters.')
})
