import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { joined } from '../../../src/media/bytes.ts'
import { MediaError } from '../../../src/media/error.ts'
import { FlvTagReader } from '../../../src/media/flv/tagReader.ts'
import { type FlvBody, FlvWriter } from '../../../src/media/flv/tagWriter.ts'
import { readAmf0, writeAmf0 } from '../../../src/media/rtmp/amf0.ts'
import { RtmpChunkReader } from '../../../src/media/rtmp/chunkReader.ts'
import { RtmpSession } from '../../../src/media/rtmp/session.ts'
import { writeMessage } from '../../../src/media/rtmp/writeMessage.ts'
import { everyCut } from '../cuts.ts'
import { mutations } from '../mutations.ts'

/** All that FFmpeg 5.1 sends when it publishes four pictures and a beep to rtmp://…/live/thekeyofthecamera. */
const push = Uint8Array.from(readFileSync(new URL('../fixtures/push.rtmp', import.meta.url)))

/** What a session makes of a client's bytes; who publishes is let in. */
function take(chunks: Iterable<Uint8Array>) {
  const session = new RtmpSession()
  const events: string[] = []
  const answers: Uint8Array[] = []
  const tags: FlvBody[] = []
  for (const chunk of chunks) {
    for (const event of session.push(chunk)) {
      if (event.kind === 'answer') answers.push(event.bytes)
      if (event.kind === 'publish') {
        events.push(`publish ${event.app} ${event.name} ${event.program}`)
        answers.push(session.accept())
      }
      if (event.kind === 'media') tags.push(event.tag)
      if (event.kind === 'end') events.push('end')
    }
  }
  return { events, answers, tags }
}

function printOf({ events, tags }: ReturnType<typeof take>): string {
  const sum = (body: Uint8Array) => body.reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7)
  return [...events, ...tags.map(({ type, timestamp, body }) => `${type} ${timestamp} ${sum(body)}`)].join('\n')
}

describe('what FFmpeg pushes', () => {
  const { events, answers, tags } = take([push])

  test('is understood: who wants to publish what, the media, and the end', () => {
    expect(events).toEqual(['publish live thekeyofthecamera FMLE/3.0 (compatible; Lavf59.27.100)', 'end', 'end'])
    expect(tags.slice(0, 5).map(({ type, timestamp, body }) => `${type} ${timestamp} ${body.length}`)).toEqual([
      'script 0 268',
      'video 0 43',
      'audio 0 7',
      'audio 0 155',
      'video 23 1077',
    ])
    expect(tags).toHaveLength(27)
  })

  test('is answered as RTMP clients want it', () => {
    const [hello = new Uint8Array(), ...rest] = answers
    expect([hello.length, hello[0], hello.subarray(1537)]).toEqual([3073, 3, push.subarray(1, 1537)])
    const messages = [...new RtmpChunkReader(1000).push(joined(rest))]
    expect(messages.filter(({ type }) => type === 20).map(({ stream, body }) => [stream, ...readAmf0(body)])).toEqual([
      [0, '_result', 1, expect.any(Map), new Map(Object.entries(connected))],
      [0, '_result', 2, null, null],
      [0, '_result', 3, null, null],
      [0, '_result', 4, null, 1],
      [1, 'onStatus', 0, null, new Map(Object.entries(started))],
    ])
  })

  test('is FLV when it is written', () => {
    const writer = new FlvWriter()
    const reader = new FlvTagReader()
    const flv = joined(tags.flatMap(tag => writer.write(tag)))
    const read = Array.from(reader.push(flv), ({ type, timestamp, payload }) => ({
      type,
      timestamp,
      body: joined(payload),
    }))
    expect(reader.header).toEqual({ video: true, audio: true })
    // Sound before the first picture is left out but for its description.
    expect(read).toEqual(tags.filter((_, index) => index !== 3))
  })

  test('is the same however the network cuts it', () => {
    const whole = printOf(take([push]))
    const others = new Set<string>()
    for (const chunks of everyCut(push)) others.add(printOf(take(chunks)))
    expect([...others]).toEqual([whole])
  })
})

const connected = {
  level: 'status',
  code: 'NetConnection.Connect.Success',
  description: 'Connected.',
  objectEncoding: 0,
}
const started = { level: 'status', code: 'NetStream.Publish.Start', description: 'Publishing.' }

test('media is not believed before its sender was let in, nor after', () => {
  const session = new RtmpSession()
  const kinds = new Set<string>()
  for (const event of session.push(push)) kinds.add(event.kind)
  expect([...kinds]).toEqual(['answer', 'publish', 'end'])
})

