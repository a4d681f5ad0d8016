import { leftText, roundAgeText } from '../ageText.ts'
import type { Cameras, Entry, Link, Watching } from '../server/accessJson.ts'

/** The name of the camera with this id. */
export type CameraName = (id: string) => string

/** What a row of the owner's lists says: whom or what it is about, and the particulars. */
export interface RowWords {
  readonly title: string
  readonly detail: string
  /** A short word at its end; '' for none. */
  readonly aside: string
}

const OUTPUTS: Readonly<Record<Watching['output'], string>> = {
  live: 'live',
  hls: 'HLS',
  mjpeg: 'MJPEG',
  still: 'single pictures',
  mp4: 'MP4',
  view: 'in another page',
  publish: 'publishes',
}

/** Who watches: '“Grandma” on iPhone', 'Front door, HLS · 203.0.113.9', since when. `now` is on the server's clock. */
export function watchingWords(watching: Watching, now: number, cameraName: CameraName): RowWords {
  const { name, device, camera, output, address, since } = watching
  return {
    title: [name, device].filter(Boolean).join(' · '),
    detail: [`${cameraName(camera)}, ${OUTPUTS[output]}`, address].filter(Boolean).join(' · '),
    aside: roundAgeText(now - since),
  }
}

/** One link: its name, what it shows, until when. */
export function linkWords(link: Link, now: number, cameraName: CameraName): RowWords {
  return { title: link.name, detail: [shows(link, cameraName), until(link, now)].join(' · '), aside: '' }
}

/** One line of what happened, and how long ago. */
export function entryWords(entry: Entry, now: number): RowWords {
  const { name, detail, address, count, at } = entry
  const named = name === undefined ? '' : `“${name}”`
  const titles: Readonly<Record<Entry['event'], string>> = {
    entry: `${named || 'Somebody'} came in`,
    refusal: named ? `${named} was refused` : 'Refused',
    share: named ? `Link ${named} was made` : 'A link was made',
    revocation: named ? `Link ${named} was revoked` : 'A link was revoked',
    rotation: 'Everybody was signed out',
  }
  return {
    title: titles[entry.event],
    detail: [entry.event === 'refusal' ? detail : '', address, count > 1 ? `${count} times` : '']
      .filter(Boolean)
      .join(' · '),
    aside: `${roundAgeText(now - at)} ago`,
  }
}

/** Cameras in words: 'All cameras', 'Front door, Garden'. */
export function camerasText(cameras: Cameras, cameraName: CameraName): string {
  if (cameras === 'all') return 'All cameras'
  return cameras.map(cameraName).join(', ') || 'No camera'
}

function shows({ role, output, cameras }: Link, cameraName: CameraName): string {
  if (role === 'owner') return 'Everything, as the owner'
  if (role === 'publisher') return 'Sends pictures, sees none'
  const which = camerasText(cameras, cameraName)
  return output ? `${which}, ${OUTPUTS[output]}` : which
}

function until({ state, kind, expiresAt }: Link, now: number): string {
  if (state === 'revoked') return 'revoked'
  if (state === 'expired') return expiresAt === undefined ? 'expired' : `expired ${leftText(now - expiresAt)} ago`
  if (expiresAt !== undefined) return `${leftText(expiresAt - now)} left`
  return kind === 'printed' ? 'printed at the start' : 'until revoked'
}
