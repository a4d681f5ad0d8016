import type { Command } from 'commander'

/**
 * What a command was given, as arguments of a plain run: long names, each value with its option (`--port=80`), the source
 * behind them. What was not given is left out.
 */
export function argumentsOf(command: Command, source: string | undefined): string[] {
  const values: Readonly<Record<string, unknown>> = command.optsWithGlobals()
  const given = command.options.flatMap(option => {
    const value = values[option.attributeName()]
    if (option.negate) return value === false ? [`${option.long}`] : []
    if (option.required) return typeof value === 'string' ? [`${option.long}=${value}`] : []
    return value === true ? [`${option.long}`] : []
  })
  return source === undefined ? given : [...given, source]
}
