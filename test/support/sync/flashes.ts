/** FFmpeg's input arguments for a picture that is white in the first tenth of each second of the time of day. */
export const flashingPicture: readonly string[] = [
  '-re',
  '-f',
  'lavfi',
  '-i',
  graph('settb=1/1000,setpts=RTCTIME/1000,'),
]

/** The same by the time of the stream, for a sound of the same stream to go with it. */
export const flashingStream: readonly string[] = ['-re', '-f', 'lavfi', '-i', graph('')]

/** The sound that goes with it: a beep of 1 kHz in the first tenth of each second of the stream. */
export const beepingStream: readonly string[] = [
  ...['-re', '-f', 'lavfi', '-i'],
  "aevalsrc='0.5*sin(2*PI*1000*t)*lt(mod(t,1),0.1)':s=48000",
]

/** How late the first white picture is on average, as pictures come only so often, in ms. */
export const flashLateMs = 10

function graph(clock: string): string {
  const white = "drawbox=x=0:y=0:w=iw:h=ih:c=white:t=fill:enable='lt(mod(t,1),0.1)'"
  return `color=c=black:s=320x180:r=50,${clock}${white}${clock && ',settb=1/50,setpts=N'}`
}
