import { maskPassword } from '../../config/mask.ts'

/** Why FFmpeg ended or could not begin. */
export interface Reason {
  readonly code: string
  /** A sentence for a person; no password in it. */
  readonly reason: string
}

/** What FFmpeg's last lines of stderr mean; its own last line where they mean nothing that is known. */
export function reasonFromLog(lines: readonly string[]): Reason {
  const said = asOfAnArgument(lines.map(line => line.trim())).filter(line => line !== '' && !harmless.test(line))
  for (const [pattern, code, sentence] of meanings) {
    for (const line of said) {
      const found = pattern.exec(line)
      if (found) return { code, reason: maskPassword(sentence(found[1] ?? '')) }
    }
  }
  const last = said.at(-1)
  if (last === undefined) return { code: 'ended', reason: 'FFmpeg ended without saying why.' }
  return { code: 'ffmpeg_failed', reason: `FFmpeg says: ${maskPassword(withoutContext(last))}` }
}

/** Why FFmpeg could not even be started, from the system's error code. */
export function notStarted(error: string): Reason {
  const what =
    error === 'EMFILE' || error === 'ENFILE' ? `${error}, too many open files; \`ulimit -n\` sets how many` : error
  return { code: 'not_started', reason: `FFmpeg could not be started (${what}).` }
}

/** A sound that FFmpeg waits for: it writes nothing before it knows every stream, and old builds give up at some point. */
export const soundMissing: Reason = { code: 'sound_missing', reason: 'The camera announces sound and sends none.' }

const notMjpeg =
  'What comes from this address is not an MJPEG stream. If it is a single picture, write still: before the address.'

/** A server that may be another than it says. */
export const certificateUnknown: Reason = {
  code: 'certificate_unknown',
  reason: 'The camera’s certificate is not one that this machine trusts; certificate: any takes it all the same.',
}

// The first two come at every end of a V4L2 capture that is copied; fontconfig of an old build about newer files.
const harmless =
  /VIDIOC_QBUF\): Bad file descriptor|Some buffers are still owned|^Fontconfig (?:warning|error)|^Exiting normally|At least one output file/

/** The code of what hardware that encodes says when it can't. */
export const encoderFailed = 'encoder_failed'

