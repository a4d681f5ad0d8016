import { file } from './files/file.ts'
import { list } from './files/list.ts'
import { picture, pictures } from './files/pictures.ts'
import { severalFiles } from './files/severalFiles.ts'
import { watch } from './files/watch.ts'
import { ffmpegArguments } from './machine/arguments.ts'
import { exec, libcamera } from './machine/command.ts'
import { avfoundation, dshow } from './machine/desktopCamera.ts'
import { screen } from './machine/screen.ts'
import { testPicture } from './machine/testPicture.ts'
import { v4l2 } from './machine/v4l2.ts'
import { hls } from './network/hls.ts'
import { httpFlv } from './network/httpFlv.ts'
import { httpMjpeg } from './network/httpMjpeg.ts'
import { rtmp } from './network/rtmp.ts'
import { rtsp } from './network/rtsp.ts'
import { srt } from './network/srt.ts'
import { still } from './network/still.ts'
import type { SourceRow } from './source.ts'

/** Every kind of source. The first row that takes a source opens it; `file` takes every path, so it is last. */
export const sources: readonly SourceRow[] = [
  v4l2,
  testPicture,
  rtsp,
  rtmp,
  srt,
  hls,
  httpFlv,
  still,
  httpMjpeg,
  watch,
  pictures,
  picture,
  list,
  severalFiles,
  screen,
  avfoundation,
  dshow,
  libcamera,
  ffmpegArguments,
  exec,
  file,
]
