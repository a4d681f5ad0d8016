import { expect, test } from 'vitest'
import { stillName } from '../../../src/player/screen/stillName.ts'

const at = new Date(2026, 0, 31, 14, 5, 9)

test.each([
  ['Front door', 'Front door 2026-01-31 14.05.09.jpg'],
  ['Küche 2', 'Küche 2 2026-01-31 14.05.09.jpg'],
  ['../etc/"passwd"?', 'etc passwd 2026-01-31 14.05.09.jpg'],
  ['a\u0000b\nc', 'a b c 2026-01-31 14.05.09.jpg'],
  [' . ', 'Camera 2026-01-31 14.05.09.jpg'],
])('a still of %j is named %j', (camera, name) => expect(stillName(camera, at)).toBe(name))
