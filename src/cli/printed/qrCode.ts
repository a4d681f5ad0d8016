import { renderUnicodeCompact } from 'uqr'
import type { Colors } from './colors.ts'

/**
 * The lines of a text's QR code. Light on dark: with colours for sure, without them on the dark terminals that most have.
 */
export function qrCode(text: string, { bgBlack, whiteBright }: Colors): string[] {
  return renderUnicodeCompact(text, { border: 2 })
    .split('\n')
    .map(line => bgBlack(whiteBright(line)))
}
