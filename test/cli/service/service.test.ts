import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkFlags } from '../../../src/cli/flags.ts'
import { readCommandLine } from '../../../src/cli/program.ts'
import { checkService } from '../../../src/cli/service/checkService.ts'
import { fixtureFfmpeg } from '../../support/ffmpeg.ts'
import { runProgram, startProgram } from '../../support/program.ts'
import { needs } from '../../support/require.ts'
import { secret } from '../../support/secrets/kept.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tunnelcam service '))
})
afterEach(() => rmSync(home, { recursive: true }))

const unit = () => join(home, '.config/systemd/user/tunnelcam.service')

/** The program in an empty home folder, with a systemctl that notes what it is asked, and answers as `script` says. */
async function tunnelcam(args: readonly string[], script = 'case "$2" in show) echo Version=255.4-1;; esac', env = {}) {
  const calls = join(home, 'calls')
  mkdirSync(join(home, 'bin'), { recursive: true })
  writeFileSync(join(home, 'bin/systemctl'), `#!/bin/sh\necho "$@" >> '${calls}'\n${script}\n`, { mode: 0o755 })
  const PATH = `${join(home, 'bin')}${delimiter}${process.env.PATH}`
  const mine = { HOME: home, XDG_CONFIG_HOME: '', SUDO_USER: '', TUNNELCAM_DATA: join(home, 'data') }
  const { code, output } = await runProgram(args, { cwd: home, env: { ...mine, PATH, NO_COLOR: '1', ...env } })
  const asked = existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []
  rmSync(calls, { force: true })
  return { code, output, calls: asked }
}

needs('proc')('a service of systemd', () => {
  const name = 'Ann\'s "door" \\ 100 % $HOME %H'

  test('is installed, changed, shown and removed', { timeout: 60_000 }, async () => {
    const installed = await tunnelcam(['service', 'install', 'test:', '--name', name, '--port', '0'], undefined, {
      TUNNEL_TOKEN: 'eyJ-not-for-a-unit',
    })
    expect(installed.output).toMatch(/^Installed and started: .*tunnelcam\.service\n\n +tunnelcam link /)
    expect(installed.calls).toEqual([
      '--user show --property=Version',
      '--user daemon-reload',
      '--user enable tunnelcam.service',
      '--user restart tunnelcam.service',
    ])
    const text = readFileSync(unit(), 'utf8')
    expect(statSync(unit()).mode & 0o777).toBe(0o600)
    expect(text).not.toContain('eyJ')
    expect(text).toContain(`\nWorkingDirectory=${home}\n`)
    const [file = '', ...args] = wordsOf(/^ExecStart=:(.*)$/m.exec(text)?.[1] ?? '')
    const entry = join(import.meta.dirname, '../../../dist/cli.js')
    expect([file, ...args]).toEqual([process.execPath, entry, '--port=0', `--name=${name}`, 'test:'])
    const program = await startProgram([], { command: [file, ...args] })
    const { cameras } = JSON.parse(await (await fetch(`${program.address}/api/cameras`)).text())
    await program.end()
    await program.close()
    expect(cameras).toMatchObject([{ name }])

    const changed = await tunnelcam(['service', 'install', '--data', "Ann's links"])
    expect(changed.output).toMatch(/^Changed and started again: .*\n\n +tunnelcam link '--data=Ann'\\''s links' /)
    const shown = await tunnelcam(['service', 'status'], 'echo it runs; exit 3')
    expect(shown).toEqual({ code: 3, output: 'it runs\n', calls: ['--user status --no-pager tunnelcam.service'] })
    const removed = await tunnelcam(['service', 'remove'])
    expect(removed.output).toBe(`Stopped and removed: ${unit()}. Links and their key stay in the data folder.\n`)
    expect(removed.calls).toEqual([
      '--user show --property=Version',
      '--user disable --now tunnelcam.service',
      '--user daemon-reload',
      '--user reset-failed tunnelcam.service',
    ])
    expect(existsSync(unit())).toBe(false)
    expect(await tunnelcam(['service', 'remove'])).toEqual({
      code: 0,
      output: `There is no service of yours to remove: no ${unit()}.\n`,
      calls: [],
    })
  })

  test.each([
    [
      'where systemd does not answer',
      'echo No medium found >&2; exit 1',
      /of this user does not answer: No medium found/,
    ],
    ['where systemd is too old', 'echo Version=241', /needs systemd 244 or newer; here is 241/],
    ['where there is no systemctl', undefined, /There is no systemctl here/],
  ])('is refused %s, and nothing is written', { timeout: 60_000 }, async (_, script, sentence) => {
    const env = script === undefined ? { PATH: home, TUNNELCAM_FFMPEG: fixtureFfmpeg() } : {}
    const { code, output } = await tunnelcam(['service', 'install', 'test:'], script, env)
    expect([code, output]).toEqual([1, expect.stringMatching(sentence)])
    expect(existsSync(unit())).toBe(false)
  })

  test('is taken away again where systemd does not start it', { timeout: 60_000 }, async () => {
    const unknown =
      'case "$*" in *LoadState*) echo LoadState=not-found;; *Version) echo Version=255;; *able*) echo "no such unit" >&2; exit 1;; esac'
    const { code, output, calls } = await tunnelcam(['service', 'install', 'test:'], unknown)
    expect([code, output]).toEqual([1, expect.stringContaining('enable tunnelcam.service failed: no such unit')])
    expect(calls.slice(-4)).toEqual([
      '--user disable --now tunnelcam.service',
      '--user show --property=LoadState tunnelcam.service',
      '--user daemon-reload',
      '--user reset-failed tunnelcam.service',
    ])
    expect(existsSync(unit())).toBe(false)
  })

  test.runIf(process.getuid?.() === 0)('is not one of root behind sudo', { timeout: 60_000 }, async () => {
    const { code, output, calls } = await tunnelcam(['service', 'status'], undefined, { SUDO_USER: 'ann' })
    expect([code, output, calls]).toEqual([1, expect.stringContaining('behind sudo that would be root'), []])
  })

  test("leaves somebody else's unit alone", { timeout: 60_000 }, async () => {
    mkdirSync(join(unit(), '..'), { recursive: true })
    writeFileSync(unit(), '[Service]\nExecStart=/my/own\n')
    for (const what of ['install', 'remove']) {
      const { code, output } = await tunnelcam(['service', what])
      expect([code, output]).toEqual([1, expect.stringContaining('was not written by tunnelcam')])
    }
    expect(readFileSync(unit(), 'utf8')).toContain('/my/own')
  })
})

/** The words of a command as systemd reads them (systemd.service(5), "Command lines"; systemd.syntax(7), "Quoting"). */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) => word)
  return words.map(word =>
    word.replace(/\\x(..)|\\(.)|%%/g, (_, hex, plain) =>
      hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (plain ?? '%'),
    ),
  )
}

