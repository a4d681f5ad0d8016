import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { candidates } from '../../../../src/agent/ffmpeg/encode/candidates.ts'

let renderFolder: string
beforeAll(async () => {
  renderFolder = await mkdtemp(join(tmpdir(), 'tunnelcam-dri-'))
  for (const name of ['card0', 'renderD129', 'renderD128']) await writeFile(join(renderFolder, name), '')
  await mkdir(join(renderFolder, 'by-path'))
})
afterAll(() => rm(renderFolder, { recursive: true }))

test.each([
  ['linux', 'auto', ['h264_nvenc', 'h264_vaapi renderD128', 'h264_vaapi renderD129', 'h264_qsv', 'h264_v4l2m2m']],
  ['darwin', 'auto', ['h264_videotoolbox']],
  ['win32', 'auto', ['h264_nvenc', 'h264_qsv']],
  ['freebsd', 'auto', []],
  ['linux', 'libx264', []],
  ['linux', 'h264_videotoolbox', ['h264_videotoolbox']],
  ['linux', 'h264_vaapi', ['h264_vaapi renderD128', 'h264_vaapi renderD129']],
] as const)('on %s, for %s: %j', async (platform, wish, expected) => {
  const found = await candidates(wish, { platform, renderFolder })
  expect(found.map(({ name, device }) => [name, ...(device ? [device.split('/').at(-1)] : [])].join(' '))).toEqual(
    expected,
  )
})

test('without a render node the usual one is tried, so that FFmpeg says what it misses', async () => {
  const machine = { platform: 'linux', renderFolder: join(renderFolder, 'by-path') } as const
  expect(await candidates('h264_vaapi', machine)).toEqual([
    { name: 'h264_vaapi', device: `${machine.renderFolder}/renderD128` },
  ])
})
