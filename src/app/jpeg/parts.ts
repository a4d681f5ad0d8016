import type { Context } from 'hono'
import { EAGER_OPENING, OPENING, type Picture } from '../../media/jpeg/picture.ts'
import type { AppEnv } from '../env.ts'

/** How pictures stand in a multipart response. */
export interface Parts {
  readonly opening: Uint8Array<ArrayBuffer>
  part(picture: Picture): Uint8Array<ArrayBuffer>
}

/** For programs: each picture with its length, number and time. */
const told: Parts = { opening: OPENING, part: picture => picture.part }
/**
 * For what paints: Chromium and WebKit show a part only when the headers of the next one have come, so those go out right
 * behind the picture, and can tell nothing of the one that is not there yet.
 */
const eager: Parts = { opening: EAGER_OPENING, part: picture => picture.eagerPart }

/** By what it accepts, an `<img>` or a tab of a browser is told from a program. */
export function partsFor(c: Context<AppEnv>): Parts {
  const accepts = c.req.header('Accept') ?? ''
  return /^image\/|text\/html/i.test(accepts) ? eager : told
}
