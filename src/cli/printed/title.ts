import { sourceLabel } from '../../config/mask.ts'

/**
 * Writes over this process's command line, which every user of the machine can read, when there is a secret in it: an
 * address then stands there as it is shown to people. Until then, some tenths of a second, the secret is to be read.
 */
export function hideSecrets(argv: readonly string[]): void {
  const shown = argv.map(sourceLabel)
  if (shown.some((arg, index) => arg !== argv[index])) process.title = shown.join(' ')
}
