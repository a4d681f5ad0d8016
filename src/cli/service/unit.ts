import { CliError } from '../error.ts'
import { MARK, type ServiceLine } from './keeper.ts'

/**
 * A user unit of systemd (systemd.service(5), systemd.exec(5)) that keeps the program running, for a systemd of this version, 244
 * or newer. Throws a CliError when the folder can't be written in one.
 */
export function unitText({ command, folder, env }: ServiceLine, version: number): string {
  if (/[\r\n]|[\s\\]$/.test(folder))
    throw new CliError(
      2,
      `The name of the folder ${JSON.stringify(folder)} can't stand in a unit; install from another.`,
    )
  return `# ${MARK}, which changes it too; "tunnelcam service remove" ends it.
[Unit]
Description=tunnelcam: see your camera from your phone
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=:${command.map(quoted).join(' ')}
WorkingDirectory=${folder.replaceAll('%', '%%')}
${Object.entries(env)
  .map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}\n`)
  .join('')}\
Restart=on-failure
${backOff(version)}
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
`
}

// After 1 s, then ever later up to a minute; before systemd 254 there is one wait for all.
function backOff(version: number): string {
  return version >= 254 ? 'RestartSec=1\nRestartSteps=6\nRestartMaxDelaySec=60' : 'RestartSec=5'
}

// The ":" before the command keeps dollar signs as they are; percent signs are doubled (systemd.service(5), "Command lines").
function quoted(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('%', '%%')
    .replace(/\p{Cc}/gu, control => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return `"${escaped}"`
}
