/** One figure in Prometheus' text format: what its head says, and its values by the labels as they are written. */
export interface Exposed {
  readonly type: string
  readonly help: string
  readonly values: Readonly<Record<string, number>>
}

const HELP = /^# HELP ([a-z_:][a-z0-9_:]*) (\S.*)$/
const TYPE = /^# TYPE ([a-z_:][a-z0-9_:]*) (counter|gauge|histogram)$/
const VALUE =
  /^([a-z_:][a-z0-9_:]*)(\{[a-z_]+="[^"\\\n]*"(?:,[a-z_]+="[^"\\\n]*")*\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/

/**
 * Reads a text in Prometheus' format 0.0.4 as strictly as its description allows, for what we write: each figure once,
 * HELP and TYPE before its values, no value twice. Throws an error with the line that is wrong.
 */
export function readExposition(text: string): Map<string, Exposed> {
  const figures = new Map<string, { type: string; help: string; values: Record<string, number> }>()
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  let name: string | undefined
  let help: string | undefined
  text.split('\n').forEach((line, index) => {
    const wrong = (why: string) => new Error(`line ${index + 1}: ${why}: ${line}`)
    const helps = HELP.exec(line)
    const types = TYPE.exec(line)
    const value = VALUE.exec(line)
    if (line === '') return
    if (helps) {
      if (figures.has(helps[1] ?? '')) throw wrong('a figure that was there before')
      name = helps[1]
      help = helps[2]
    } else if (types) {
      if (types[1] !== name || help === undefined) throw wrong('no HELP before it')
      figures.set(types[1] ?? '', { type: types[2] ?? '', help, values: {} })
      help = undefined
    } else if (value) {
      const figure = figures.get(name ?? '')
      const suffix = figure?.type === 'histogram' ? /_(bucket|sum|count)$/.exec(value[1] ?? '')?.[0] : ''
      const values = figure?.values
      if (!values || suffix === undefined || value[1] !== `${name}${suffix}`) throw wrong('a value away from its head')
      const labels = `${suffix}${value[2] ?? ''}`
      if (labels in values) throw wrong('a value that was there before')
      values[labels] = Number(value[3])
    } else throw wrong('no line of the format')
  })
  return figures
}
