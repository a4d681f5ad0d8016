import { expect, test } from 'vitest'
import { embedName, PROGRAMS } from '../../../src/player/elsewhere/snippets.ts'
import type { Output } from '../../../src/player/server/accessJson.ts'

const address = (output: Output) => `https://cam.example/${output}?t=e30.sig`
const pieces = (id: string, camera = 'Front door') =>
  PROGRAMS.find(program => program.id === id)?.pieces(camera, address)

test.each([
  [
    'html',
    [
      { label: 'HTML', text: '<img src="https://cam.example/view/stream.mjpg?t=e30.sig" alt="Front door">' },
      {
        label: 'HTML with a script',
        text: `<script type="module" src="https://cam.example/view.js"></script>
<tunnelcam-view src="https://cam.example/view?t=e30.sig" alt="Front door"></tunnelcam-view>`,
      },
    ],
  ],
  [
    'home-assistant',
    [
      { label: 'MJPEG URL', text: 'https://cam.example/mjpeg?t=e30.sig' },
      { label: 'Still image URL', text: 'https://cam.example/still?t=e30.sig' },
    ],
  ],
  [
    'home-assistant-generic',
    [
      { label: 'Stream source URL', text: 'https://cam.example/hls?t=e30.sig' },
      { label: 'Still image URL', text: 'https://cam.example/still?t=e30.sig' },
    ],
  ],
  [
    'printer',
    [
      { label: 'OctoPrint, Stream URL', text: 'https://cam.example/mjpeg?t=e30.sig' },
      { label: 'OctoPrint, Snapshot URL', text: 'https://cam.example/still?t=e30.sig' },
      {
        label: 'moonraker.conf',
        text: `[webcam Front door]
service: mjpegstreamer-adaptive
stream_url: https://cam.example/mjpeg?t=e30.sig
snapshot_url: https://cam.example/still?t=e30.sig`,
      },
    ],
  ],
  [
    'vlc',
    [
      { label: 'VLC', text: 'vlc "https://cam.example/hls?t=e30.sig"' },
      {
        label: 'FFmpeg, recording',
        text: 'ffmpeg -i "https://cam.example/hls?t=e30.sig" -c copy recording.mp4',
      },
      { label: 'Address alone', text: 'https://cam.example/hls?t=e30.sig' },
    ],
  ],
  [
    'mp4',
    [
      {
        label: 'GStreamer',
        text: 'gst-launch-1.0 souphttpsrc location="https://cam.example/mp4?t=e30.sig" ! qtdemux ! decodebin ! autovideosink',
      },
      { label: 'curl, recording', text: 'curl --output recording.mp4 "https://cam.example/mp4?t=e30.sig"' },
      { label: 'Address alone', text: 'https://cam.example/mp4?t=e30.sig' },
    ],
  ],
  [
    'opencv',
    [
      {
        label: 'Python',
        text: `import cv2
camera = cv2.VideoCapture("https://cam.example/mjpeg?t=e30.sig")
arrived, picture = camera.read()`,
      },
    ],
  ],
])('the snippet for %s', (id, expected) => expect(pieces(id)).toEqual(expected))

test('every program has a name of its own and asks for each address that its snippet uses', () => {
  expect(new Set(PROGRAMS.map(({ name }) => name)).size).toBe(PROGRAMS.length)
  for (const { outputs, pieces } of PROGRAMS) {
    const used = new Set<Output>()
    pieces('Front door', output => {
      used.add(output)
      return address(output)
    })
    expect([...used]).toEqual([...outputs])
  }
})

test('a camera’s name does not break out of its place', () => {
  expect(pieces('html', '"><b>&')?.[0]?.text).toContain('alt="&quot;>&lt;b>&amp;"')
  expect(pieces('printer', 'a]\n[b')?.[2]?.text.split('\n')[0]).toBe('[webcam a   b]')
})

test.each([
  ['html', 'mjpeg', 'Plain HTML page, Front door'],
  ['home-assistant', 'mjpeg', 'Home Assistant, Front door'],
  ['home-assistant', 'still', 'Home Assistant, Front door (still)'],
  ['vlc', 'hls', 'VLC / FFmpeg, Front door'],
] as const)('the address for %s, %s, is listed as %s', (id, output, name) => {
  const program = PROGRAMS.find(program => program.id === id)
  expect(program && embedName(program, 'Front door', output)).toBe(name)
})
