import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { duration } from '../../../src/cli/access/duration.ts'
import { ownerCode, relayCode, viewerCode } from '../../support/codes.ts'
import { type Program, runProgram, startProgram } from '../../support/program.ts'
import { until } from '../../support/until.ts'

let data: string
let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'tunnelcam-links-'))
  data = join(cwd, 'data')
})
afterEach(() => rm(cwd, { recursive: true, maxRetries: 3 }))

/** Runs a command about links; blanks in an argument are written as _. */
async function run(line: string, folder = data) {
  const args = line.split(' ').map(word => word.replaceAll('_', ' '))
  const { code, output } = await runProgram(args, { env: { TUNNELCAM_DATA: folder, NO_COLOR: '1' } })
  return { code, output }
}

async function json<T>(line: string, folder = data): Promise<T> {
  const { code, output } = await run(`${line} --json`, folder)
  if (code !== 0) throw new Error(output)
  return JSON.parse(output)
}

interface PublishShare extends Share {
  code: string
  page: string
}

interface Share {
  id: string
  urls: string[]
  path: string
  expiresAt: number | null
}
interface Shares {
  links: {
    id: string
    name: string
    kind: string
    role: string
    cameras: unknown
    expiresAt: number | null
    state: string
  }[]
  watching: { link: string; output: string; address: string }[]
}

test.each([
  ['1m', 60],
  ['30m', 1800],
  ['24h', 86_400],
  ['7d', 604_800],
  ['4w', 2_419_200],
  ['9999m', 599_940],
  ['3650d', 315_360_000],
  ['ever', undefined],
])('%s lasts %s s', (text, seconds) => expect(duration(text)).toBe(seconds))

test.each([
  '',
  '24',
  'h',
  '0h',
  '-1h',
  '1.5h',
  '24H',
  '24 h',
  '1h30m',
  '10s',
  '5y',
  '3651d',
  '9999w',
  '99999m',
  'forever',
  '１h',
])('%j is no duration', text => {
  expect(() => duration(text)).toThrow(
    expect.objectContaining({
      exitCode: 2,
      message: `--for: expected a duration such as 30m, 24h, 7d, 4w or ever, got "${text}"`,
    }),
  )
})

