import { expect, test } from 'vitest'
import { launchd } from '../../../src/cli/service/launchd.ts'

/** A launchd whose bootstrap ends so, and whose program has ended when it is looked at for the second time. */
function pretended(bootstrap = 0) {
  const calls: string[] = []
  let looks = 0
  const run = async (file: string, args: readonly string[]) => {
    calls.push([file, ...args].join(' '))
    const exitCode = args[0] === 'bootstrap' ? bootstrap : args[0] === 'print' && ++looks > 1 ? 113 : 0
    return { exitCode, stdout: '', stderr: 'Boot-out failed: 3', timedOut: false }
  }
  return { calls, keeper: launchd(501, run, '/Users/me') }
}

test('an agent of launchd starts the very arguments again, and prints no codes', async () => {
  const { keeper } = pretended()
  const line = {
    command: ['/usr/local/bin/node', '/x/cli.js', '--name=A & <B>'],
    folder: '/Users/me',
    env: { PATH: '/bin' },
  }
  expect(keeper.file).toBe('/Users/me/Library/LaunchAgents/tunnelcam.plist')
  expect(await keeper.describe(line)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<!-- Written by "tunnelcam service install". -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
<key>Label</key><string>tunnelcam</string>
<key>ProgramArguments</key><array><string>/usr/local/bin/node</string><string>/x/cli.js</string><string>--name=A &amp; &lt;B&gt;</string></array>
<key>WorkingDirectory</key><string>/Users/me</string>
<key>EnvironmentVariables</key><dict><key>PATH</key><string>/bin</string><key>TUNNELCAM_OUTPUT_IS_KEPT</key><string>1</string></dict>
<key>StandardOutPath</key><string>/Users/me/Library/Logs/tunnelcam.log</string>
<key>StandardErrorPath</key><string>/Users/me/Library/Logs/tunnelcam.log</string>
<key>RunAtLoad</key><true/>
<key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
<key>ThrottleInterval</key><integer>10</integer>
<key>ExitTimeOut</key><integer>15</integer>
<key>Umask</key><integer>63</integer>
</dict>
</plist>
`)
})

test('launchd is asked to start it once what ran has ended, and to stop it', async () => {
  const { keeper, calls } = pretended()
  await keeper.start()
  await keeper.stop()
  expect(calls).toEqual([
    'launchctl bootout gui/501/tunnelcam',
    'launchctl print gui/501/tunnelcam',
    'launchctl print gui/501/tunnelcam',
    'launchctl bootstrap gui/501 /Users/me/Library/LaunchAgents/tunnelcam.plist',
    'launchctl bootout gui/501/tunnelcam',
    'launchctl print gui/501/tunnelcam',
  ])
})

test('what launchd refuses is told', async () => {
  await expect(pretended(5).keeper.start()).rejects.toThrow('launchctl bootstrap gui/501 failed: Boot-out failed: 3')
})
