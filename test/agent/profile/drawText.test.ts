import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { drawText } from '../../../src/agent/profile/drawText.ts'
import { firstPicture } from '../../support/decode.ts'
import { clip } from '../../support/ffmpeg.ts'
import { difference } from '../../support/png.ts'

const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-text-'))
afterAll(() => rmSync(folder, { recursive: true }))

const look = 'fontsize=h/20:fontcolor=white:box=1:boxcolor=black@0.5:boxborderw=4:x=h/40:y=h/40'

test.each([
  ['Front door', `drawtext=expansion=none:text=Front door:${look}`],
  ['%H:%M', `drawtext=expansion=normal:text=%{localtime\\\\:%H\\\\\\\\\\\\:%M}:${look}`],
  ['clock', `drawtext=expansion=normal:text=%{localtime\\\\:%Y-%m-%d %H\\\\\\\\\\\\:%M\\\\\\\\\\\\:%S}:${look}`],
])('%s becomes %s', (text, filter) => expect(drawText(text)).toBe(filter))

test('a font is named by its path, on Windows too', () => {
  expect(drawText('a', 'C:/Windows/Fonts/arial.ttf')).toMatch(/^drawtext=fontfile=C\\\\:\/Windows/)
})

// FFmpeg reads the other text from a file, where nothing in it can mean anything.
test.each([
  ['a quote', "it's"],
  ['colons and backslashes', 'C:\\new: \\\\server'],
  ['another filter', 'a,negate[b];[b]hflip'],
  ['an option', 'a:fontsize=200:text=b'],
  ['a function', '{pts} %%{localtime} %%{eif:1:d}', '{pts} %{localtime} %{eif:1:d}'],
  ['a quote that is not closed, and time', `'[%Y]'; "it's:" }\\`, `'[${new Date().getFullYear()}]'; "it's:" }\\`],
  ['other scripts', 'Haustür 门 50 %%', 'Haustür 门 50 %'],
])('a text with %s is written as it is', async (_, text, written = text) => {
  const picture = clip(['-f', 'lavfi', '-i', 'color=gray:s=640x360', '-frames:v', '1'], 'png')
  const file = join(folder, 'text')
  writeFileSync(file, written)
  const ours = await firstPicture(picture, drawText(text))
  const theirs = await firstPicture(picture, `drawtext=expansion=none:textfile=${file}:${look}`)
  expect(difference(ours, theirs)).toBe(0)
  expect(difference(ours, await firstPicture(picture))).toBeGreaterThan(0.001)
})
