import { expect, test } from 'vitest'
import { reasonFromLog } from '../../../src/agent/ffmpeg/reason.ts'

test.each([
  [
    'sound_missing',
    'The camera announces sound and sends none.',
    ['Too many packets buffered for output stream 0:0.', '[aac @ 0x55] Qavg: nan'],
  ],
  [
    'unplugged',
    'The camera was unplugged.',
    ['ioctl(VIDIOC_DQBUF): No such device', '/dev/video1: No such device', 'ioctl(VIDIOC_QBUF): Bad file descriptor'],
  ],
  ['device_busy', '/dev/video0 is in use by another program.', ['/dev/video0: Device or resource busy']],
  [
    'device_busy',
    'The camera is in use by another program.',
    ['[video4linux2,v4l2 @ 0x55] ioctl(VIDIOC_STREAMON): Device or resource busy'],
  ],
  [
    'permission_denied',
    'This user may not open /dev/video0. Allow it with `sudo usermod -aG video $USER`, then log in again.',
    [
      '[video4linux2,v4l2 @ 0x55d0] Cannot open video device /dev/video0: Permission denied',
      '/dev/video0: Permission denied',
    ],
  ],
  [
    'no_screen',
    'This graphics card can’t be opened: it is not there, or this user may not.',
    ['[kmsgrab @ 0x55d029eef940] Failed to open DRM device.', 'pipe:: No such file or directory'],
  ],
  [
    'permission_denied',
    'FFmpeg may not see what the card shows: run it as root, or `sudo setcap cap_sys_admin+ep $(which ffmpeg)`.',
    [
      '[kmsgrab @ 0x55d0] No handle set on framebuffer: maybe you need some additional capabilities?',
      'pipe:: Invalid argument',
    ],
  ],
  [
    'device_missing',
    'There is no camera at /dev/video9.',
    [
      '[video4linux2,v4l2 @ 0x55d0] Cannot open video device /dev/video9: No such file or directory',
      '/dev/video9: No such file or directory',
    ],
  ],
  [
    'not_a_camera',
    'The device is not a camera.',
    // A webcam's metadata node, which calls itself a capture device.
    [
      '[video4linux2,v4l2 @ 0x5] ioctl(VIDIOC_ENUM_FMT): Inappropriate ioctl for device',
      '/dev/video1: Inappropriate ioctl for device',
    ],
  ],
  [
    'not_a_camera',
    'The device is not a camera.',
    ['[video4linux2,v4l2 @ 0x5] Not a video capture device.', '/dev/video1: No such device'],
  ],
  [
    'format_missing',
    'The camera does not give h264.',
    [
      "[video4linux2,v4l2 @ 0x5] Cannot find a proper format for codec 'h264' (id 27), pixel format 'none' (id -1)",
      '/dev/video44: Invalid argument',
    ],
  ],
  [
    'camera_failed',
    'The camera did not start: Input/output error.',
    ['[video4linux2,v4l2 @ 0x5] ioctl(VIDIOC_STREAMON): Input/output error'],
  ],
  [
    'unauthorized',
    'The camera refused the user name or password (401 Unauthorized).',
    ['rtsp://admin:secret@10.0.0.7/a: Server returned 401 Unauthorized (authorization failed)'],
  ],
  [
    'forbidden',
    'The camera refused access (403 Forbidden).',
    ['http://10.0.0.7/a: Server returned 403 Forbidden (access denied)'],
  ],
  [
    'not_found',
    'The camera answers, but has no stream at this path (404 Not Found).',
    ['[rtsp @ 0x5] method DESCRIBE failed: 404 Stream Not Found', 'rtsp://10.0.0.7/a: Server returned 404 Not Found'],
  ],
  [
    'server_error',
    'The camera answered with an error (5XX Server Error reply).',
    ['http://10.0.0.7/a: Server returned 5XX Server Error reply'],
  ],
  [
    'connection_refused',
    'Nothing answers at this address and port (connection refused).',
    [
      '[tcp @ 0x56397bf04a80] Connection to tcp://127.0.0.1:45939 failed: Connection refused',
      'http://127.0.0.1:45939/video.mjpg: Connection refused',
    ],
  ],
  ['unreachable', 'The camera’s network can’t be reached.', ['rtsp://10.9.9.9/a: No route to host']],
  [
    'name_unknown',
    'The host name front.door is not known.',
    [
      '[tcp @ 0x5] Failed to resolve hostname front.door: Name or service not known',
      'rtsp://front.door/a: Input/output error',
    ],
  ],
  ['timeout', 'The camera stopped answering (timed out).', ['rtsp://10.0.0.7/a: Connection timed out']],
  [
    'b_frames',
    'The camera’s H.264 has B-frames without times, so it can’t be copied.',
    ['[flv @ 0x5] Packet is missing PTS', 'av_interleaved_write_frame(): Invalid data found when processing input'],
  ],
  ['connection_lost', 'The connection to the camera was lost.', ['rtsp://10.0.0.7/a: Connection reset by peer']],
  [
    'not_mjpeg',
    'What comes from this address is not an MJPEG stream. If it is a single picture, write still: before the address.',
    [
      "[jpeg_pipe @ 0x5630d8487dc0] Format not on whitelist 'mpjpeg'",
      "[concat @ 0x5630d8475f40] Impossible to open 'http://me:***@127.0.0.1:18555/image'",
      'pipe:5: Invalid argument',
    ],
  ],
  [
    'not_mjpeg',
    'What comes from this address is not an MJPEG stream. If it is a single picture, write still: before the address.',
    ['http://127.0.0.1:43031/video.mjpg: End of file'],
  ],
  [
    'not_mjpeg',
    'What comes from this address is not an MJPEG stream. If it is a single picture, write still: before the address.',
    [
      "[concat @ 0x55736213e9c0] Impossible to open 'http://me:***@127.0.0.1:43031/video.mjpg'",
      'pipe:5: Invalid data found when processing input',
    ],
  ],
  [
    'not_mjpeg',
    'What comes from this address is not an MJPEG stream. If it is a single picture, write still: before the address.',
    [
      "[concat @ 0x55736213e9c0] Impossible to open 'http://me:***@127.0.0.1:43031/video.mjpg'",
      '[in#0 @ 0x55736213e2c0] Error opening input: Invalid data found when processing input',
      'Error opening input file pipe:5.',
      'Error opening input files: Invalid data found when processing input',
    ],
  ],
  [
    'not_mjpeg',
    'What comes from this address is not an MJPEG stream. If it is a single picture, write still: before the address.',
    ['[mpjpeg @ 0x563cc3a2ba40] Unexpected Content-Type : image/jpg'],
  ],
  [
    'not_mjpeg',
    'What comes from this address is not an MJPEG stream. If it is a single picture, write still: before the address.',
    [
      '[mjpeg @ 0x55e71e179380] No JPEG data found in image',
      'Error while decoding stream #0:0: Invalid data found when processing input',
      'Cannot determine format of input stream 0:0 after EOF',
    ],
  ],
  [
    'ffmpeg_failed',
    'FFmpeg says: rtsp://me:***@10.0.0.7/a: Something new',
    ["[concat @ 0x55736213e9c0] Impossible to open 'rtsp://me:secret@10.0.0.7/a'", 'pipe:5: Something new'],
  ],
  [
    'not_video',
    'What comes is not video that FFmpeg can read.',
    [
      '[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55ad4678c880] moov atom not found',
      'notvideo.mp4: Invalid data found when processing input',
    ],
  ],
  [
    'not_video',
    'What comes is not video that FFmpeg can read.',
    ['http://127.0.0.1:43031/live.flv?token=a: Invalid data found when processing input'],
  ],
  ['ended', 'The source ended.', ['http://127.0.0.1:43031/live.m3u8: End of file']],
  [
    'unauthorized',
    'The camera refused the passphrase.',
    [
      '10:00:00.963884/SRT:RcvQ:w1!W:SRT.cn: connection rejected due to: INTERNAL REJECTION - ERROR:BADSECRET',
      '[srt @ 0x5592bb48d0c0] Connection to srt://10.0.0.7:9000?passphrase=*** failed: Input/output error',
      'srt://10.0.0.7:9000?passphrase=***: Input/output error',
    ],
  ],
  [
    'connection_refused',
    'Nothing answers by SRT at this address and port, or it refuses the passphrase or streamid.',
    [
      '[srt @ 0x5592bb48d0c0] Connection to srt://10.0.0.7:9000 failed: Input/output error',
      'srt://10.0.0.7:9000: Input/output error',
    ],
  ],
  ['ffmpeg_lacking', 'This FFmpeg can’t read srt addresses.', ['srt://10.0.0.7:9000: Protocol not found']],
  ['no_video', 'There is no video in it.', ["Stream map '0:V:0' matches no streams."]],
  ['ffmpeg_lacking', 'This FFmpeg lacks the encoder libx264.', ["Unknown encoder 'libx264'"]],
  [
    'encoder_failed',
    'No VA display found for device /dev/dri/renderD128.',
    [
      '[AVHWDeviceContext @ 0x55ee5a192b00] No VA display found for device /dev/dri/renderD128.',
      'Device creation failed: -22.',
      "Failed to set value '/dev/dri/renderD128' for option 'vaapi_device': Invalid argument",
      'Error parsing global options: Invalid argument',
    ],
  ],
  [
    'encoder_failed',
    'Cannot load libcuda.so.1.',
    [
      '[h264_nvenc @ 0x558ee14902c0] Cannot load libcuda.so.1',
      'Error initializing output stream 0:0 -- Error while opening encoder for output stream #0:0 - maybe incorrect parameters such as bit_rate, rate, width or height',
    ],
  ],
  [
    'encoder_failed',
    'Error submitting video frame to the encoder.',
    [
      '[vost#0:0/h264_qsv @ 0x5590dcea2a40] Error submitting video frame to the encoder',
      '[vost#0:0/h264_qsv @ 0x5590dcea2a40] Error encoding a frame: Invalid data found when processing input',
    ],
  ],
  [
    'encoder_failed',
    'It takes no more pictures.',
    ['Error submitting video frame to the encoder', 'Conversion failed!'],
  ],
  [
    'encoder_failed',
    'It could not be opened.',
    [
      'Error initializing output stream 0:0 -- Error while opening encoder for output stream #0:0 - maybe incorrect parameters such as bit_rate, rate, width or height',
    ],
  ],
  [
    'unplugged',
    'The camera was unplugged.',
    ['[video4linux2,v4l2 @ 0x5] ioctl(VIDIOC_DQBUF): No such device', '[h264_v4l2m2m @ 0x5590dcea2a40] output POLLERR'],
  ],
  [
    'ffmpeg_too_old',
    'This FFmpeg does not know the option fps_mode.',
    ["Unrecognized option 'fps_mode'.", 'Error splitting the argument list: Option not found'],
  ],
  [
    'ffmpeg_failed',
    'FFmpeg says: rtsp://admin:***@10.0.0.7/a: Something new',
    ['[rtsp @ 0x55ad4678c880] rtsp://admin:secret@10.0.0.7/a: Something new'],
  ],
  ['ended', 'FFmpeg ended without saying why.', []],
  [
    'ended',
    'FFmpeg ended without saying why.',
    [
      '',
      'ioctl(VIDIOC_QBUF): Bad file descriptor',
      '[video4linux2,v4l2 @ 0x5] Some buffers are still owned by the caller on close.',
    ],
  ],
])('%s: %s', (code, reason, lines) => expect(reasonFromLog(lines)).toEqual({ code, reason }))