describe('what can not stand in a service is refused', () => {
  const check = async (line: string, entry = '/usr/lib/node_modules/tunnelcam/dist/cli.js') => {
    const asked = readCommandLine(['service', 'install', ...line.split(' ')], () => undefined)
    if (asked.kind !== 'service') throw new Error('no service was asked for')
    checkFlags(asked.flags)
    const env = { TUNNELCAM_FFMPEG: fixtureFfmpeg(), HOME: home }
    return checkService(asked.flags, { args: asked.args, cwd: home, env, entry }).then(
      () => 'accepted',
      error => `${error.message} ${error.hint ?? ''}`,
    )
  }
  test.each([
    ['test: --keep --overlay why?a=b', /^accepted$/],
    ['http://192.168.1.30:8080/video', /^accepted$/],
    ['rtsp://me:s3cret-unit@cam/1', /^rtsp:\/\/me:\*\*\*@cam\/1: what stands behind .* install with --config/],
    ['test: --audio rtsp://me:s3cret-unit@cam/1', /^rtsp:\/\/me:\*\*\*@cam\/1: what stands/],
    ['http://cam/image.jpg?who=s3cret-unit', /^http:\/\/cam\/image.jpg\?who=\*\*\*: what stands/],
    ['--config none.yaml', /none.yaml has a problem:\n {2}there is no such file/],
    ['test: --ffmpeg /nowhere/ffmpeg', /\/nowhere\/ffmpeg/],
    ['test: --tunnel-hostname a.example.com', /does not have TUNNEL_TOKEN of this shell.*--tunnel-token-file/],
    ['test: --relay https://a.example.com', /does not have TUNNELCAM_RELAY_TOKEN of this shell.*--relay-token-file/],
  ])('%s', async (line, sentence) => {
    secret('s3cret-unit')
    const told = await check(line)
    expect(told).toMatch(sentence)
    expect(told).not.toContain('s3cret-unit')
  })

  test.each([
    '/home/me/.npm/_npx/0123456789abcdef/node_modules/tunnelcam/dist/cli.js',
    '/home/me/.cache/pnpm/dlx/abc/node_modules/tunnelcam/dist/cli.js',
    '/home/me/.cache/deno/npm/registry.example/tunnelcam/0.1.0/dist/cli.js',
    '/tmp/bunx-0-tunnelcam@latest/node_modules/tunnelcam/dist/cli.js',
  ])('a program that will not stay: %s', async entry => {
    expect(await check('test:', entry)).toMatch(/will not stay.*npm install -g tunnelcam/)
  })
})
