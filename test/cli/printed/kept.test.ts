import { expect, test } from 'vitest'
import { isKept } from '../../../src/cli/printed/kept.ts'

test.each([
  ['under systemd', { JOURNAL_STREAM: '8:1' }, false, true],
  ['where the environment says so', { TUNNELCAM_OUTPUT_IS_KEPT: '1' }, false, true],
  ['not in a terminal, which has the variables of its parents', { JOURNAL_STREAM: '8:1' }, true, false],
  ['not elsewhere', {}, false, false],
])('what is printed is kept: %s', (_, env, isTTY, kept) => expect(isKept(env, { isTTY })).toBe(kept))
