import { blocksOf, type ClockCode, COLUMNS, ROWS } from './clockCode.ts'

/** A video of clocks. Sizes in pixels; the code stands in blocks of `width / 16` by `blockHeight` in its upper edge. */
export interface ClockVideo {
  readonly width: number
  readonly height: number
  readonly rate: number
}

const HEADER_SUFFIX = 'Ip A1:1 C420jpeg\n'
const FRAME = new TextEncoder().encode('FRAME\n')
const [BRIGHT, DARK, GREY] = [220, 24, 128]
/** So far the texture moves from one picture to the next. */
const STEP = 4

/** What a YUV4MPEG2 stream of this video begins with. */
export function header({ width, height, rate }: ClockVideo): Uint8Array {
  return new TextEncoder().encode(`YUV4MPEG2 W${width} H${height} F${rate}:1 ${HEADER_SUFFIX}`)
}

/** Height of one row of blocks. */
export function blockHeight({ height }: Pick<ClockVideo, 'height'>): number {
  return Math.floor(height / 15 / 2) * 2
}

/** Paints pictures of YUV4MPEG2, 4:2:0: the code, and under it a texture that moves, so that an encoder has to work. */
export function painter(video: ClockVideo): (code: ClockCode) => Uint8Array {
  const { width, height } = video
  const strip = blockHeight(video) * ROWS
  const texture = textureOf(2 * width, height - strip)
  const chroma = new Uint8Array((width * height) / 2).fill(GREY)
  return code => {
    const picture = new Uint8Array(FRAME.length + (width * height * 3) / 2)
    picture.set(FRAME)
    const luma = picture.subarray(FRAME.length, FRAME.length + width * height)
    paintCode(luma, code, video)
    const shift = (code.frame * STEP) % width
    for (let row = 0; row < height - strip; row++) {
      const from = row * 2 * width + shift
      luma.set(texture.subarray(from, from + width), (strip + row) * width)
    }
    picture.set(chroma, FRAME.length + width * height)
    return picture
  }
}

function paintCode(luma: Uint8Array, code: ClockCode, video: ClockVideo): void {
  const { width } = video
  const tall = blockHeight(video)
  const wide = width / COLUMNS
  for (const [index, bright] of blocksOf(code).entries()) {
    const [left, top] = [(index % COLUMNS) * wide, Math.floor(index / COLUMNS) * tall]
    for (let row = top; row < top + tall; row++)
      luma.fill(bright ? BRIGHT : DARK, row * width + left, row * width + left + wide)
  }
}

/** Soft blobs that repeat after half the width: much less than noise and much more than a flat colour. */
function textureOf(width: number, height: number): Uint8Array {
  const texture = new Uint8Array(width * height)
  const turn = (2 * Math.PI) / (width / 2)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      texture[y * width + x] =
        GREY + 50 * Math.sin(x * turn * 9 + y / 17) * Math.cos(y / 23) + 30 * Math.sin(x * turn * 31 - y / 7)
  return texture
}
