import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Signer } from '../../src/access/signer.ts'

/** The code of a running program's owner, as `tunnelcam link` prints it. */
export async function ownerCode({ data }: { data: string }): Promise<string> {
  return (await signerIn(data)).code('owner')
}

/** The code of the link that shows all cameras. */
export async function viewerCode({ data }: { data: string }): Promise<string> {
  return (await signerIn(data)).code('viewer')
}

/** What lets an agent publish its cameras, where the program is a relay. */
export async function relayCode({ data }: { data: string }): Promise<string> {
  return (await signerIn(data)).code('relay')
}

async function signerIn(folder: string): Promise<Signer> {
  return Signer.of(Uint8Array.from(Buffer.from((await readFile(join(folder, 'key'), 'utf8')).trim(), 'base64url')))
}
