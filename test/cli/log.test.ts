import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { openLog } from '../../src/cli/log.ts'

async function logged(kind: 'json' | 'pretty', level: 'debug' | 'info' | 'silent'): Promise<string> {
  const stream = Object.assign(new PassThrough(), { isTTY: false })
  const log = await openLog({ log: kind, logLevel: level }, stream)
  log.debug({ camera: 'front' }, 'opened rtsp://me:secret@cam/1')
  const cause = Object.assign(new Error('401 for rtsp://me:secret@cam/1'), { code: 'unauthorized' })
  log.info(
    { camera: 'front', pid: 7, source: 'rtsp://me:secret@cam/1', args: ['-i', 'http://cam/?pwd=secret'], err: cause },
    'is live',
  )
  setImmediate(() => stream.end())
  return text(stream)
}

describe('openLog', () => {
  test('json: a line for each event, the level as a word, passwords masked wherever they are', async () => {
    const line = await logged('json', 'info')
    const { time, err, ...rest } = JSON.parse(line)
    expect(rest).toEqual({
      level: 'info',
      camera: 'front',
      pid: 7,
      source: 'rtsp://me:***@cam/1',
      args: ['-i', 'http://cam/?pwd=***'],
      msg: 'is live',
    })
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    expect(err).toMatchObject({ type: 'Error', message: '401 for rtsp://me:***@cam/1', code: 'unauthorized' })
    expect(line).not.toContain('secret')
  })

  test('pretty: time, level, camera and the sentence', async () => {
    expect(await logged('pretty', 'info')).toMatch(/^\[\d\d:\d\d:\d\d\] INFO: front: is live\n$/)
  })

  test('pretty: what a camera or a visitor made us quote does nothing to the terminal', async () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true })
    const log = await openLog({ log: 'pretty', logLevel: 'info' }, stream)
    log.info({}, 'it said "\u001b]0;owned\u0007\u009b2J"\nand more')
    setImmediate(() => stream.end())
    expect(await text(stream)).toContain('it said "\uFFFD]0;owned\uFFFD\uFFFD2J"\nand more')
  })

  test('pretty at debug: the facts too, and still no password', async () => {
    const lines = await logged('pretty', 'debug')
    expect(lines).toContain('DEBUG: front: opened rtsp://me:***@cam/1')
    expect(lines).toContain('"source":"rtsp://me:***@cam/1"')
    expect(lines).not.toContain('secret')
  })

  test('silent: nothing', async () => expect(await logged('json', 'silent')).toBe(''))
})
