import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { findFfmpeg } from '../../../../src/agent/ffmpeg/find.ts'
import { openSource } from '../../../../src/agent/sources/open.ts'
import { fixtureFfmpeg } from '../../../support/ffmpeg.ts'
import { needs } from '../../../support/require.ts'
import { camera } from '../../given.ts'

needs('Xvfb')('an X11 screen', () => {
  test('is read whole, at 15 a second', async () => {
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '800x600x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    const [text]: unknown[] = await once(server.stdio[3] ?? server, 'data')
    const config = camera({ source: `screen::${String(text).trim()}` })
    const source = await openSource(config, await findFfmpeg({ env: process.env }), AbortSignal.timeout(20_000))
    expect(source).toMatchObject({ kind: 'screen', frameRate: 15, size: { width: 800, height: 600 } })
    const args = ['-v', 'error', ...source.input, '-frames:v', '3', '-f', 'mjpeg', 'pipe:1']
    const grab = spawn(fixtureFfmpeg(), args, { stdio: ['ignore', 'pipe', 'ignore'] })
    const pictures: Buffer[] = await grab.stdout.toArray()
    expect(Buffer.concat(pictures).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]))
    server.kill('SIGKILL')
    await once(server, 'exit')
  })
})