describe('where no program runs', () => {
  test('share --publish prints the page for a phone, and the address for programs', async () => {
    const { path, page, code } = await json<PublishShare>('share --publish --camera back')
    expect(page).toBe(`/publish?camera=back#k=${code}`)
    expect(path).toMatch(/^\/cameras\/back\/publish\?t=[\w.-]+$/)
    const { output } = await run('share --publish --camera back')
    expect(output).toMatch(/^\/publish\?camera=back#k=[0-9a-z]{26}\n\/cameras\/back\/publish\?t=[\w.-]+$/m)
  })

  test('link prints the codes, and the same each time', async () => {
    const { watch, manage, codes } = await json<{ watch: string[]; manage: string[]; codes: object }>('link')
    expect([watch, manage, codes]).toEqual([
      [],
      [],
      { owner: await ownerCode({ data }), viewer: await viewerCode({ data }), relay: await relayCode({ data }) },
    ])
    expect(await run('link')).toEqual({
      code: 0,
      output: `No tunnelcam runs with this data folder now. Where it runs, put this behind its address:
/#k=${await viewerCode({ data })}
/access#k=${await ownerCode({ data })}
A relay there takes cameras with TUNNELCAM_RELAY_TOKEN=${await relayCode({ data })}
`,
    })
  })

  test('share takes the camera’s name as it is', async () => {
    const before = Date.now()
    const share = await json<Share>('share --camera front --name Grandma')
    expect(share).toEqual({
      id: expect.stringMatching(/^\w{8}$/),
      urls: [],
      path: expect.stringMatching(/^\/cameras\/front#k=\w{26}$/),
      expiresAt: expect.any(Number),
    })
    expect((share.expiresAt ?? 0) - before).toBeGreaterThanOrEqual(86_400_000)
    expect((share.expiresAt ?? 0) - before).toBeLessThan(86_430_000)
    expect((await run('share --for ever')).output).toMatch(
      /^No tunnelcam runs .*\n\/#k=\w{26}\nHolds until you revoke it; tunnelcam revoke \w{8} ends it. It is not shown again.\n$/,
    )
  })

  test.each([
    ['', 'mjpeg', 'stream.mjpg'],
    [' --output mjpeg', 'mjpeg', 'stream.mjpg'],
    [' --output hls', 'hls', 'hls/index.m3u8'],
    [' --output still', 'still', 'still.jpg'],
    [' --output live', 'live', 'live'],
    [' --output mp4', 'mp4', 'live.mp4'],
  ])('embed%s makes an address of one output, until it is revoked', async (option, output, file) => {
    const { path, expiresAt, id } = await json<Share>(`embed --camera front${option}`)
    expect([path.split('?t=')[0], expiresAt]).toEqual([`/cameras/front/${file}`, null])
    const { links } = await json<Shares>('shares')
    expect(links.at(-1)).toMatchObject({
      id,
      kind: 'embed',
      name: `front, ${output}`,
      cameras: ['front'],
      state: 'valid',
    })
  })

  test.each<[string, number, string]>([
    ['share --for 10s', 2, '--for: expected a duration such as 30m, 24h, 7d, 4w or ever, got "10s"'],
    [`share --name ${'x'.repeat(101)}`, 2, '--name: expected a name of at most 100 letters, got "xxx'],
    ['embed', 2, '--camera: expected one camera for an address.'],
    ['embed --camera front back', 2, '--camera: expected one camera for an address.'],
    ['embed --camera front --output webrtc', 2, "option '--output <kind>' argument 'webrtc' is invalid."],
    ['revoke', 2, "missing required argument 'link'"],
    ['revoke nobody', 1, 'There is no link "nobody".'],
    ['revoke Owner', 1, 'The printed links end with the signing key.'],
    ['revoke viewer', 1, 'The printed links end with the signing key.'],
  ])('%s is refused with %i', async (line, code, message) => {
    const answer = await run(line)
    expect([answer.code, answer.output]).toEqual([code, expect.stringContaining(message)])
    expect(answer.output).not.toMatch(/\n\s+at /)
  })

  test('shares lists all links, in words too', async () => {
    const grandma = await json<Share>('share --camera front --name Grandma --for ever')
    const embed = await json<Share>('embed --camera front --name Dashboard --output hls')
    const gone = await json<Share>('share --name Uncle --for ever')
    await run(`revoke ${gone.id}`)
    const printed = { kind: 'printed', cameras: 'all', createdAt: 0, expiresAt: null, state: 'valid' }
    const made = { role: 'viewer', createdAt: expect.any(Number), expiresAt: null, state: 'valid' }
    expect(await json('shares')).toEqual({
      links: [
        { ...printed, id: 'viewer', name: 'Printed link', role: 'viewer' },
        { ...printed, id: 'owner', name: 'Owner', role: 'owner' },
        { ...made, id: grandma.id, kind: 'share', name: 'Grandma', cameras: ['front'] },
        { ...made, id: embed.id, kind: 'embed', name: 'Dashboard', cameras: ['front'] },
        { ...made, id: gone.id, kind: 'share', name: 'Uncle', cameras: 'all', state: 'revoked' },
      ],
      watching: [],
    })
    expect((await run('shares')).output).toBe(
      [
        'viewer    Printed link  all cameras, until revoked',
        'owner     Owner  owner, until revoked',
        `${grandma.id}  Grandma  front, until revoked`,
        `${embed.id}  Dashboard  hls of front, until revoked`,
        `${gone.id}  Uncle  all cameras, revoked`,
        '',
      ].join('\n'),
    )
  })

  test('revoke takes an id or a name, unless that is of several', async () => {
    const [first, second] = [await json<Share>('share --name Grandma'), await json<Share>('share --name Grandma')]
    const ambiguous = await run('revoke Grandma')
    expect([ambiguous.code, ambiguous.output]).toEqual([
      1,
      expect.stringMatching(`There are 2 links "Grandma": ${first.id}, ${second.id}. Name one by its id.`),
    ])
    expect(await run(`revoke ${first.id}`)).toEqual({
      code: 0,
      output: `"Grandma" (${first.id}) is revoked: who watches with it is cut off within seconds.\n`,
    })
    expect(await json('revoke Grandma')).toEqual({ id: second.id, revoked: true })
    expect((await run('revoke Grandma')).code).toBe(1)
    const { links } = await json<Shares>('shares')
    expect(links.map(({ state }) => state)).toEqual(['valid', 'valid', 'revoked', 'revoked'])
  })

  test('rotate makes new codes', async () => {
    const before = await json<{ codes: { owner: string } }>('link')
    const { code, output } = await run('rotate')
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(
        /^All sessions, addresses for programs and printed links have ended. Shared links go on.\n/,
      ),
    ])
    const after = await json<{ codes: { owner: string } }>('link')
    expect(after.codes.owner).not.toBe(before.codes.owner)
    expect(output).toContain(await viewerCode({ data }))
    const rotated = await json<{ codes: { owner: string } }>('rotate')
    expect(rotated.codes.owner).toBe(await ownerCode({ data }))
  })

  test('what was done is in the audit log, without secrets', async () => {
    const share = await json<Share>('share --name Grandma')
    await run('revoke Grandma')
    const text = await readFile(join(data, 'audit.log'), 'utf8')
    expect(
      text
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line).event),
    ).toEqual(['share', 'revocation'])
    expect(text).not.toContain(share.path.split('#k=')[1])
  })
})

