import type { SourceRow } from '../source.ts'
import { clockBoxes } from './clock.ts'

/** `test:`, a moving picture with a clock that shows this machine's time of day to a tenth of a second. */
export const testPicture: SourceRow = {
  takes: camera => camera.source === 'test:',
  async open(camera) {
    const size = camera.size ?? { width: 1280, height: 720 }
    const frameRate = camera.rate ?? 30
    const graph = testGraph({ ...size, frameRate, utcOffsetSeconds: -new Date().getTimezoneOffset() * 60 })
    return {
      kind: 'test',
      label: 'test picture',
      input: ['-re', '-f', 'lavfi', '-i', graph],
      video: 'other',
      audio: 'none',
      frameRate,
      size,
    }
  },
}

/**
 * The filter graph of the test picture. It needs no font and no newer FFmpeg than 4.0, and what stands still is drawn only
 * once: 1280x720 costs under 1 ms a frame.
 */
export function testGraph(picture: {
  readonly width: number
  readonly height: number
  readonly frameRate: number
  readonly utcOffsetSeconds: number
}): string {
  const { width, height, frameRate, utcOffsetSeconds } = picture
  const ball = Math.max(8, Math.round(height / 20) * 2)
  const background = [
    `color=c=black:s=64x36:r=${frameRate}`,
    'format=yuv444p',
    "geq=lum='40+60*Y/H+10*X/W':cb='128+40*(1-Y/H)':cr='128+24*Y/H-8*X/W'",
    `scale=${width}:${height}:flags=bicubic`,
    'format=yuv420p',
    ...colourBars(width, height),
    'loop=-1:1',
  ]
  // The clock reads the time of day at which each frame is drawn, in milliseconds; then frames are numbered as before.
  const clock = ['settb=1/1000', 'setpts=RTCTIME/1000', ...clockBoxes({ width, height, utcOffsetSeconds })]
  const numbered = [`settb=1/${frameRate}`, 'setpts=N']
  const circle = [
    `color=c=0xfacc15:s=${ball}x${ball}:r=${frameRate}`,
    'format=yuva420p',
    "geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='255*clip(W/2-hypot(X-W/2,Y-H/2),0,1)'",
    'loop=-1:1',
    ...numbered,
  ]
  const bounce = "overlay=x='(W-w)*(0.5+0.5*sin(t*0.8))':y='H*0.86-h-abs(sin(t*3))*H*0.12':format=yuv420"
  return `${[...background, ...clock, ...numbered].join(',')}[back];${circle.join(',')}[ball];[back][ball]${bounce}`
}

const colours = ['0xf8fafc', '0xfacc15', '0x22d3ee', '0x4ade80', '0xe879f9', '0xf87171', '0x60a5fa']

function colourBars(width: number, height: number): string[] {
  const [top, wide] = [Math.round(height * 0.86), Math.ceil(width / colours.length)]
  return colours.map((colour, index) => `drawbox=${index * wide}:${top}:${wide}:${height - top}:${colour}:fill`)
}
