/**
 * Draws a JPEG on the canvas, which takes the picture's size, if it is still wanted once it is decoded, and says whether it
 * was. Throws when it is no picture.
 */
export async function drawJpeg(
  canvas: HTMLCanvasElement,
  jpeg: Blob,
  wanted: () => boolean = () => true,
): Promise<boolean> {
  const bitmap = await createImageBitmap(jpeg)
  const draws = wanted()
  if (draws) drawPicture(canvas, bitmap, bitmap.width, bitmap.height)
  bitmap.close()
  return draws
}

/** Draws the picture a video shows at this moment, so that it stays when the video is taken away. */
export function drawVideo(canvas: HTMLCanvasElement, video: HTMLVideoElement): void {
  if (video.videoWidth > 0 && video.readyState >= video.HAVE_CURRENT_DATA) {
    drawPicture(canvas, video, video.videoWidth, video.videoHeight)
  }
}

/** Draws any picture of this size on the canvas, which takes it. */
export function drawPicture(
  canvas: HTMLCanvasElement,
  picture: CanvasImageSource,
  width: number,
  height: number,
): void {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width
    canvas.height = height
  }
  canvas.getContext('2d')?.drawImage(picture, 0, 0)
}