describe('what can’t be used is told in words', () => {
  test.each(['link', 'share', 'shares', 'rotate', 'test: --port 0'])('a data folder below a file: %s', async line => {
    const file = join(cwd, 'file')
    await writeFile(file, '')
    expect(await run(line, join(file, 'data'))).toEqual({
      code: 1,
      output: [
        `tunnelcam: The data folder ${file}/data can't be used: ENOTDIR.`,
        '           Links and their signing key are kept there. Name another one with --data or TUNNELCAM_DATA.',
        '',
      ].join('\n'),
    })
  })

  test.each(['link', 'test: --port 0'])('a key that is none: %s', async line => {
    await run('link')
    await writeFile(join(data, 'key'), 'not a key')
    const { code, output } = await run(line)
    expect([code, output]).toEqual([
      1,
      expect.stringContaining(`tunnelcam: ${data}/key is not a signing key. Remove it`),
    ])
    expect(output).not.toMatch(/\n\s+at /)
  })

  test('a data folder that was readable by others keeps its key to itself', async () => {
    await run('link')
    await chmod(join(data, 'key'), 0o666)
    await run('link')
    expect((await import('node:fs')).statSync(join(data, 'key')).mode & 0o777).toBe(0o600)
  })

  test('--data stands before TUNNELCAM_DATA', async () => {
    const { codes } = await json<{ codes: { owner: string } }>('link')
    const other = join(cwd, 'other')
    const told = await json<{ codes: { owner: string } }>(`link --data ${other}`)
    expect([told.codes.owner === codes.owner, told.codes.owner]).toEqual([false, await ownerCode({ data: other })])
  })
})

