/** As the veil on the page: without colour, dark, and with words. Blending does it in every browser; filters of a canvas don't. */
export function drawMark(pen: CanvasRenderingContext2D, width: number, height: number, words: string): void {
  pen.save()
  pen.globalCompositeOperation = 'saturation'
  pen.fillStyle = '#808080'
  pen.fillRect(0, 0, width, height)
  pen.globalCompositeOperation = 'source-over'
  pen.fillStyle = '#00000094'
  pen.fillRect(0, 0, width, height)
  pen.fillStyle = '#fff'
  pen.font = `650 ${Math.round(Math.min(height / 8, width / 13))}px system-ui, sans-serif`
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.fillText(words, width / 2, height / 2, width * 0.92)
  pen.restore()
}
