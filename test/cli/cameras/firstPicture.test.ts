import { describe, expect, test } from 'vitest'
import type { Device } from '../../../src/agent/v4l2/devices.ts'
import { firstPicture } from '../../../src/cli/cameras/firstPicture.ts'

const devices: Device[] = ['/dev/video0', '/dev/video1', '/dev/video2'].map(path => ({
  path,
  name: path.slice(5),
  formats: [],
}))
const patience = { slowMs: 20, longestMs: 200 }
const never = new AbortController().signal

/** Cameras that answer as told, or hang until they are given up; what was asked is kept. */
function cameras(answers: Record<string, true | string>) {
  const asked: string[] = []
  const left: string[] = []
  const givesPicture = (path: string, signal: AbortSignal) => {
    asked.push(path)
    const answer = answers[path]
    if (answer !== undefined) return Promise.resolve(answer)
    return new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        left.push(path)
        reject(signal.reason)
      })
    })
  }
  return { asked, left, givesPicture }
}

describe('firstPicture', () => {
  test('asks no second camera when the first answers', async () => {
    const pieces = cameras({ '/dev/video0': true })
    expect(await firstPicture(devices, pieces, never, patience)).toEqual({ device: devices[0], refusals: [] })
    expect(pieces.asked).toEqual(['/dev/video0'])
  })

  test('passes over a camera that never answers, having asked the next beside it', async () => {
    const pieces = cameras({ '/dev/video1': true })
    const refusals = ['/dev/video0 (video0): no picture within 0.2 s.']
    expect(await firstPicture(devices, pieces, never, patience)).toEqual({ device: devices[1], refusals })
    expect([pieces.asked, pieces.left]).toEqual([['/dev/video0', '/dev/video1'], ['/dev/video0']])
  })

  test('says of each why it is none', async () => {
    const pieces = cameras({
      '/dev/video0': 'busy.',
      '/dev/video1': 'no permission',
      '/dev/video2': '/dev/video2 is gone.',
    })
    expect(await firstPicture(devices, pieces, never, patience)).toEqual({
      refusals: ['/dev/video0 (video0): busy.', '/dev/video1 (video1): no permission.', 'video2: /dev/video2 is gone.'],
    })
  })

  test('ends at once when it is told to', async () => {
    const end = new AbortController()
    const found = firstPicture(devices, cameras({}), end.signal, { slowMs: 20, longestMs: 60_000 })
    end.abort(new Error('ended'))
    await expect(found).rejects.toThrow('ended')
  })
})
