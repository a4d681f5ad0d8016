import { Command, CommanderError } from 'commander'
import { CliError } from './error.ts'
import type { Flags } from './flags.ts'
import {
  cameraOptions,
  configOption,
  ffmpegOption,
  flagsOf,
  generalOptions,
  listenOptions,
  measureOptions,
  metricsOption,
  type Options,
  tunnelOptions,
} from './options.ts'
import { version } from './version.ts'

/** What a command line asks for. `said`: help or the version was printed, and nothing is left to do. */
export type Asked =
  | { readonly kind: 'serve'; readonly flags: Flags }
  | { readonly kind: 'doctor' | 'devices'; readonly flags: Flags; readonly json: boolean }
  | { readonly kind: 'said' }

/**
 * Reads a command line without the program's name, such as `['/dev/video0', '--port', '80']`. Help and version go to
 * `print`. Throws a CliError (exit code 2) when it can't be understood; values are checked later, all at once.
 */
export function readCommandLine(args: readonly string[], print: (text: string) => void): Asked {
  let asked: Asked = { kind: 'said' }
  const program = commands(found => {
    asked = found
  })
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: print, writeErr: () => undefined })
  }
  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode !== 0) throw new CliError(2, words(error), { hint: 'tunnelcam --help shows all options.' })
  }
  return asked
}

function commands(found: (asked: Asked) => void): Command {
  const program = new Command('tunnelcam')
    .description('See your camera from your phone, anywhere, privately, in one command.')
    .argument('[source]', `${sources}\nWithout it: the configuration file, else the first camera, else a test picture.`)
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .enablePositionalOptions()
    .configureHelp({ helpWidth: 116, optionDescription: option => option.description })
    .addHelpText('after', examples)
  for (const option of [
    ...generalOptions(),
    ...listenOptions(),
    metricsOption(),
    ...tunnelOptions(),
    ...cameraOptions(),
  ])
    program.addOption(option)
  program.action((source: string | undefined, options: Options) => {
    found({ kind: 'serve', flags: flagsOf(options, source) })
  })
  for (const [kind, description] of lookers) {
    const command = program.command(kind).description(description).helpOption('-h, --help', 'print this help')
    command.addOption(ffmpegOption()).option('--json', 'print JSON')
    if (kind === 'doctor')
      for (const option of [configOption(), ...listenOptions(), ...measureOptions()]) command.addOption(option)
    command.action(() => {
      const options: Options = command.optsWithGlobals()
      found({ kind, flags: flagsOf(options), json: options.json === true })
    })
  }
  return program
}

const lookers = [
  ['doctor', 'say what is missing for a picture, and the command that mends it'],
  ['devices', 'list the cameras of this machine with their formats, sizes and rates'],
] as const

const sources = '/dev/video0, test:, rtsp://…, http://… (MJPEG), a folder of pictures or a video file.'

const examples = `
Examples:
  tunnelcam                                    the configuration file, the first camera or a test picture
  tunnelcam /dev/video0 --size 1280x720        a camera of this machine
  tunnelcam rtsp://user:password@192.168.1.20/stream1
  tunnelcam ./pictures/ --watch                each picture dropped into a folder
  tunnelcam --config cameras.yaml --port 80    many cameras
  tunnelcam --tunnel --open --yes-anyone-can-watch  seen from anywhere, by anyone who has the address
  tunnelcam doctor                             what is missing, and how to mend it
  tunnelcam doctor --tunnel                    what gets through a tunnel
`

/** "error: unknown option '--prot'\n(Did you mean --port?)" as one sentence. */
function words({ code, message }: CommanderError): string {
  const sentence = message.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?')
  const isSource = code === 'commander.excessArguments' && /Expected 1 /.test(message)
  return isSource ? `${sentence} One source goes on a command line, more go into a configuration file.` : sentence
}
