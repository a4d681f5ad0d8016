import { Command, CommanderError, type Option } from 'commander'
import type { ShareWish } from './access/share.ts'
import { addCompletionCommand } from './completion/commands.ts'
import { CliError } from './error.ts'
import type { Flags } from './flags.ts'
import {
  cameraOptions,
  configOption,
  dataOption,
  ffmpegOption,
  flagsOf,
  generalOptions,
  listenOptions,
  logOptions,
  measureOptions,
  metricsOption,
  type Options,
  outputOption,
  publishOption,
  pushOptions,
  shareOptions,
  tunnelOptions,
  wishOf,
} from './options.ts'
import { doorOptions, relayExamples, relayOptions } from './relay/options.ts'
import { addServiceCommands } from './service/commands.ts'
import { version } from './version.ts'

/** What a command line asks for. `said`: help or the version was printed, and nothing is left to do. */
export type Asked =
  | { readonly kind: 'serve'; readonly flags: Flags }
  | { readonly kind: 'relay'; readonly flags: Flags }
  | { readonly kind: 'doctor' | 'devices' | AccessCommand; readonly flags: Flags; readonly json: boolean }
  | { readonly kind: 'share'; readonly flags: Flags; readonly json: boolean; readonly wish: ShareWish }
  | { readonly kind: 'revoke'; readonly flags: Flags; readonly json: boolean; readonly which: string }
  | {
      readonly kind: 'service'
      readonly flags: Flags
      readonly what: 'install' | 'remove' | 'status'
      /** As a plain run takes them. */
      readonly args: readonly string[]
    }
  | { readonly kind: 'completion'; readonly flags: Flags; readonly script: string }
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
  for (const command of all(program)) {
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

function all(command: Command): Command[] {
  return [command, ...command.commands.flatMap(all)]
}

function commands(found: (asked: Asked) => void): Command {
  const program = new Command('tunnelcam')
    .description('See your camera from your phone, anywhere, privately, in one command.')
    .argument('[source]', sources)
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .enablePositionalOptions()
    .configureHelp({ helpWidth: 116, optionDescription: option => option.description })
    .addHelpText('after', examples)
  for (const option of serveOptions()) program.addOption(option)
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
  addAccessCommands(program, found)
  addRelayCommand(program, found)
  addServiceCommands(program, serveOptions(), sources, found)
  addCompletionCommand(program, found)
  return program
}

function serveOptions(): Option[] {
  return [
    ...generalOptions(),
    ...listenOptions(),
    metricsOption(),
    ...pushOptions(),
    ...tunnelOptions(),
    ...relayOptions(),
    ...cameraOptions(),
  ]
}

type AccessCommand = 'link' | 'shares' | 'rotate'

/** The commands about links: they work beside a running program, and also when none runs. */
function addAccessCommands(program: Command, found: (asked: Asked) => void): void {
  const add = (usage: string, description: string, action: (options: Options, argument?: string) => Asked) => {
    const command = program
      .command(usage)
      .description(description)
      .helpGroup('Links:')
      .helpOption('-h, --help', 'print this help')
    command.addOption(dataOption()).option('--json', 'print JSON')
    return command.action(argument => {
      found(action(command.optsWithGlobals(), typeof argument === 'string' ? argument : undefined))
    })
  }
  const asked = (options: Options) => ({ flags: flagsOf(options), json: options.json === true })
  add('link', 'print the links of the tunnelcam that runs here, with a QR code', o => ({ kind: 'link', ...asked(o) }))
  const share = add('share', 'make a link for somebody: view only, ends by itself, can be revoked', options => {
    return { kind: 'share', ...asked(options), wish: wishOf(options) }
  })
  for (const option of [...shareOptions('24h; with --publish ever'), publishOption()]) share.addOption(option)
  const embed = add(
    'embed',
    'make an address of one camera for a program: <img>, VLC, Home Assistant, OpenCV',
    options => {
      return { kind: 'share', ...asked(options), wish: wishOf({ output: 'mjpeg', ...options }) }
    },
  )
  for (const option of [outputOption(), ...shareOptions('ever')]) embed.addOption(option)
  add('shares', 'list the links, and who is watching with them now', o => ({ kind: 'shares', ...asked(o) }))
  add('revoke <link>', 'end a link, by its id or name; who watches with it is cut off', (options, which = '') => {
    return { kind: 'revoke', ...asked(options), which }
  })
  add('rotate', 'make a new signing key: all sessions, embeds and printed links end', o => ({
    kind: 'rotate',
    ...asked(o),
  }))
}

/** Without cameras of its own: nothing of what FFmpeg needs is asked for. */
function addRelayCommand(program: Command, found: (asked: Asked) => void): void {
  const command = program
    .command('relay')
    .description('show the cameras of agents elsewhere, which publish them here: for any number of viewers')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', relayExamples)
  const options = [...logOptions(), dataOption(), ...listenOptions(), ...doorOptions(), metricsOption()]
  for (const option of options) command.addOption(option)
  command.action(() => found({ kind: 'relay', flags: flagsOf(command.optsWithGlobals()) }))
}

const lookers = [
  ['doctor', 'say what is missing for a picture, and the command that mends it'],
  ['devices', 'list the cameras of this machine with their formats, sizes and rates'],
] as const

const sources =
  '/dev/video0, test:, rtsp://…, http://… (MJPEG, HLS, FLV), rtmp://…, srt://…, a folder of pictures, a video file, or publish: for pictures that are sent here.\nWithout it: the configuration file, else the first camera, else a test picture.'

const examples = `
Examples:
  tunnelcam                                    the configuration file, the first camera or a test picture
  tunnelcam /dev/video0 --size 1280x720        a camera of this machine
  tunnelcam rtsp://user:password@192.168.1.20/stream1
  tunnelcam ./pictures/ --watch                each picture dropped into a folder
  tunnelcam --config cameras.yaml --port 80    many cameras
  tunnelcam /dev/video0 --tunnel               from anywhere, by who has the link
  tunnelcam /dev/video0 --relay https://cam.example.org   by any number, through a tunnelcam relay there
  tunnelcam share --camera front --for 24h     a link for somebody else
  tunnelcam share --publish --camera back      a link that makes a phone the camera, and an address for programs
  tunnelcam service install --config cameras.yaml   from now on at each login, by itself
  tunnelcam doctor                             what is missing, and how to mend it
  tunnelcam doctor --tunnel                    what gets through a tunnel
`

/** "error: unknown option '--prot'\n(Did you mean --port?)" as one sentence. */
function words({ code, message }: CommanderError): string {
  const sentence = message.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?')
  const isSource = code === 'commander.excessArguments' && /arguments(?: for 'install')?\. Expected 1 /.test(message)
  return isSource ? `${sentence} One source goes on a command line, more go into a configuration file.` : sentence
}
