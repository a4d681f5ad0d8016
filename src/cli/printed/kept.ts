/** Set in the environment, it says that what is printed is kept, as by a container or a service. */
export const KEPT = 'TUNNELCAM_OUTPUT_IS_KEPT'

/** Whether what is printed is kept where others may read it, as in a journal: then no codes may stand in it. */
export function isKept(
  env: Readonly<Record<string, string | undefined>>,
  { isTTY }: { readonly isTTY?: boolean },
): boolean {
  return Boolean(env.JOURNAL_STREAM || env[KEPT]) && !isTTY
}
