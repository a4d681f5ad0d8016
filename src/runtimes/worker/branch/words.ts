import { z } from 'zod'
import { auditEntrySchema } from '../../../access/audit.ts'
import { linkSchema } from '../../../access/link.ts'
import { OUTPUTS } from '../../../hub/counts.ts'

/** A camera of the site; another `turn` is another camera of that name. */
const camera = z.object({ id: z.string(), name: z.string(), repeats: z.boolean(), turn: z.int() })
/** What the two ends of an uplink say to each other of one camera, as docs/relay.md has it. */
const spoken = z.object({ type: z.literal('spoken'), camera: z.string(), text: z.string() })

const viewing = z.object({
  ...{ link: z.string(), name: z.string(), camera: z.string(), output: z.enum([...OUTPUTS, 'publish']) },
  ...{ since: z.number(), address: z.string(), device: z.string() },
})

const siteWord = z.discriminatedUnion('type', [
  /** Who may watch, and what there is: at first and whenever it changes. */
  z.object({ type: z.literal('site'), links: z.array(linkSchema), cameras: z.array(camera) }),
  spoken,
])

const branchWord = z.discriminatedUnion('type', [
  /** Who watches there now. */
  z.object({ type: z.literal('watching'), viewings: z.array(viewing) }),
  z.object({ type: z.literal('audit'), entry: auditEntrySchema }),
  spoken,
])

/** What a site says to a branch, as JSON; pictures and video are binary, as on an uplink. */
export type SiteWord = z.output<typeof siteWord>

/** What a branch says to its site, as JSON. */
export type BranchWord = z.output<typeof branchWord>

export type BranchCamera = z.output<typeof camera>

/** Throws when it is nothing that is known: both ends are deployed together. */
export function readSiteWord(text: string): SiteWord {
  return siteWord.parse(JSON.parse(text))
}

/** Throws when it is nothing that is known. */
export function readBranchWord(text: string): BranchWord {
  return branchWord.parse(JSON.parse(text))
}

/** Where branches find their site; the gateway lets nobody else there. */
export const WITHIN = '/within/'