describe('beside a running program', () => {
  let program: Program
  let running: string
  beforeAll(async () => {
    running = await mkdtemp(join(tmpdir(), 'tunnelcam-running-'))
    const env = { TUNNELCAM_DATA: running, NO_COLOR: '1' }
    program = await startProgram(['test:', '--id', 'front', '--rate', '10'], { access: true, env })
    await until('it says where it is', async () => (await run('link', running)).output.includes(program.address))
  })
  afterAll(async () => {
    await program?.close()
    await rm(running, { recursive: true, maxRetries: 3 })
  })
  const here = (line: string) => json<Share>(line, running)

  test('link prints where it is to be seen, with a QR code', async () => {
    const [owner, viewer] = [await ownerCode({ data: running }), await viewerCode({ data: running })]
    const codes = { owner, viewer, relay: await relayCode({ data: running }) }
    expect(await json('link', running)).toEqual({
      watch: [`${program.address}/#k=${codes.viewer}`],
      manage: [`${program.address}/access#k=${codes.owner}`],
      codes,
    })
    const { output } = await run('link', running)
    expect(output).toContain(
      `Watch   ${program.address}/#k=${codes.viewer}\nManage  ${program.address}/access#k=${codes.owner}\n`,
    )
    expect(output).toMatch(/[█▀▄]{20}/)
    expect(output).not.toContain(codes.relay) // it is none
  })

  test('a camera that it does not have is a slip of the pen', async () => {
    const { code, output } = await run('share --camera attic', running)
    expect([code, output]).toEqual([
      2,
      expect.stringContaining('--camera: there is no camera "attic"; there are front.'),
    ])
  })

  test('a shared link opens at once, and ends within seconds, with the streams that run by it', {
    timeout: 60_000,
  }, async () => {
    const share = await here('share --camera front --name Grandma')
    expect(share.urls).toEqual([`${program.address}${share.path}`])
    const code = share.path.split('#k=')[1] ?? ''
    const headers = { Authorization: `Bearer ${code}`, 'User-Agent': 'VLC/3.0.21' }
    const still = `${program.address}/cameras/front/still.jpg`
    await until('it opens', async () => (await fetch(still, { headers })).status === 200, 5000)
    const stream = await fetch(`${program.address}/cameras/front/stream.mjpg`, { headers })
    const { watching } = await json<Shares>('shares', running)
    expect(watching.filter(({ output }) => output === 'mjpeg')).toEqual([
      {
        link: share.id,
        camera: 'front',
        output: 'mjpeg',
        since: expect.any(Number),
        address: '127.0.0.1',
        device: 'VLC',
      },
    ])
    expect((await run('shares', running)).output).toMatch(
      new RegExp(
        `${share.id}  Grandma  front, until .*\\n(?:.*\\n)*? {10}● front by mjpeg, VLC at 127\\.0\\.0\\.1, since `,
      ),
    )
    const revoked = Date.now()
    await run('revoke Grandma', running)
    await stream.arrayBuffer() // ends
    expect(Date.now() - revoked).toBeLessThan(5000)
    expect((await fetch(still, { headers })).status).toBe(401)
  })

  test('an address for a program opens that and nothing else', async () => {
    const { urls } = await here('embed --camera front --output still')
    const url = urls[0] ?? ''
    await until('it opens', async () => (await fetch(url)).status === 200, 5000)
    expect((await fetch(url.replace('still.jpg', 'stream.mjpg'))).status).toBe(403)
  })

  test('rotate ends what was printed, and shared links go on', { timeout: 60_000 }, async () => {
    const share = await here('share --name Uncle')
    const before = { Authorization: `Bearer ${await viewerCode({ data: running })}` }
    const api = `${program.address}/api/cameras`
    expect((await fetch(api, { headers: before })).status).toBe(200)
    await run('rotate', running)
    await until('the old code has ended', async () => (await fetch(api, { headers: before })).status === 401, 5000)
    for (const code of [share.path.split('#k=')[1] ?? '', await viewerCode({ data: running })])
      expect((await fetch(api, { headers: { Authorization: `Bearer ${code}` } })).status).toBe(200)
  })

  test('nothing that it wrote has a code in it but those that it printed', () => {
    const printed = program.log().filter(({ event }) => event === 'started').length
    expect(printed).toBe(1)
    const rest = program
      .output()
      .split('\n')
      .filter(line => !line.includes('"event":"started"'))
      .join('\n')
    expect(rest).not.toMatch(/#k=[0-9a-z]{26}|\?t=/)
  })
})
