import { part, setText } from '../dom.ts'
import { hasSmall, type Via } from '../play/ladder.ts'
import type { PlayedQuality } from '../play/playedQuality.ts'
import type { CameraJson } from '../server/cameraJson.ts'
import { playersText } from '../sight/playersText.ts'
import { VIA_TEXT } from './viaText.ts'

/** Fills the list below the picture: size and rate, way of delivery, viewers, source, warnings. */
export function showFacts(
  page: Document,
  camera: CameraJson | undefined,
  via: Via | undefined,
  quality: { readonly playing: PlayedQuality; readonly wanted: PlayedQuality },
): void {
  const fact = (name: string, text: string) => setText(part(page, `fact-${name}`, HTMLElement), text || '–')
  const saves = quality.playing === 'saver' && via !== undefined && hasSmall(via)
  fact('picture', pictureText(saves ? camera?.small : camera?.video))
  fact('delivery', via ? `${VIA_TEXT[via]}${saves ? saverText(quality.wanted) : ''}` : '')
  fact('viewers', camera ? playersText(camera.viewers, camera.players) : '')
  fact('source', camera?.source ?? '')
  part(page, 'row-source', HTMLElement).hidden = !camera?.source // the owner alone is told

  const list = part(page, 'warnings', HTMLElement)
  const warnings = camera?.warnings ?? []
  if (list.dataset.shown === warnings.join('\n')) return
  list.dataset.shown = warnings.join('\n')
  list.hidden = warnings.length === 0
  list.replaceChildren(...warnings.map(warning => Object.assign(page.createElement('li'), { textContent: warning })))
}

function saverText(wanted: PlayedQuality): string {
  return wanted === 'saver' ? ', saver' : '. Small picture: the line is slow'
}

function pictureText(video: CameraJson['small'] | CameraJson['video']): string {
  if (!video) return ''
  const rate = video.frameRate ? ` · ${Math.round(video.frameRate * 10) / 10} fps` : ''
  return `${video.width} × ${video.height}${rate}`
}
