import type { Offers, Values } from './offers.ts'

/** A script for bash 3.2 or newer. Files are completed by bash itself, which knows how to quote them. */
export function bashCompletion(offers: readonly Offers[]): string {
  const options = offers.flatMap(place => place.options)
  const taking = [...new Set(options.flatMap(({ names, value }) => (value ? names : [])))]
  return `# Written by "tunnelcam completion bash".
_tunnelcam() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} path='' i
  COMPREPLY=()
  # --port=80 comes as three words.
  if [[ $word == = ]]; then word=''
  elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      ${taking.join('|')})
        [[ \${COMP_WORDS[i+1]} == = ]] && ((i++))
        ((i++))
        continue ;;
    esac
    case "$path \${COMP_WORDS[i]}" in
      ${offers.flatMap(({ path }) => (path.length > 0 ? [`' ${path.join(' ')}'`] : [])).join('|')})
        path+=" \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path $before" in
${offers.flatMap(valueLines).join('\n')}
  esac
  case $path in
${offers.map(placeLine).join('\n')}
  esac
}
complete -o bashdefault -o default -F _tunnelcam tunnelcam
`
}

function valueLines({ path, options }: Offers): string[] {
  return options.flatMap(({ names, value }) => {
    const words = names.map(name => `'${[...path.map(one => ` ${one}`), ` ${name}`].join('')}'`)
    return value === undefined ? [] : [`    ${words.join('|')}) ${reply(value)}; return ;;`]
  })
}

function placeLine({ path, commands, options, argument }: Offers): string {
  const words = [...commands.map(({ name }) => name), ...(Array.isArray(argument) ? argument : [])]
  const names = options.flatMap(option => option.names)
  const place = path.map(one => ` ${one}`).join('')
  return `    '${place}') if [[ $word == -* ]]; then ${reply(names)}; else ${reply(words)}; fi ;;`
}

function reply(value: Values): string {
  if (value === 'file' || value === 'folder') return ':'
  if (value === 'anything') return 'compopt +o bashdefault +o default 2>/dev/null'
  return value.length === 0 ? ':' : `COMPREPLY=($(compgen -W '${value.join(' ')}' -- "$word"))`
}
