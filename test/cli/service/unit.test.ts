import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { unitText } from '../../../src/cli/service/unit.ts'
import { needs } from '../../support/require.ts'

const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-unit-'))
afterAll(() => rmSync(folder, { recursive: true }))

const line = {
  command: ['/usr/bin/node', '/opt/tunnelcam/dist/cli.js', '--overlay=100 % "of" \\ $HOME\n%H', './pictures/'],
  folder: '/home/me/my 100% $cams',
  env: { PATH: '/usr/bin:/home/me/b in%' },
}

test('a unit starts the very arguments again, and leaves nothing behind', () => {
  expect(
    unitText(line, 254),
  ).toBe(`# Written by "tunnelcam service install", which changes it too; "tunnelcam service remove" ends it.
[Unit]
Description=tunnelcam: see your camera from your phone
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=:"/usr/bin/node" "/opt/tunnelcam/dist/cli.js" "--overlay=100 %% \\"of\\" \\\\ $HOME\\x0a%%H" "./pictures/"
WorkingDirectory=/home/me/my 100%% $cams
Environment="PATH=/usr/bin:/home/me/b in%%"
Restart=on-failure
RestartSec=1
RestartSteps=6
RestartMaxDelaySec=60
# It ends its FFmpegs itself; what is left of them then is killed.
KillMode=mixed
TimeoutStopSec=15
# An FFmpeg that takes too much memory is started again, its camera alone.
OOMPolicy=continue

# Without rights of its own it needs none of these. Nobody else reads what it writes, nor a dump of its memory.
UMask=0077
LimitCORE=0
NoNewPrivileges=yes
RestrictSUIDSGID=yes
RestrictNamespaces=yes
RestrictRealtime=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK

[Install]
WantedBy=default.target
`)
})

test('a systemd that can not wait ever longer waits five seconds', () => {
  const text = unitText(line, 253)
  expect(text).toContain('\nRestartSec=5\n')
  expect(text).not.toContain('RestartSteps')
})

test.each(['/home/me/a\nb', '/home/me/a\\', '/home/me/a '])('a unit can not be started in %j', folder => {
  expect(() => unitText({ ...line, folder }, 254)).toThrow(/can't stand in a unit/)
})

needs('systemd-analyze')('systemd', () => {
  test('finds no fault in a unit', () => {
    const file = join(folder, 'tunnelcam.service')
    writeFileSync(file, unitText({ ...line, command: [process.execPath, ...line.command.slice(1)] }, 244))
    const env = { ...process.env, XDG_RUNTIME_DIR: folder, HOME: folder }
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--user', '--man=no', file], {
      env,
      encoding: 'utf8',
    })
    expect([stderr.split('\n').filter(line => line.includes(file)), status]).toEqual([[], 0])
  })
})
