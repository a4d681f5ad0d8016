/** Waits until a condition holds, asking often; throws with its name when that takes longer than `withinMs`. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const start = performance.now()
  while (!(await holds())) {
    if (performance.now() - start > withinMs) throw new Error(`waited ${withinMs} ms in vain until ${what}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
