import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { findFfmpeg } from '../../src/agent/ffmpeg/find.ts'
import { httpMjpegCamera } from '../support/httpMjpegCamera.ts'
import { type LoginScheme, withLogin } from '../support/login.ts'
import type { Process } from '../support/processes.ts'
import { type Program, runProgram, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { rtspCamera } from '../support/rtspCamera.ts'
import { flvServer, hlsServer, type StreamServer } from '../support/streamServers.ts'
import { until } from '../support/until.ts'
import { cameraIs, seeCamera } from './watching.ts'

const secret = 'hunter2-&-p@ss'
const login = `door:${secret}`
/** As it stands in an address, as a person would see it, and as Basic authentication sends it. */
const shapes = [encodeURIComponent(secret), secret, Buffer.from(login).toString('base64')]

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

const small = { width: 320, height: 180, rate: 10 }
async function rtsp(scheme: LoginScheme) {
  const camera = await rtspCamera({ ...small, login, scheme })
  endings.push(() => camera.close())
  return camera
}
async function http(scheme: LoginScheme) {
  const camera = await httpMjpegCamera({ rate: 5, login, scheme })
  endings.push(() => camera.close())
  return camera
}

async function served(start: (options: { login: string }) => Promise<StreamServer>) {
  const server = await start({ login })
  endings.push(() => server.close())
  return withLogin(server.url, login)
}

/** Starts the program, everything in its log, and looks at its processes from then on. */
async function watched(args: readonly string[]): Promise<{ program: Program; shown(): readonly Process[] }> {
  const program = await startProgram([...args, '--log-level', 'debug'])
  endings.push(() => program.close())
  const seen: Process[] = []
  const look = () => seen.push(...shapes.flatMap(program.showing))
  const timer = setInterval(look, 15)
  endings.push(() => clearInterval(timer))
  return {
    program,
    shown: () => {
      look()
      return seen
    },
  }
}

const configured = (yaml: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-e2e-'))
  endings.push(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'tunnelcam.yaml')
  writeFileSync(file, `cameras:\n${yaml}`)
  return file
}

const canHide = (await findFfmpeg({ env: process.env })).has.scriptOptions

needs('proc')('the passwords of cameras', () => {
  test.runIf(canHide)('are in no process while pictures come, and nowhere else', { timeout: 90_000 }, async () => {
    const sources = {
      basic: (await rtsp('basic')).urlWithLogin,
      digest: (await rtsp('digest')).urlWithLogin,
      web: (await http('basic')).urlWithLogin,
      'web-digest': (await http('digest')).urlWithLogin,
      flv: await served(flvServer),
      hls: await served(hlsServer),
    }
    const cameras = Object.entries(sources).map(
      ([id, source]) =>
        `  - { id: ${id}, source: "${source}", keep: true, transport: ${id === 'basic' ? 'udp' : 'tcp'} }\n`,
    )
    const config = configured(cameras.join(''))
    const { program, shown } = await watched(['--config', config])
    for (const id of Object.keys(sources)) {
      const { picture } = await cameraIs(program.address, id, 'live', 30_000)
      const first = picture?.sequence ?? 0
      await until(
        `${id} moves on`,
        async () => ((await seeCamera(program.address, id)).picture?.sequence ?? 0) > first + 3,
      )
    }
    expect(program.ffmpegs()).toHaveLength(6)
    const said = [await (await fetch(`${program.address}/api/cameras`)).text(), program.output()]
    said.push((await runProgram(['doctor', '--config', config])).output)
    said.push((await runProgram(['doctor', '--json', '--config', config])).output)
    await program.end()
    expect(shown()).toEqual([])
    for (const shape of shapes) for (const text of said) expect(text).not.toContain(shape)
  })

  test.runIf(canHide)('heal as before: the camera goes away and comes back', { timeout: 90_000 }, async () => {
    const [ip, web] = [await rtsp('digest'), await http('digest')]
    const config = configured(
      [ip, web].map(({ urlWithLogin }, id) => `  - { id: "c${id}", source: "${urlWithLogin}", keep: true }\n`).join(''),
    )
    const { program, shown } = await watched(['--config', config])
    for (const id of ['c0', 'c1']) await cameraIs(program.address, id, 'live')
    await Promise.all([ip.kill(), web.kill()])
    for (const id of ['c0', 'c1']) {
      await until(`${id} is told to be off`, async () =>
        /connection refused/.test((await seeCamera(program.address, id)).state.reason ?? ''),
      )
    }
    await Promise.all([ip.restart(), web.restart()])
    for (const id of ['c0', 'c1']) await cameraIs(program.address, id, 'live', 30_000)
    expect(shown()).toEqual([])
  })

  test.runIf(canHide)('that are wrong are told so, in words, and are not tried in a storm', async () => {
    const ip = await rtspCamera({ ...small, login: 'door:right', scheme: 'digest' })
    const web = await httpMjpegCamera({ login: 'door:right', scheme: 'digest' })
    endings.push(ip.close, web.close)
    const urls = [ip.url, web.url].map(url => url.replace('://', `://door:${shapes[0]}@`))
    const config = configured(urls.map((url, id) => `  - { id: "c${id}", source: "${url}", keep: true }\n`).join(''))
    const { program, shown } = await watched(['--config', config])
    for (const id of ['c0', 'c1']) {
      const { state } = await cameraIs(program.address, id, 'lost')
      expect(state.reason).toContain('The camera refused the user name or password (401 Unauthorized).')
      expect(state.reason).not.toContain(shapes[0])
    }
    const [before, since] = [ip.heard.length + web.heard(), performance.now()]
    await until('three seconds have passed', () => performance.now() - since > 3000)
    expect(ip.heard.length + web.heard() - before).toBeLessThan(24)
    expect(shown()).toEqual([])
  })

  test.runIf(canHide)('of a source of sound are in no process and no word either', { timeout: 90_000 }, async () => {
    const second = await rtspCamera({ ...small, audio: 'pcmu', login, scheme: 'digest' })
    endings.push(second.close)
    const audio = second.urlWithLogin
    const { program, shown } = await watched([
      '--config',
      configured(`  - { id: front, source: "test:", size: 160x90, audio: "${audio}", keep: true }\n`),
    ])
    await cameraIs(program.address, 'front', 'live')
    await until('somebody listens', () => second.viewers() === 1)
    await second.kill()
    const warned = async () => (await seeCamera(program.address, 'front')).warnings.join()
    await until('the page says so', async () => /^The source of sound/.test(await warned()))
    const said = [await warned(), program.output()]
    await program.end()
    expect(shown()).toEqual([])
    for (const shape of shapes) for (const text of said) expect(text).not.toContain(shape)
  })

  test('of a source of sound are written over on the command line', async () => {
    const { program, shown } = await watched(['test:', '--audio', `rtsp://door:${shapes[0]}@127.0.0.1:1/a?key=other`])
    expect(shown()).toEqual([])
    expect(program.showing('rtsp://door:***@127.0.0.1:1/a?key=***')).toMatchObject([{ pid: program.pid }])
  })

  test('that are written on the command line are written over there', async () => {
    const { program, shown } = await watched([`rtsp://door:${shapes[0]}@127.0.0.1:1/a?key=other`])
    expect(shown()).toEqual([])
    expect(program.showing('rtsp://door:***@127.0.0.1:1/a?key=***')).toMatchObject([{ pid: program.pid }])
  })
})
