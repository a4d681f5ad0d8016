import type { Flags } from '../flags.ts'
import { type Colors, colorsFor } from '../printed/colors.ts'
import { qrCode } from '../printed/qrCode.ts'
import { addressesOf, atDesk, type Desk } from './desk.ts'

/** Prints the two links of this machine's tunnelcam, to watch and to manage. Gives the exit code. */
export async function link(flags: Flags, json: boolean): Promise<number> {
  return atDesk(flags, async desk => {
    const { owner, viewer, relay } = desk.access.printedCodes
    const watch = addressesOf(`/#k=${viewer}`, desk)
    const manage = addressesOf(`/access#k=${owner}`, desk)
    process.stdout.write(
      json ? `${JSON.stringify({ watch, manage, codes: { owner, viewer, relay } })}\n` : text(desk, { watch, manage }),
    )
    return 0
  })
}

/** Makes a new signing key: all sessions, addresses for programs and printed links end. Gives the exit code. */
export async function rotate(flags: Flags, json: boolean): Promise<number> {
  await atDesk(flags, ({ access }) => access.rotate())
  if (!json)
    process.stdout.write('All sessions, addresses for programs and printed links have ended. Shared links go on.\n')
  return link(flags, json)
}

function text(desk: Desk, { watch, manage }: { watch: readonly string[]; manage: readonly string[] }): string {
  const colors = colorsFor(process.stdout)
  const { bold, cyan, dim } = colors
  if (watch.length === 0) return noneRuns(linesOf(desk), colors)
  const rows = watch.flatMap((url, i) => [
    `Watch   ${bold(cyan(url))}`,
    `Manage  ${cyan(manage[i] ?? '')}`,
    '',
    ...qrCode(url, colors),
    '',
  ])
  const token = desk.running.some(({ relay }) => relay) ? [tokenLine(desk)] : []
  return `${[...rows, ...token, dim('The first link shows the cameras; the second shares and revokes, and is yours alone.')].join('\n')}\n`
}

/** All that follows from the key: a relay may run elsewhere with the same one. */
function linesOf(desk: Desk): string {
  const { viewer, owner } = desk.access.printedCodes
  return `/#k=${viewer}\n/access#k=${owner}\n${tokenLine(desk)}`
}

function tokenLine({ access }: Desk): string {
  return `A relay there takes cameras with TUNNELCAM_RELAY_TOKEN=${access.printedCodes.relay}`
}

/** What is printed of a link when no program runs that it could lead to. */
export function noneRuns(path: string, { bold, cyan, yellow }: Colors): string {
  return `${yellow('No tunnelcam runs with this data folder now.')} Where it runs, put this behind its address:\n${bold(cyan(path))}\n`
}
