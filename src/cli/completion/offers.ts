import type { Command, Option } from 'commander'

/** What can be written at one place of a command line: after the program's name, or after these words of a command. */
export interface Offers {
  /** The command's words, as `['service', 'install']`; none for the program itself. */
  readonly path: readonly string[]
  readonly commands: readonly { readonly name: string; readonly description: string }[]
  readonly options: readonly OfferedOption[]
  /** What its argument is; undefined where it takes none. */
  readonly argument: Values | undefined
}

/** An option, in a line. */
export interface OfferedOption {
  /** `--port`, and `-p` where it has one. */
  readonly names: readonly string[]
  /** On one line. */
  readonly description: string
  /** What its value is; undefined where it takes none. */
  readonly value: Values | undefined
}

/** Of what a value or an argument is one: these words, a file or folder, or anything. */
export type Values = readonly string[] | 'file' | 'folder' | 'anything'

/** All that the program's help tells, its own and that of each command, in the order of the help. */
export function offersOf(command: Command, path: readonly string[] = []): readonly Offers[] {
  const help = command.createHelp()
  const commands = help.visibleCommands(command).filter(one => one.name() !== 'help')
  const [argument] = command.registeredArguments
  const own: Offers = {
    path,
    commands: commands.map(one => ({ name: one.name(), description: one.description() })),
    options: help.visibleOptions(command).map(offered),
    argument: argument && (argument.argChoices ?? (argument.name() === 'source' ? 'file' : 'anything')),
  }
  return [own, ...commands.flatMap(one => offersOf(one, [...path, one.name()]))]
}

function offered({ flags, long, short, required, argChoices, description }: Option): OfferedOption {
  const named = /<(file|path|folder)>/.exec(flags)?.[1]
  const kind = named === 'path' ? 'file' : named
  return {
    names: [long, short].filter(name => typeof name === 'string'),
    description: description.replaceAll('\n', ' '),
    value: required ? (argChoices ?? (kind === 'file' || kind === 'folder' ? kind : 'anything')) : undefined,
  }
}
