import { ffmpegArguments } from './arguments.ts'
import { exec, libcamera } from './command.ts'
import { avfoundation, dshow } from './desktopCamera.ts'
import { file } from './file.ts'
import { hls } from './hls.ts'
import { httpFlv } from './httpFlv.ts'
import { httpMjpeg } from './httpMjpeg.ts'
import { list } from './list.ts'
import { picture, pictures } from './pictures.ts'
import { rtmp } from './rtmp.ts'
import { rtsp } from './rtsp.ts'
import { screen } from './screen.ts'
import type { SourceRow } from './source.ts'
import { srt } from './srt.ts'
import { still } from './still.ts'
import { testPicture } from './testPicture.ts'
import { v4l2 } from './v4l2.ts'
import { watch } from './watch.ts'

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
  screen,
  avfoundation,
  dshow,
  libcamera,
  ffmpegArguments,
  exec,
  file,
]
