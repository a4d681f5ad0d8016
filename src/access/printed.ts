import { hashCode } from './code.ts'
import type { PrintedLink } from './link.ts'

/** Codes that follow from the signing key. `relay` lets agents publish their cameras, where this is a relay. */
export interface PrintedCodes {
  readonly owner: string
  readonly viewer: string
  readonly relay: string
}

/** The links of these codes; that for agents only where this is a relay. */
export function printedLinks(codes: PrintedCodes, isRelay: boolean): Promise<PrintedLink[]> {
  const ids = isRelay ? (['viewer', 'owner', 'relay'] as const) : (['viewer', 'owner'] as const)
  return Promise.all(ids.map(id => printedLink(id, codes[id])))
}

const PRINTED = {
  owner: { name: 'Owner', role: 'owner' },
  viewer: { name: 'Printed link', role: 'viewer' },
  relay: { name: 'Cameras of the relay', role: 'publisher' },
} as const

async function printedLink(id: keyof PrintedCodes, code: string): Promise<PrintedLink> {
  return { kind: 'printed', id, ...PRINTED[id], cameras: 'all', hash: await hashCode(code), createdAt: 0 }
}
