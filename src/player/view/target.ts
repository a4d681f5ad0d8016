/** A camera in the page of another site, and what opens it. */
export interface Target {
  /** The origin of its server, as `https://cam.example.com`. */
  readonly server: string
  readonly camera: string
  /** Missing where everyone may watch, or this browser is signed in there. */
  readonly ticket?: string
}

/** What the element's attributes say. */
export interface TargetAttributes {
  /** The camera's address with its ticket, as `https://cam.example.com/cameras/front?t=…`. */
  readonly src: string | null
  /** The same in pieces. */
  readonly server: string | null
  readonly camera: string | null
  readonly ticket: string | null
}

/** The camera that the attributes mean, in a page at `base`; or a sentence that says what is wrong with them. */
export function targetOf({ src, server, camera, ticket }: TargetAttributes, base: string): Target | string {
  const address = src ?? (camera === null ? null : `/cameras/${encodeURIComponent(camera)}`)
  if (address === null) return 'src: expected the address of a camera, as https://host/cameras/front?t=…'
  const root = server ?? base
  if (!URL.canParse(root, base) || !URL.canParse(address, new URL(root, base)))
    return `src: expected the address of a camera, got "${address.slice(0, 80)}".`
  const { origin, pathname, protocol, searchParams } = new URL(address, new URL(root, base))
  const id = /^\/cameras\/([^/]+)/.exec(pathname)?.[1]
  if (id === undefined || !/^https?:$/.test(protocol))
    return `src: expected the address of a camera, as https://host/cameras/front, got "${address.slice(0, 80)}".`
  const shown = ticket ?? searchParams.get('t')
  return { server: origin, camera: decoded(id), ...(shown === null ? {} : { ticket: shown }) }
}

/** The address of one of the camera's outputs, with what opens it. */
export function outputOf({ server, camera, ticket }: Target, file: string, query: Record<string, string> = {}): string {
  const address = new URL(`/cameras/${encodeURIComponent(camera)}/${file}`, server)
  if (ticket !== undefined) address.searchParams.set('t', ticket)
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
  return address.href
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
