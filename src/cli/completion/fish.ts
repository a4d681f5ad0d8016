import type { OfferedOption, Offers, Values } from './offers.ts'

/** A script for fish (complete(1)). */
export function fishCompletion(offers: readonly Offers[]): string {
  return `# Written by "tunnelcam completion fish".
complete -c tunnelcam -f
${offers.flatMap(place).join('\n')}
`
}

function place({ path, commands, options, argument }: Offers): string[] {
  const here = `complete -c tunnelcam -n ${quoted(placeTest(path, commands))}`
  return [
    ...commands.map(({ name, description }) => `${here} -a ${name} -d ${quoted(description)}`),
    ...(argument === undefined || argument === 'anything' ? [] : [`${here} ${values(argument)}`]),
    ...options.map(option => `${here}${optionWords(option)}`),
  ]
}

/** True where the words of this command, and none of a command below it, have been written. */
function placeTest(path: readonly string[], commands: Offers['commands']): string {
  const seen = path.map(name => `__fish_seen_subcommand_from ${name}`)
  const below = commands.map(({ name }) => name).join(' ')
  return [...seen, ...(below && [`not __fish_seen_subcommand_from ${below}`])].join('; and ')
}

function optionWords({ names, description, value }: OfferedOption): string {
  const words = names.map(name => (name.startsWith('--') ? ` -l ${name.slice(2)}` : ` -s ${name.slice(1)}`))
  return `${words.join('')} -d ${quoted(description)}${value === undefined ? '' : ` -r ${values(value)}`}`
}

function values(value: Values): string {
  if (value === 'file') return '-F'
  if (value === 'folder') return "-a '(__fish_complete_directories)'"
  return value === 'anything' ? '-f' : `-f -a ${quoted(value.join(' '))}`
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`
}
