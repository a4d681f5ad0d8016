import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { MediaError } from '../../../src/media/error.ts'
import { RtpToMatroska } from '../../../src/media/rtp/rtpToMatroska.ts'
import { RtspSession } from '../../../src/media/rtsp/session.ts'
import { everyCut } from '../cuts.ts'
import { mutations } from '../mutations.ts'

/** All that FFmpeg 5.1 sends when it pushes four pictures and a beep to rtsp://…/live/thekeyofthecamera. */
const push = Uint8Array.from(readFileSync(new URL('../fixtures/push.rtsp', import.meta.url)))

/** What a session makes of a client's bytes; who publishes is let in. */
function take(chunks: Iterable<Uint8Array>) {
  const session = new RtspSession()
  const events: string[] = []
  const answers: string[] = []
  let video: RtpToMatroska | undefined
  for (const chunk of chunks) {
    for (const event of session.push(chunk)) {
      if (event.kind === 'answer') answers.push(event.text)
      else if (event.kind === 'publish') {
        events.push(`publish ${event.path} ${event.code} ${event.program} ${event.streams.map(({ codec }) => codec)}`)
        answers.push(session.accept())
        video = new RtpToMatroska(event.streams)
      } else if (event.kind === 'end') events.push('end')
      else if (event.control) video?.control(event.stream, event.data, 0)
      else {
        const sum = event.data.reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7)
        const made = video?.push(event.stream, event.data, 0) ?? []
        events.push(`${event.stream} ${event.data.length} ${sum} ${made.map(({ length }) => length)}`)
      }
    }
  }
  return { events, answers }
}

const text = (...lines: string[]) => new TextEncoder().encode(`${lines.join('\r\n')}\r\n\r\n`)
const first = (...lines: string[]) => take([text(...lines)]).answers[0]?.split('\r\n')[0]

describe('what FFmpeg pushes', () => {
  const { events, answers } = take([push])

  test('is understood: who wants to publish what, the packets, and the end', () => {
    expect(events[0]).toBe('publish live/thekeyofthecamera undefined Lavf59.27.100 H264,MPEG4-GENERIC')
    expect(events.slice(1, -1).map(event => event.split(' ').slice(0, 2).join(' '))).toEqual([
      ...['0 1081', '0 652', '1 1370', '0 831', '0 413'],
    ])
    expect(events.at(-1)).toBe('end')
  })

  test('is answered; UDP is not, so that FFmpeg takes its connection', () => {
    expect(answers.map(answer => answer.split('\r\n').slice(0, 2).join(' '))).toEqual([
      'RTSP/1.0 200 OK CSeq: 1',
      'RTSP/1.0 200 OK CSeq: 2',
      'RTSP/1.0 461 Unsupported Transport CSeq: 3',
      'RTSP/1.0 200 OK CSeq: 4',
      'RTSP/1.0 200 OK CSeq: 5',
      'RTSP/1.0 200 OK CSeq: 6',
      'RTSP/1.0 200 OK CSeq: 7',
    ])
    expect(answers[4]).toContain(
      'Transport: RTP/AVP/TCP;unicast;interleaved=2-3;mode=record\r\nSession: tunnelcam;timeout=60\r\n',
    )
  })

  test('is the same however the network cuts it', () => {
    const others = new Set<string>()
    for (const chunks of everyCut(push)) others.add(JSON.stringify(take(chunks)))
    expect([...others]).toEqual([JSON.stringify({ events, answers })])
  })

  test('keeps of a packet nothing that came beside it', () => {
    const packets = [...new RtspSession().push(Buffer.from(push))].filter(event => event.kind === 'packet')
    expect(packets.length).toBeGreaterThan(3)
    for (const { data } of packets) expect(data.buffer.byteLength).toBe(data.length)
  })

  test('that was changed ends in nothing but a MediaError, and soon', () => {
    for (const changed of mutations(push, 1500)) {
      try {
        take([changed])
      } catch (error) {
        expect(error).toBeInstanceOf(MediaError)
      }
    }
  })
})

describe('a client', () => {
  test('that shows no key is asked for a password', () => {
    const session = new RtspSession()
    expect([...session.push(push.subarray(0, 800))].map(({ kind }) => kind)).toEqual(['answer', 'publish'])
    expect(session.refuse()).toBe(
      'RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nServer: tunnelcam\r\nWWW-Authenticate: Basic realm="tunnelcam"\r\n\r\n',
    )
    expect(session.refuse('This key opens nothing.')).toContain('RTSP/1.0 403 This key opens nothing.\r\n')
  })

  test('that shows one as its password is understood', () => {
    const sdp = 'v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n'
    const login = `Authorization: Basic ${btoa('me:secret')}`
    const head = text('ANNOUNCE rtsp://h:8554/yard RTSP/1.0', login, `Content-Length: ${sdp.length}`)
    expect(take([head, new TextEncoder().encode(sdp)]).events[0]).toBe('publish yard secret  H264')
  })

  test.each([
    ['that wants to watch', 'DESCRIBE', '405 Nothing can be watched by RTSP here.'],
    ['that records what it has not announced', 'RECORD', '455 Method Not Valid in This State'],
    ['that sets up what it has not announced', 'SETUP', '404 Stream Not Found'],
    ['with a method that is none', 'BREW', '501 Not Implemented'],
  ])('%s is told so', (_, method, status) => {
    expect(first(`${method} rtsp://h/a RTSP/1.0`, 'CSeq: 9')).toBe(`RTSP/1.0 ${status}`)
  })
})

describe('what is no push is refused:', () => {
  test.each<[string, Uint8Array]>([
    ['HTTP', text('GET / HTTP/1.1', 'Host: a')],
    ['bytes', Uint8Array.of(3, 0, 0, 0)],
    ['a head without end', text('OPTIONS * RTSP/1.0', `A: ${'a'.repeat(9000)}`)],
    ['a body that is too large', text('ANNOUNCE rtsp://h/a RTSP/1.0', 'Content-Length: 99999999')],
    ['a body of a size that is none', text('ANNOUNCE rtsp://h/a RTSP/1.0', 'Content-Length: -1')],
    ['a description of nothing', text('ANNOUNCE rtsp://h/a RTSP/1.0')],
  ])('%s', (_, bytes) => {
    expect(() => take([bytes])).toThrow(expect.objectContaining({ name: 'MediaError' }))
  })
})
