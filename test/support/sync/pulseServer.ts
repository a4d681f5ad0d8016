import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../until.ts'

/** A PulseAudio of our own, which no other program of this machine knows of. */
export interface PulseServer {
  /** What a program needs in its environment to find it. */
  readonly env: { readonly PULSE_SERVER: string }
  /** Plugs a pretend microphone in: its sound card's clock runs at `rate` samples a second, and says 48000. */
  plugIn(name: string, rate?: number): Promise<Microphone>
  /** Dies, as a sound server does that is stopped or crashes. */
  kill(): Promise<void>
  restart(): Promise<void>
  close(): Promise<void>
}

/** A pretend microphone that hears a beep in the first tenth of each second of the time of day. */
export interface Microphone {
  /** Pulled out. */
  unplug(): Promise<void>
}

/** Starts PulseAudio with a socket in a folder of its own, and no sound card. */
export async function pulseServer(): Promise<PulseServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-pulse-'))
  const socket = join(folder, 'socket')
  const env = { PULSE_SERVER: `unix:${socket}` }
  const all = { ...process.env, ...env, HOME: folder, XDG_RUNTIME_DIR: folder }
  const plugged = new Set<Microphone>()
  let daemon: ChildProcess
  const start = async () => {
    daemon = spawn('pulseaudio', [...quietly, '-L', `module-native-protocol-unix socket=${socket} auth-anonymous=1`], {
      env: all,
      stdio: 'ignore',
    })
    await until('PulseAudio listens', () => existsSync(socket))
  }
  const kill = async () => {
    for (const microphone of plugged) await microphone.unplug().catch(() => undefined)
    if (daemon.exitCode === null && daemon.signalCode === null) {
      daemon.kill('SIGKILL')
      await once(daemon, 'exit')
    }
    rmSync(socket, { force: true })
  }
  const pactl = (...args: string[]) =>
    execFileSync('pactl', args, { env: all, encoding: 'utf8', timeout: 10_000 }).trim()
  await start()
  return {
    env,
    plugIn: async (name, rate = 48_000) => {
      const pipe = join(folder, name)
      rmSync(pipe, { force: true }) // a server that was killed left it behind
      const form = 'format=s16le rate=48000 channels=2'
      const module = pactl('load-module', 'module-pipe-source', `source_name=${name}`, `file=${pipe}`, form)
      const card = spawn(process.execPath, [join(import.meta.dirname, 'soundCard.mjs'), pipe, String(rate)])
      const microphone: Microphone = {
        unplug: async () => {
          plugged.delete(microphone)
          card.kill('SIGKILL')
          if (daemon.exitCode === null && daemon.signalCode === null) pactl('unload-module', module)
        },
      }
      plugged.add(microphone)
      return microphone
    },
    kill,
    restart: start,
    close: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const quietly = [
  ...['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', '--disable-shm=yes'],
  ...['--high-priority=no', '--realtime=no', '--log-level=error'],
]
