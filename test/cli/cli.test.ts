import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { keepProgram } from '../support/secrets/program.ts'

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const patient = { timeout: 15_000, interval: 50 }

let cwd: string
let children: ChildProcess[]
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'tunnelcam-cli-'))
  children = []
})
afterEach(async () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await rm(cwd, { recursive: true })
})

/** The built program in an empty folder, with nobody's configuration. */
function tunnelcam(...args: string[]) {
  const env = { ...process.env, XDG_CONFIG_HOME: cwd, HOME: cwd, NO_COLOR: '1' }
  const child = spawn(process.execPath, [cli, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  keepProgram(child, { args, env, cwd, data: join(cwd, 'tunnelcam') })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', text => {
      said[name] += text
    })
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code: signal ?? code, ...said }))
  /** The lines of a JSON log so far. */
  const log = () =>
    said.stdout
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line))
  const started = () =>
    vi.waitFor(() => log().find(({ event }) => event === 'started') ?? expect.fail(said.stderr), patient)
  return { child, said, ended, log, started }
}

describe('tunnelcam refuses', () => {
  test.each([
    [
      ['--prot', '1'],
      "tunnelcam: unknown option '--prot'; did you mean --port?\n           tunnelcam --help shows all options.\n",
    ],
    [
      ['foo:bar', '--size', 'big'],
      'tunnelcam: source: unknown scheme "foo:" in "foo:bar". Known are test:, rtsp:, rtsps:, rtmp:, rtmps:, srt:, http:, https:, still:, usb:, v4l2:, files:, screen:, avfoundation:, dshow:, libcamera:, ffmpeg:, exec:, publish:\ntunnelcam: --size: expected a size such as 1280x720, got "big"\n           tunnelcam --help shows all options.\n',
    ],
    [
      ['test:', '--tunnel', '--open'],
      'tunnelcam: With --open a tunnel would let anyone on the internet who has or finds its address watch. Leave it out, and only who has the link may; to have it all the same, say it twice: --open --yes-anyone-can-watch.\n',
    ],
    [['--config', 'none.yaml'], 'tunnelcam: none.yaml has a problem:\ntunnelcam:   there is no such file\n'],
  ])('%j with exit code 2', async (args, stderr) => {
    expect(await tunnelcam(...args).ended).toEqual({ code: 2, stdout: '', stderr })
  })

  test('a broken tunnelcam.yaml with exit code 2, and where it is broken', async () => {
    await writeFile(join(cwd, 'tunnelcam.yaml'), 'cameras:\n  - id: a\n    source: test:\n')
    const { code, stderr } = await tunnelcam('--port', '0').ended
    expect([code, stderr.replaceAll(cwd, '')]).toEqual([
      2,
      'tunnelcam: /tunnelcam.yaml has a problem:\ntunnelcam:   /tunnelcam.yaml:3:13 a value that ends with a colon needs quotes, such as source: "test:"\n',
    ])
  })

  test('an FFmpeg that is not there, with exit code 1', async () => {
    const { code, stderr } = await tunnelcam('test:', '--ffmpeg', '/nowhere/ffmpeg').ended
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^tunnelcam: --ffmpeg \/nowhere\/ffmpeg: There is no program at \/nowhere\/ffmpeg\.\n {11}Install it with /,
    )
  })

  test('a port that is taken, with exit code 1 and a port that is free', async () => {
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const { code, stdout, stderr } = await tunnelcam('test:', '--port', String(port)).ended
    server.close()
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      new RegExp(
        `^tunnelcam: Port ${port} on 127.0.0.1 is taken by another program.\n {11}(\\d+) is free: --port \\1\n$`,
      ),
    )
  })

  test('in JSON too, when the log is JSON', async () => {
    const { code, stdout, stderr } = await tunnelcam('test:', '--tunnel', '--open', '--log', 'json').ended
    expect([code, stderr, JSON.parse(stdout)]).toMatchObject([2, '', { level: 'fatal', msg: /^With --open a tunnel/ }])
  })
})