// `[h264_qsv @ 0x5590] …`, from FFmpeg 6.1 on also `[vost#0:0/h264_qsv @ 0x5590] …`; and what gives it pictures of its own.
const ofAnEncoder =
  /\[(?:AVHW\w+Context|Parsed_hwupload\w*|(?:[\w#:]+[/:])?h264_(?:videotoolbox|nvenc|vaapi|qsv|v4l2m2m)) @ \w+\] (.+?)\.?$/

// What is more exact stands before what is more general.
const meanings: readonly (readonly [RegExp, string, (found: string) => string])[] = [
  [/Not a video capture device|Inappropriate ioctl for device/, 'not_a_camera', () => 'The device is not a camera.'],
  [/VIDIOC_\w+\): No such device|(\/dev\/\S+): No such device/, 'unplugged', () => 'The camera was unplugged.'],
  [ofAnEncoder, encoderFailed, what => `${what}.`],
  [
    /\[kmsgrab @ \w+\] Failed to open DRM device/,
    'no_screen',
    () => 'This graphics card can’t be opened: it is not there, or this user may not.',
  ],
  [
    /\[kmsgrab @ \w+\] No handle set on framebuffer/,
    'permission_denied',
    () => 'FFmpeg may not see what the card shows: run it as root, or `sudo setcap cap_sys_admin+ep $(which ffmpeg)`.',
  ],
  [/Error while opening encoder/, encoderFailed, () => 'It could not be opened.'],
  [/Error submitting .*frame to the encoder|Video encoding failed/, encoderFailed, () => 'It takes no more pictures.'],
  [/(\/dev\/[^\s:]+): Device or resource busy/, 'device_busy', path => `${path} is in use by another program.`],
  [/Device or resource busy/, 'device_busy', () => 'The camera is in use by another program.'],
  [
    /(?:video device )?(\/dev\/[^\s:]+): Permission denied/,
    'permission_denied',
    path => `This user may not open ${path}. Allow it with \`sudo usermod -aG video $USER\`, then log in again.`,
  ],
  [/Cannot open video device (\S+): No such file/, 'device_missing', path => `There is no camera at ${path}.`],
  [/Cannot find a proper format for codec '(\w+)'/, 'format_missing', name => `The camera does not give ${name}.`],
  [/VIDIOC_STREAMON\): (.+)/, 'camera_failed', why => `The camera did not start: ${why}.`],
  [
    /Peer certificate failed verification|certificate's owner does not match|certificate verify failed/i,
    certificateUnknown.code,
    () => certificateUnknown.reason,
  ],
  [
    /401 Unauthorized|authorization failed/,
    'unauthorized',
    () => 'The camera refused the user name or password (401 Unauthorized).',
  ],
  [/403 Forbidden|access denied/, 'forbidden', () => 'The camera refused access (403 Forbidden).'],
  [
    /404 (?:Stream )?Not Found|HTTP error 404|NetStream\.Play\.(?:StreamNotFound|Failed)|No such stream/i,
    'not_found',
    () => 'The camera answers, but has no stream at this path (404 Not Found).',
  ],
  [/rejected due to: .*BADSECRET|: Incorrect passphrase/, 'unauthorized', () => 'The camera refused the passphrase.'],
  [
    /Connection to srt:.* failed: Input\/output error/,
    'connection_refused',
    () => 'Nothing answers by SRT at this address and port, or it refuses the passphrase or streamid.',
  ],
  [/(\w+):\/\/\S+: Protocol not found/, 'ffmpeg_lacking', name => `This FFmpeg can’t read ${name} addresses.`],
  [/Server returned (5\w\w.*)/, 'server_error', what => `The camera answered with an error (${what}).`],
  [/Connection refused/, 'connection_refused', () => 'Nothing answers at this address and port (connection refused).'],
  [/No route to host|Network is unreachable/, 'unreachable', () => 'The camera’s network can’t be reached.'],
  [
    /Name or service not known|Failed to resolve hostname (\S+?):?\s|nodename nor servname/,
    'name_unknown',
    name => (name ? `The host name ${name} is not known.` : 'The host name is not known.'),
  ],
  [/timed out|Operation timed out|Connection timeout/i, 'timeout', () => 'The camera stopped answering (timed out).'],
  [
    /\[mpjpeg @ \w+\] (?:Unexpected Content-Type|Expected boundary)|Format not on whitelist 'mp?jpeg'|^https?:\/\/(?!\S*\.(?:flv|m3u8?)(?:[?#]|: ))\S+: (?:End of file|Invalid data)/i,
    'not_mjpeg',
    () => notMjpeg,
  ],
  [/dimensions not set/, 'no_video', () => 'The camera sent no picture to begin with.'],
  [/Packet is missing PTS/, 'b_frames', () => 'The camera’s H.264 has B-frames without times, so it can’t be copied.'],
  [/(?:Connection reset by peer|Broken pipe)/, 'connection_lost', () => 'The connection to the camera was lost.'],
  [/Permission denied/, 'permission_denied', () => 'This user may not read it (permission denied).'],
  [/No such file or directory/, 'not_found', () => 'There is no such file.'],
  [/Unknown encoder '(\w+)'/, 'ffmpeg_lacking', name => `This FFmpeg lacks the encoder ${name}.`],
  [
    /(?:Unrecognized option|Option) '?([\w-]+)'?(?: not found)?\b.*(?:not found|Error splitting)?/,
    'ffmpeg_too_old',
    name => `This FFmpeg does not know the option ${name}.`,
  ],
  [/Too many packets buffered for output/, soundMissing.code, () => soundMissing.reason],
  [/\[mjpeg @ \w+\] No JPEG data found/, 'not_mjpeg', () => notMjpeg],
  [/No space left on device/, 'disk_full', () => 'The disk is full.'],
  [/does not contain any stream|matches no streams/, 'no_video', () => 'There is no video in it.'],
  [
    /Invalid data found|moov atom not found|could not find codec parameters/i,
    'not_video',
    () => 'What comes is not video that FFmpeg can read.',
  ],
  [/Input\/output error|End of file/, 'ended', () => 'The source ended.'],
]

// Of an address in a script FFmpeg says `[concat @ 0x5590] Impossible to open 'http://…'` and `pipe:5: End of file` (from 6.1
// on `[in#0 @ 0x5590] Error opening input: End of file`); of one in an argument `http://…: End of file`.
function asOfAnArgument(lines: readonly string[]): readonly string[] {
  const address = lines.map(line => /^\[concat @ \w+\] Impossible to open '(.*)'$/.exec(line)?.[1]).find(Boolean)
  if (address === undefined) return lines
  return lines
    .filter(line => !line.endsWith(`Impossible to open '${address}'`))
    .map(line => line.replace(/^(?:pipe:5|\[in#0 @ \w+\] Error opening input): /, `${address}: `))
}

// `[h264 @ 0x5590dcea2a40] no frame!` → `no frame!`
function withoutContext(line: string): string {
  return line.replace(/^(\[[^\]]*@ 0x[0-9a-f]+\] )+/, '')
}
