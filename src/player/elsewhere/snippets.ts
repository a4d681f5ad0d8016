import type { Output } from '../server/accessJson.ts'
import type { Piece } from './copyables.ts'

/** A program that can show or use a camera, and what it wants to be given. */
export interface Program {
  readonly id: string
  readonly name: string
  /** The addresses it needs, each of which brings one output. */
  readonly outputs: readonly Output[]
  /** Where the pieces go, a sentence. */
  readonly where: string
  /** What to paste, made of one address for each of `outputs`. */
  pieces(camera: string, address: (output: Output) => string): readonly Piece[]
}

/** All programs with a snippet of their own. A program more is a row more. */
export const PROGRAMS: readonly Program[] = [
  {
    id: 'html',
    name: 'Plain HTML page',
    outputs: ['view'],
    where: 'Anywhere in the page. The picture of the second heals itself, and says when it is not live.',
    pieces: (camera, address) => [
      { label: 'HTML', text: `<img src="${mjpegOf(address('view'))}" alt="${attribute(camera)}">` },
      { label: 'HTML with a script', text: element(address('view'), camera) },
    ],
  },
  {
    // Home Assistant takes this integration's settings in its own form only, no longer as YAML.
    id: 'home-assistant',
    name: 'Home Assistant',
    outputs: ['mjpeg', 'still'],
    where: 'Settings › Devices & services › Add integration › MJPEG IP Camera. User name and password stay empty.',
    pieces: (_, address) => [
      { label: 'MJPEG URL', text: address('mjpeg') },
      { label: 'Still image URL', text: address('still') },
    ],
  },
  {
    id: 'home-assistant-generic',
    name: 'Home Assistant, with sound',
    outputs: ['hls', 'still'],
    where: 'Settings › Devices & services › Add integration › Generic Camera. User name and password stay empty.',
    pieces: (_, address) => [
      { label: 'Stream source URL', text: address('hls') },
      { label: 'Still image URL', text: address('still') },
    ],
  },
  {
    id: 'printer',
    name: 'OctoPrint / Mainsail',
    outputs: ['mjpeg', 'still'],
    where: 'OctoPrint: Settings › Classic Webcam. Mainsail and Fluidd: the file moonraker.conf.',
    pieces: (camera, address) => [
      { label: 'OctoPrint, Stream URL', text: address('mjpeg') },
      { label: 'OctoPrint, Snapshot URL', text: address('still') },
      { label: 'moonraker.conf', text: moonraker(camera, address('mjpeg'), address('still')) },
    ],
  },
  {
    id: 'vlc',
    name: 'VLC / FFmpeg',
    outputs: ['hls'],
    where: 'In a terminal; in VLC also at Media › Open Network Stream.',
    pieces: (_, address) => [
      { label: 'VLC', text: `vlc "${address('hls')}"` },
      { label: 'FFmpeg, recording', text: `ffmpeg -i "${address('hls')}" -c copy recording.mp4` },
      { label: 'Address alone', text: address('hls') },
    ],
  },
  {
    id: 'mp4',
    name: 'GStreamer / curl',
    outputs: ['mp4'],
    where: 'In a terminal. It has no end; Chrome plays it in a <video> too, Safari does not.',
    pieces: (_, address) => [
      {
        label: 'GStreamer',
        text: `gst-launch-1.0 souphttpsrc location="${address('mp4')}" ! qtdemux ! decodebin ! autovideosink`,
      },
      { label: 'curl, recording', text: `curl --output recording.mp4 "${address('mp4')}"` },
      { label: 'Address alone', text: address('mp4') },
    ],
  },
  {
    id: 'opencv',
    name: 'OpenCV',
    outputs: ['mjpeg'],
    where: 'Python, with the package opencv-python.',
    pieces: (_, address) => [{ label: 'Python', text: openCv(address('mjpeg')) }],
  },
]

/** What a link made for a program is called in the owner's list: 'Home Assistant, Front door (still)'. */
export function embedName(program: Program, camera: string, output: Output): string {
  const which = program.outputs.length > 1 && output === 'still' ? ' (still)' : ''
  return `${program.name}, ${camera}${which}`
}

// Mainsail reads a plain "mjpegstreamer" by fetch, which another origin's page may not; "adaptive" uses an <img>.
function moonraker(camera: string, stream: string, snapshot: string): string {
  const section = camera.replace(/[[\]\p{Cc}]/gu, ' ').trim()
  const lines = [`[webcam ${section}]`, 'service: mjpegstreamer-adaptive', `stream_url: ${stream}`]
  return [...lines, `snapshot_url: ${snapshot}`].join('\n')
}

function openCv(url: string): string {
  return ['import cv2', `camera = cv2.VideoCapture("${url}")`, 'arrived, picture = camera.read()'].join('\n')
}

function element(address: string, camera: string): string {
  const script = `<script type="module" src="${new URL('/view.js', address).href}"></script>`
  return `${script}\n<tunnelcam-view src="${address}" alt="${attribute(camera)}"></tunnelcam-view>`
}

/** What opens the element's camera opens its MJPEG too. */
function mjpegOf(address: string): string {
  const stream = new URL(address)
  stream.pathname += '/stream.mjpg'
  return stream.href
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
