import type { z } from 'zod'
import type { ConfigProblem } from './error.ts'
import { maskPassword } from './mask.ts'
import { accessSchema } from './schema/accessSchema.ts'
import { pushSchema, srtSchema } from './schema/pushSchema.ts'
import { relaySchema } from './schema/relaySchema.ts'
import { cameraSchema, configSchema } from './schema/schema.ts'
import { subShape } from './schema/subSchema.ts'
import { tunnelSchema } from './schema/tunnelSchema.ts'
import { suggest } from './suggest.ts'

/** A problem that still knows its way into the value, so that its place in a file can be looked up. */
export interface PlacedProblem extends ConfigProblem {
  readonly keys: readonly PropertyKey[]
  /** The key itself is wrong, not what it holds. */
  readonly atKey: boolean
}

/** The issues zod found in `value`, as sentences with the value that was met (passwords masked). */
export function problemsOf(issues: readonly z.core.$ZodIssue[], value: unknown): PlacedProblem[] {
  const problems = issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => unknownKey(issue.path, key))
      : [wrongValue(issue, value)],
  )
  return problems.filter((problem, i) => problems.findIndex(other => other.path === problem.path) === i)
}

/** Ids that stand more than once in a list of cameras that need not be right otherwise. */
export function duplicateIds(value: unknown): PlacedProblem[] {
  const cameras = valueAt(value, ['cameras'])
  if (!Array.isArray(cameras)) return []
  const ids = cameras.map((camera: unknown) => valueAt(camera, ['id']))
  return ids.flatMap((id, index) => {
    const first = ids.indexOf(id)
    if (typeof id !== 'string' || first === index) return []
    const message = `expected an id of its own, got "${id}" as cameras[${first}] has`
    return [{ ...where(['cameras', index, 'id']), atKey: false, message }]
  })
}

/** `['cameras', 2, 'source']` as people write it: `cameras[2].source`. */
export function pathText(keys: readonly PropertyKey[]): string {
  return keys.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`)).join('')
}

function unknownKey(path: readonly PropertyKey[], key: string): PlacedProblem {
  const known = knownKeys(path)
  const meant = suggest(key, known)
  const message = meant ? `unknown key; did you mean "${meant}"?` : `unknown key; known here are ${known.join(', ')}`
  return { ...where([...path, key]), atKey: true, message }
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  if (path[0] === 'listen') return Object.keys(configSchema.shape.listen.unwrap().shape)
  if (path[0] === 'tunnel') return Object.keys(tunnelSchema.shape)
  if (path[0] === 'relay') return Object.keys(relaySchema.shape)
  if (path[0] === 'push') return Object.keys(pushSchema.shape)
  if (path[0] === 'access' && path[1] === 'cloudflareAccess')
    return Object.keys(accessSchema.shape.cloudflareAccess.unwrap().shape)
  if (path[0] === 'access') return Object.keys(accessSchema.shape)
  if (path[0] === 'cameras' && path[2] === 'sub') return Object.keys(subShape)
  if (path[0] === 'cameras' && path[2] === 'srt') return Object.keys(srtSchema.shape)
  if (path[0] === 'cameras') return Object.keys(cameraSchema.in.shape)
  return Object.keys(configSchema.shape)
}

function wrongValue(issue: z.core.$ZodIssue, value: unknown): PlacedProblem {
  const met = valueAt(value, issue.path)
  const saysIt = issue.code === 'custom' && issue.params?.whole === true
  const message = saysIt
    ? issue.message
    : met === undefined
      ? `missing; ${issue.message}`
      : secrets.includes(issue.path.at(-1))
        ? issue.message
        : `${issue.message}, got ${shown(met)}`
  return { ...where(issue.path), atKey: false, message }
}

/** Keys whose values are not shown. */
const secrets: readonly (PropertyKey | undefined)[] = ['passphrase']

function where(keys: readonly PropertyKey[]): { path: string; keys: readonly PropertyKey[] } {
  return { path: pathText(keys), keys }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object' && value !== null) return 'a mapping'
  if (typeof value !== 'string') return value === null ? 'nothing' : String(value)
  const text = JSON.stringify(maskPassword(value))
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

function valueAt(value: unknown, keys: readonly PropertyKey[]): unknown {
  return keys.reduce<unknown>((inner, key) => {
    return typeof inner === 'object' && inner !== null ? Object.getOwnPropertyDescriptor(inner, key)?.value : undefined
  }, value)
}
