import { expect, test } from 'vitest'
import { type Address, addressInput } from '../../../../src/agent/sources/network/address.ts'
import { has } from '../../given.ts'

const address = {
  look: { probesize: '32' },
  reading: ['-flags', 'low_delay'],
  opening: { rtsp_transport: 'tcp' },
} satisfies Partial<Address>
const asArgument = (url: string) => ({
  args: ['-probesize', '32', '-flags', 'low_delay', '-rtsp_transport', 'tcp', '-i', url],
})
const protocols = 'pipe,http,https,httpproxy,rtmp,rtmps,srt,tcp,tls,udp,rtp,srtp,crypto'
const fromPipe = `-probesize 32 -flags low_delay -protocol_whitelist ${protocols} -f concat -safe 0 -i pipe:5`

test('an address without a secret is an argument', () => {
  const url = 'rtsp://10.0.0.7:554/stream1'
  expect(addressInput({ ...address, url }, { has })).toEqual(asArgument(url))
})

test.each([
  ['a password', 'rtsp://me:secret@cam/1', "'rtsp://me:secret@cam/1'"],
  ['a password with every sign', "rtsp://me:a'b\\c%40$@cam/1", "'rtsp://me:a'\\''b\\c%40$@cam/1'"],
  ['a query, of which any value may be a secret', 'rtsp://cam/1?channel=1', "'rtsp://cam/1?channel=1'"],
  ['a password in its path', 'rtsp://cam/user=me_password=secret.sdp', "'rtsp://cam/user=me_password=secret.sdp'"],
])('an address with %s is in a script', (_, url, file) => {
  const { args, script } = addressInput({ ...address, url }, { has })
  expect(args.join(' ')).toBe(fromPipe)
  expect(script).toBe(`ffconcat version 1.0\nfile ${file}\noption probesize '32'\noption rtsp_transport 'tcp'\n`)
})

test('a script allows only the format that is to come', () => {
  const url = 'http://me:secret@cam/video'
  const { script } = addressInput({ look: {}, opening: { headers: 'Host: cam' }, format: 'mpjpeg', url }, { has })
  expect(script).toBe(
    `ffconcat version 1.0\nfile '${url}'\noption headers 'Host: cam'\noption format_whitelist 'mpjpeg'\n`,
  )
})

test('an FFmpeg before 5.0 can be handed a secret only as an argument', () => {
  const url = 'rtsp://me:secret@cam/1'
  expect(addressInput({ ...address, url }, { has: { ...has, scriptOptions: false } })).toEqual(asArgument(url))
})
