import { shellQuoted } from '../shellQuoted.ts'
import type { OfferedOption, Offers, Values } from './offers.ts'

/** A script for zsh, to be found as `_tunnelcam` on its fpath (zshcompsys(1)). */
export function zshCompletion(offers: readonly Offers[]): string {
  return `#compdef tunnelcam
# Written by "tunnelcam completion zsh".
${offers.map(place).join('\n')}
_tunnelcam "$@"
`
}

function place({ path, commands, options, argument }: Offers): string {
  const specs = options.map(optionSpec)
  if (commands.length === 0) {
    const last = argument === undefined ? [] : [shellQuoted(`1:${namedValue(argument)}`)]
    return `${nameOf(path)}() {\n  _arguments -s ${[...specs, ...last].join(' \\\n    ')}\n}`
  }
  const words = commands.map(({ name, description }) => shellQuoted(`${name}:${description}`))
  const files = argument === 'file' ? '\n      _files' : ''
  // Behind a source come its options.
  const others = argument === 'file' ? '\n        *) _arguments -s $options_known ;;' : ''
  return `${nameOf(path)}() {
  local curcontext=$curcontext state line words_known options_known
  options_known=(${specs.join('\n    ')})
  _arguments -s -C $options_known '1: :->first' '*:: :->rest'
  case $state in
    first)
      words_known=(${words.join('\n        ')})
      _describe command words_known${files} ;;
    rest)
      case $line[1] in
${commands.map(({ name }) => `        ${name}) ${nameOf([...path, name])} ;;`).join('\n')}${others}
      esac ;;
  esac
}`
}

function optionSpec({ names, description, value }: OfferedOption): string {
  const told = `[${description.replace(/[[\]\\:]/g, '\\$&')}]`
  const takes = value === undefined ? '' : `:${namedValue(value)}`
  const sign = (name: string) => (value === undefined ? name : `${name}${name.startsWith('--') ? '=' : '+'}`)
  const others = names.length > 1 ? `(${names.join(' ')})` : ''
  return names.map(name => shellQuoted(`${others}${sign(name)}${told}${takes}`)).join(' ')
}

function namedValue(value: Values): string {
  if (value === 'file') return 'file:_files'
  if (value === 'folder') return 'folder:_files -/'
  return value === 'anything' ? 'value: ' : `value:(${value.join(' ')})`
}

function nameOf(path: readonly string[]): string {
  return ['_tunnelcam', ...path].join('_')
}