describe('tunnelcam shows', () => {
  test('the test picture in an empty folder without a camera, and ends on Ctrl-C', async () => {
    const { child, said, ended } = tunnelcam('test:', '--port', '0')
    await vi.waitFor(() => expect(said.stdout).toContain('Ctrl-C ends.'), patient)
    const [, url, code] = /Watch +(\S+)\/#k=(\S+)/.exec(said.stdout) ?? []
    expect(said.stdout).toContain('Shows   test:, as you asked.')
    expect((await fetch(`${url}/cameras/test/still.jpg`)).status).toBe(401)
    const headers = { Authorization: `Bearer ${code}` }
    const still = await fetch(`${url}/cameras/test/still.jpg?wait=10`, { headers })
    expect([still.status, still.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 0 })
    await expect(fetch(`${url}/`)).rejects.toThrow()
  })

  test('what tunnelcam.yaml says, and follows it: a camera more, a broken save, a camera less', async () => {
    const file = join(cwd, 'tunnelcam.yaml')
    const save = (...ids: string[]) =>
      writeFile(
        file,
        `listen: { port: 0 }\ncameras:\n${ids.map(id => `  - { id: ${id}, source: "test:" }\n`).join('')}`,
      )
    await save('a')
    const { child, log, started, ended } = tunnelcam('--open', '--log', 'json')
    const { urls, why } = await started()
    expect(why).toBe('the camera of tunnelcam.yaml.')
    const cameras = async () => {
      const text = await (await fetch(`${urls[0]}/api/cameras`)).text()
      return JSON.parse(text).cameras.map(({ id }: { id: string }) => id)
    }
    expect(await cameras()).toEqual(['a'])

    await save('a', 'b')
    await vi.waitFor(async () => expect(await cameras()).toEqual(['a', 'b']), patient)
    await writeFile(file, 'cameras: [{')
    await vi.waitFor(
      () => expect(log().at(-1)).toMatchObject({ level: 'error', msg: /The cameras go on as before\.$/ }),
      patient,
    )
    expect(await cameras()).toEqual(['a', 'b'])
    await save('b')
    await vi.waitFor(async () => expect(await cameras()).toEqual(['b']), patient)
    child.kill('SIGHUP')
    expect(await ended).toMatchObject({ code: 0, stderr: '' })
  })

  test('no password anywhere', async () => {
    const { child, started, ended } = tunnelcam(
      'rtsp://me:s3cret@127.0.0.1:9/1',
      '--port',
      '0',
      '--log',
      'json',
      '--log-level',
      'debug',
      '--keep',
    )
    const { cameras } = await started()
    expect(cameras).toMatchObject([{ id: '127-0-0-1', source: 'rtsp://me:***@127.0.0.1:9/1' }])
    child.kill('SIGTERM')
    const { code, stdout, stderr } = await ended
    expect(code).toBe(0)
    expect(stdout + stderr).not.toContain('s3cret')
  })
})

describe('tunnelcam looks', () => {
  test('doctor: exit code 0 when a picture can be had, and JSON on demand', async () => {
    const { code, stdout } = await tunnelcam('doctor', '--port', '0', '--json').ended
    const { well, findings } = JSON.parse(stdout)
    expect([code, well]).toEqual([0, true])
    expect(findings).toEqual(expect.arrayContaining([expect.objectContaining({ state: 'ok', what: 'FFmpeg' })]))
  })

  test('doctor: exit code 1 and the command that mends it, without FFmpeg', async () => {
    const { code, stdout } = await tunnelcam('doctor', '--port', '0', '--ffmpeg', '/nowhere/ffmpeg').ended
    expect(code).toBe(1)
    expect(stdout).toMatch(/^✗ FFmpeg +--ffmpeg \/nowhere\/ffmpeg: .*\n {4}mend: .+\n/)
  })

  test('devices: a list, in JSON on demand', async () => {
    const { code, stdout } = await tunnelcam('devices', '--json').ended
    expect([code, Array.isArray(JSON.parse(stdout))]).toEqual([0, true])
  })

  test('--version: as package.json has it', async () => {
    expect(await tunnelcam('--version').ended).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    })
  })
})
