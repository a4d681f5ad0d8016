import { part, setText } from '../dom.ts'
import type { Via } from '../play/ladder.ts'
import type { CameraJson } from '../server/cameraJson.ts'

const VIA_TEXT: Readonly<Record<Via, string>> = {
  webcodecs: 'Live, picture by picture',
  mse: 'Live, with sound',
  hls: 'Low-latency HLS',
  native: "HLS, by the browser's own player",
  mjpeg: 'MJPEG',
  stills: 'Single pictures',
}

/** Fills the list below the picture: size and rate, way of delivery, viewers, source, warnings. */
export function showFacts(page: Document, camera: CameraJson | undefined, via: Via | undefined): void {
  const fact = (name: string, text: string) => setText(part(page, `fact-${name}`, HTMLElement), text || '–')
  fact('picture', pictureText(camera))
  fact('delivery', via ? VIA_TEXT[via] : '')
  fact('viewers', camera?.viewers ? String(camera.viewers) : '')
  fact('source', camera?.source ?? '')
  part(page, 'row-source', HTMLElement).hidden = !camera?.source // the owner alone is told

  const list = part(page, 'warnings', HTMLElement)
  const warnings = camera?.warnings ?? []
  if (list.dataset.shown === warnings.join('\n')) return
  list.dataset.shown = warnings.join('\n')
  list.hidden = warnings.length === 0
  list.replaceChildren(...warnings.map(warning => Object.assign(page.createElement('li'), { textContent: warning })))
}

function pictureText(camera: CameraJson | undefined): string {
  const video = camera?.video
  if (!video) return ''
  const rate = video.frameRate ? ` · ${Math.round(video.frameRate * 10) / 10} fps` : ''
  return `${video.width} × ${video.height}${rate}`
}
