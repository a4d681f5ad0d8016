import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { joined } from '../../../src/media/bytes.ts'
import { matroskaElements } from '../../../src/media/container/matroska.ts'
import { Pieces } from '../../../src/media/container/pieces.ts'
import { aacFrames } from '../../../src/media/rtp/aac.ts'
import { RtpClock, type SenderClock } from '../../../src/media/rtp/clock.ts'
import { H264FromRtp } from '../../../src/media/rtp/h264.ts'
import { readRtp, readSenderReport } from '../../../src/media/rtp/packet.ts'
import { RtpToMatroska } from '../../../src/media/rtp/rtpToMatroska.ts'
import { readSdp } from '../../../src/media/rtsp/sdp.ts'
import { RtspSession } from '../../../src/media/rtsp/session.ts'
import { fixtureFfmpeg } from '../../support/ffmpeg.ts'

const push = Uint8Array.from(readFileSync(new URL('../fixtures/push.rtsp', import.meta.url)))

test('what FFmpeg pushed is Matroska that FFmpeg reads: every picture, and its sound in time', () => {
  const session = new RtspSession()
  let video: RtpToMatroska | undefined
  const made: Uint8Array[] = []
  for (const event of session.push(push)) {
    if (event.kind === 'publish') video = new RtpToMatroska(event.streams)
    if (event.kind !== 'packet') continue
    if (event.control) video?.control(event.stream, event.data, 1000)
    else made.push(...(video?.push(event.stream, event.data, 1000) ?? []))
  }
  const bytes = joined(made)
  const kinds = [...new Pieces(matroskaElements()).push(bytes)].map(({ kind }) => kind)
  expect(kinds.filter(kind => kind === 'join')).toHaveLength(2) // two keyframes
  const args = ['-v', 'warning', '-i', 'pipe:0', '-c', 'copy', '-copyts', '-f', 'framecrc', 'pipe:1']
  const { stdout, stderr } = spawnSync(fixtureFfmpeg(), args, { input: bytes, encoding: 'utf8' })
  const rows = stdout.split('\n').filter(row => /^\d/.test(row))
  const times = (stream: number) =>
    rows.map(row => row.split(',').map(Number)).flatMap(([of, , pts = 0]) => (of === stream ? [pts] : []))
  expect(times(0)).toEqual([0, 200, 400, 600])
  expect(times(1).length).toBeGreaterThan(10)
  expect(times(1)[0]).toBeLessThan(60)
  expect(stderr).not.toMatch(/error|invalid/i)
})

describe('H.264 is put together', () => {
  type Packet = readonly [sequence: number, timestamp: number, marker: boolean, ...payload: number[]]
  const rows: [string, readonly Packet[], readonly unknown[]][] = [
    ['out of one unit', [[1, 10, true, 0x65, 1, 2]], [[10, [[0x65, 1, 2]]]]],
    ['out of many in one packet', [[1, 10, true, 0x78, 0, 2, 0x67, 1, 0, 1, 0x68]], [[10, [[0x67, 1], [0x68]]]]],
    [
      'out of pieces',
      [
        [1, 10, false, 0x7c, 0x85, 1],
        [2, 10, false, 0x7c, 5, 2],
        [3, 10, true, 0x7c, 0x45, 3],
      ],
      [[10, [[0x65, 1, 2, 3]]]],
    ],
    [
      'without a mark, by the next time',
      [
        [1, 10, false, 0x65, 1],
        [2, 20, true, 0x41, 2],
      ],
      [
        [10, [[0x65, 1]]],
        [20, [[0x41, 2]]],
      ],
    ],
    [
      'over the turn of the sequence',
      [
        [0xffff, 10, false, 0x67],
        [0, 10, true, 0x65, 1],
      ],
      [[10, [[0x67], [0x65, 1]]]],
    ],
    [
      'but not with something missing',
      [
        [1, 10, false, 0x7c, 0x85, 1],
        [3, 10, true, 0x7c, 0x45, 3],
        [4, 20, true, 0x41, 9],
      ],
      [[20, [[0x41, 9]]]],
    ],
    [
      'but not without its end, nor the next without its beginning',
      [
        [1, 10, false, 0x65, 1],
        [4, 20, true, 0x41, 2],
        [5, 30, true, 0x41, 3],
      ],
      [[30, [[0x41, 3]]]],
    ],
    ['but not from the middle', [[1, 10, true, 0x7c, 0x45, 3]], []],
  ]
  test.each(rows)('%s', (_, packets, units) => {
    const reader = new H264FromRtp()
    const read = packets.flatMap(([sequence, timestamp, marker, ...payload]) =>
      reader.push({ payloadType: 96, sequence, timestamp, marker, payload: Uint8Array.from(payload) }),
    )
    expect(read.map(({ timestamp, nals }) => [timestamp, nals.map(nal => [...nal])])).toEqual(units)
  })

  test('not out of ever more tiny pieces, each of which takes memory', () => {
    const reader = new H264FromRtp()
    const piece = (sequence: number) => {
      const payload = Uint8Array.of(0x7c, sequence === 0 ? 0x85 : 5)
      return { payloadType: 96, sequence: sequence & 0xffff, timestamp: 10, marker: false, payload }
    }
    const pushed = () => {
      for (let count = 0; count < 100_000; count++) reader.push(piece(count))
    }
    expect(pushed).toThrow('A picture of this video comes in more than 32768 packets.')
  })

  test('not in packets that nobody sends any more', () => {
    const payload = Uint8Array.of(0x79, 0, 0)
    expect(() => new H264FromRtp().push({ payloadType: 96, sequence: 0, timestamp: 0, marker: true, payload })).toThrow(
      'H.264 in packets of type 25 is not taken.',
    )
  })
})

