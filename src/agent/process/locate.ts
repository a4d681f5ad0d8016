import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** The full path of a program on PATH, or undefined. */
export async function onPath(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const files = process.platform === 'win32' ? [`${name}.exe`] : [name]
  for (const folder of (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean)) {
    for (const file of files) if (await runnable(join(folder, file))) return join(folder, file)
  }
  return undefined
}

/** The program that an optional npm package brings, at this way into its exports; undefined without package or program. */
export async function ofPackage(name: string, way: readonly string[]): Promise<string | undefined> {
  // A package that is absent, or says by throwing that it has nothing for this machine, is one candidate less.
  const exports: unknown = await import(name).catch(() => undefined)
  const path = way.reduce(field, exports)
  return typeof path === 'string' && (await runnable(path)) ? path : undefined
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

/** Whether there is a file that this user may run. */
export function runnable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
