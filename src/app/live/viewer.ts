import type { LiveQuality } from '../../hub/video/liveVideo.ts'

/** Where the messages for a viewer go. */
export interface Outlet {
  send(message: string | Uint8Array<ArrayBuffer>): void
  /** Nothing may go out now: the viewer is asked for it later. */
  readonly full?: boolean
}

/** What a live viewer gets, as far as credits go. It has no queue. */
export interface LiveViewer {
  /** What it needs of the camera. */
  readonly want: 'jpeg' | 'video'
  /** More credits than this do not count. */
  readonly mostCredits: number
  /** Takes credits for `count` pictures more, and what the viewer says of his line. */
  credit(count: number, line?: ViewersLine): void
  /** Goes on with this picture as soon as it is there; missing where there is but one. */
  choose?(quality: LiveQuality): void
  /** Sends what there is and what there are credits for. */
  offer(): void
  /** Calls `changed` whenever there may be more to offer, until the returned function is called. */
  follow(changed: () => void): () => void
}

/** What a viewer says of his line, in bytes of pictures' messages. */
export interface ViewersLine {
  /** How many of them have come so far. */
  readonly received?: number
  /** How many of them may be under way at a time. */
  readonly most?: number
}
