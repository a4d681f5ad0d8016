import { OUTPUTS, type Output } from '../hub/counts.ts'

/** What a link for a program opens of a camera: one output, or what its picture in a page of another site comes by. */
export const OPENINGS = [...OUTPUTS, 'view'] as const

/** What a link for a program opens of a camera. */
export type Opening = (typeof OPENINGS)[number]

const VIEW: ReadonlySet<Output> = new Set(['live', 'mjpeg', 'still'])

/** What somebody may do: everything, see cameras, or send one camera and see nothing. */
export type Role = 'owner' | 'viewer' | 'publisher'

/** What a valid code, session or ticket entitles to. */
export interface Pass {
  /** The link that it comes from, by its id. */
  readonly link: string
  /** The link's name, for people. */
  readonly name: string
  readonly role: Role
  /** The cameras, by their ids. */
  readonly cameras: 'all' | readonly string[]
  /** Only this. Default: all. */
  readonly output?: Opening
  /** Ms since 1970. Default: until it is revoked. */
  readonly expiresAt?: number
}

/** The pass of everyone, where the program was told to be open. */
export const OPEN_PASS: Pass = { link: 'open', name: 'Anyone', role: 'viewer', cameras: 'all' }

/** The link of passes that Cloudflare Access vouches for. */
export const CLOUDFLARE_LINK = 'cloudflare'

/** Whether a pass lets send pictures to this camera. */
export function mayPublish(pass: Pass, camera: string): boolean {
  if (pass.role === 'owner') return true
  return pass.role === 'publisher' && (pass.cameras === 'all' || pass.cameras.includes(camera))
}

/** Whether a pass shows this camera, by this output if one is given. Publishers see nothing. */
export function maySee(pass: Pass, camera: string, output?: Output): boolean {
  if (pass.role === 'publisher') return false
  if (pass.role === 'owner') return true
  const thisCamera = pass.cameras === 'all' || pass.cameras.includes(camera)
  return thisCamera && opens(pass, output)
}

/** Whether a pass is good for this output of the cameras that it shows, or without one for all that there is of them. */
export function opens({ output: opening }: Pass, output: Output | undefined): boolean {
  if (opening === undefined || opening === output) return true
  return opening === 'view' && output !== undefined && VIEW.has(output)
}