test('AAC frames are taken apart, and pieces of one refused', () => {
  const sizes = { sizeLength: 13, indexLength: 3 }
  const payload = Uint8Array.of(0, 32, 0, 2 << 3, 0, 1 << 3, 7, 8, 9)
  expect(aacFrames(payload, sizes).map(frame => [...frame])).toEqual([[7, 8], [9]])
  expect(() => aacFrames(payload.subarray(0, 8), sizes)).toThrow('AAC in pieces of frames is not taken.')
})

describe('a packet is read', () => {
  const head = (first: number) => [first, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]
  test.each<[string, readonly number[], readonly number[] | undefined]>([
    ['as it is', [...head(0x80), 9], [9]],
    ['without its padding', [...head(0xa0), 9, 0, 2], [9]],
    ['without other sources and an extension', [...head(0x91), 0, 0, 0, 4, 0, 0, 0, 1, 5, 5, 5, 5, 9], [9]],
    ['not when it says it is longer than it is', [...head(0x90), 0, 0, 255, 255, 9], undefined],
    ['not when it is another version', [...head(0x40), 9], undefined],
    ['not when it is empty', [0x80], undefined],
  ])('%s', (_, bytes, payload) => {
    const read = readRtp(Uint8Array.from(bytes))
    expect(read && [...read.payload]).toEqual(payload)
  })

  test('a sender report tells its time and the stream’s', () => {
    const report = Uint8Array.of(0x80, 200, 0, 6, 0, 0, 0, 1, 0, 0, 0, 10, 0x80, 0, 0, 0, 0, 0, 0, 99)
    expect(readSenderReport(report)).toEqual({ ms: 10_500, timestamp: 99 })
    expect(readSenderReport(report.subarray(0, 19))).toBeUndefined()
  })
})

describe('times', () => {
  test('of two streams belong together by their sender’s reports', () => {
    const sender: SenderClock = {}
    const [video, audio] = [new RtpClock(90_000, sender), new RtpClock(8000, sender)]
    video.report({ ms: 5000, timestamp: 900 }, 100)
    audio.report({ ms: 5250, timestamp: 8 }, 130)
    expect([video.ms(900, 300), audio.ms(8, 300)]).toEqual([100, 350])
  })

  test('count from when a packet came where there is no report, or one without sense', () => {
    expect(new RtpClock(1000, {}).ms(7, 300)).toBe(300)
    const odd = new RtpClock(1000, { reference: { senderMs: 0, ourMs: 0 } })
    odd.report({ ms: 1e12, timestamp: 0 }, 0)
    expect(odd.ms(0, 400)).toBe(400)
  })

  test('go over the turn of 32 bits, and back to a frame that is shown before', () => {
    const clock = new RtpClock(1000, {})
    expect([0xffffffff, 0, 40, 20].map(timestamp => clock.ms(timestamp, 0))).toEqual([0, 1, 41, 21])
  })
})

describe('a session description', () => {
  const sdp = (...lines: string[]) => ['v=0', 's=-', ...lines].join('\n')
  test.each<[string, string, string]>([
    ['without video', sdp('m=audio 0 RTP/AVP 0'), 'There is no video.'],
    [
      'that would colour our log',
      sdp('m=video 0 RTP/AVP 96', 'a=rtpmap:96 \u001b[31m/90000'),
      'This video is of an unknown kind, not H.264.',
    ],
    ['with H.265', sdp('m=video 0 RTP/AVP 96', 'a=rtpmap:96 H265/90000'), 'This video is H265, not H.264.'],
    ['that says nothing of its video', sdp('m=video 0 RTP/AVP 96'), 'This video is of an unknown kind, not H.264.'],
  ])('%s is refused in words', (_, text, message) => {
    expect(() => new RtpToMatroska(readSdp(text))).toThrow(message)
  })

  test.each([
    ['90000/2', 90_000, 2],
    ['48000/Infinity', 48_000, 1],
    ['48000/1e300', 48_000, 1],
    ['48000/-2', 48_000, 1],
    ['Infinity/9', 90_000, 1],
    ['0/0', 90_000, 1],
  ])('is believed in numbers that can be: %s', (numbers, clockRate, channels) => {
    const [stream] = readSdp(sdp('m=audio 0 RTP/AVP 97', `a=rtpmap:97 OPUS/${numbers}`))
    expect(stream).toMatchObject({ clockRate, channels })
  })

  test('with sound that is not known says that it is left out', () => {
    const video = ['m=video 0 RTP/AVP 96', 'a=rtpmap:96 H264/90000']
    const { leftOut } = new RtpToMatroska(readSdp(sdp(...video, 'm=audio 0 RTP/AVP 14')))
    expect(leftOut).toBe('its sound (MPA) is left out: only AAC, G.711 and Opus are taken.')
  })
})