test('who is refused is told why, in words', () => {
  const [message] = new RtmpChunkReader(1000).push(new RtmpSession().refuse('This key opens nothing.'))
  expect(readAmf0(message?.body ?? new Uint8Array()).at(-1)).toEqual(
    new Map([
      ['level', 'error'],
      ['code', 'NetStream.Publish.Denied'],
      ['description', 'This key opens nothing.'],
    ]),
  )
})

test('what came is acknowledged now and then, as clients may wait for it', () => {
  const session = new RtmpSession()
  for (const event of session.push(push)) if (event.kind === 'publish') session.accept()
  const frame = writeMessage({ type: 9, timestamp: 0, stream: 1, body: Uint8Array.of(0x27, 1, 0, 0, 0) })
  const acknowledged: number[] = []
  for (let sent = push.length; sent < 6_000_000; sent += frame.length * 1000)
    for (const event of session.push(joined(Array(1000).fill(frame))))
      if (event.kind === 'answer') acknowledged.push(new DataView(event.bytes.buffer).getUint32(12))
  expect(acknowledged).toHaveLength(2)
  expect(acknowledged.map(bytes => Math.floor(bytes / 2_500_000))).toEqual([1, 2])
})

describe('what is no push is refused:', () => {
  const hello = push.subarray(0, 3073)
  const followed = (bytes: Uint8Array) => joined([hello, bytes])
  const command = (body: Uint8Array) => writeMessage({ type: 20, timestamp: 0, stream: 0, body })
  test.each<[string, Uint8Array, string]>([
    ['HTTP', new TextEncoder().encode('GET / HTTP/1.1\r\n'), 'What comes is not RTMP.'],
    ['TLS', Uint8Array.of(0x16, 3, 1), 'What comes is TLS (rtmps:); only rtmp: is taken here.'],
    [
      'a message larger than any command, before its sender was let in',
      followed(Uint8Array.of(3, 0, 0, 0, 2, 0, 0, 20, 0, 0, 0, 0)),
      'What comes is not RTMP: a message says it has 131072 bytes; at most 65536 are believed.',
    ],
    [
      'a command that is none',
      followed(command(Uint8Array.of(77))),
      'What the RTMP client tells of itself has a value of the unknown type 77.',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => take([bytes])).toThrow(expect.objectContaining({ name: 'MediaError', message }))
  })

  test('who wants to watch is told that there is nothing', () => {
    const { answers } = take([followed(command(writeAmf0('play', 5, null, 'front')))])
    expect(new TextDecoder('latin1').decode(answers.at(-1))).toContain('Nothing can be watched by RTMP here.')
  })

  test('bytes that were changed end in nothing but a MediaError, and soon', () => {
    for (const changed of mutations(push, 1500)) {
      try {
        const writer = new FlvWriter()
        for (const tag of take([changed]).tags) writer.write(tag)
      } catch (error) {
        expect(error).toBeInstanceOf(MediaError)
      }
    }
  })
})

describe('FLV is written', () => {
  const tag = (type: FlvBody['type'], ...body: number[]) => ({ type, timestamp: 0, body: Uint8Array.from(body) })
  const flags = (...tags: FlvBody[]) => {
    const writer = new FlvWriter()
    return joined(tags.flatMap(tag => writer.write(tag)))[4]
  }
  const frame = tag('video', 0x17, 1, 0, 0, 0, 9)
  test.each<[string, FlvBody[], number | undefined]>([
    ['with sound where there is some', [tag('audio', 0xaf, 0, 18, 16), frame], 5],
    ['with sound that needs no description', [tag('audio', 0x72, 1, 2), frame], 5],
    ['without sound where there is none', [tag('script', 2, 0, 0), frame], 1],
    ['not before there is a picture', [tag('video', 0x17, 0, 0, 0, 0, 1), tag('audio', 0xaf, 0, 18, 16)], undefined],
  ])('%s', (_, tags, expected) => expect(flags(...tags)).toBe(expected))

  test.each([
    ['H.265 of Enhanced RTMP', [0x91, 0x68, 0x76, 0x63, 0x31]],
    ['H.263', [0x12, 0, 0]],
  ])('but not with %s', (_, body) => {
    expect(() => new FlvWriter().write(tag('video', ...body))).toThrow(
      expect.objectContaining({ name: 'MediaError', code: 'codec', message: expect.stringContaining('H.264') }),
    )
  })

  test('with times that need more than 24 bits', () => {
    const writer = new FlvWriter()
    const late = { ...frame, timestamp: 0x81234567 }
    const [read] = new FlvTagReader().push(joined(writer.write(late)))
    expect((read?.timestamp ?? 0) >>> 0).toBe(0x81234567)
  })
})
