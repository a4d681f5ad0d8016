import { part, setText } from '../dom.ts'
import { makeLink, revokeLink } from '../server/accessApi.ts'
import type { Me, Output } from '../server/accessJson.ts'
import type { CameraPaths } from '../server/cameraPaths.ts'
import { DURATIONS, secondsOf } from '../sharing/durations.ts'
import { options } from '../sharing/options.ts'
import { showPieces } from './copyables.ts'
import { embedName, PROGRAMS, type Program } from './snippets.ts'

/** The camera that is to be used elsewhere. */
export interface Subject {
  readonly id: string
  readonly paths: CameraPaths
  name(): string
  say(message: string): void
}

/**
 * "Use it elsewhere": the owner chooses a program and gets what to paste there, with an address made for it. Where
 * everyone may watch, plain addresses do; any other viewer is told who can make some. Answers with the function that
 * takes in who is there; undefined while that is not known.
 */
export function connectElsewhere(page: Document, camera: Subject): (me: Me | undefined) => void {
  const form = part(page, 'embed', HTMLFormElement)
  const program = part(page, 'program', HTMLSelectElement)
  const lasting = part(page, 'lasting', HTMLSelectElement)
  const make = part(page, 'make', HTMLButtonElement)
  const trouble = part(page, 'embed-trouble', HTMLElement)
  const pieces = part(page, 'pieces', HTMLElement)
  let open = false

  options(program, PROGRAMS)
  options(lasting, DURATIONS, 'Until revoked')
  const chosen = () => PROGRAMS.find(({ name }) => name === program.value) ?? PROGRAMS[0]

  const show = (target: Program, address: (output: Output) => string) =>
    showPieces(page, pieces, target.pieces(camera.name(), address), camera.say)
  const begin = () => {
    const target = chosen()
    trouble.hidden = true
    setText(part(page, 'where', HTMLElement), target?.where ?? '')
    pieces.replaceChildren()
    if (open && target)
      show(target, output => new URL(output === 'view' ? camera.paths.page : camera.paths[output], location.href).href)
  }

  program.addEventListener('change', begin)
  form.addEventListener('submit', async event => {
    event.preventDefault()
    const target = chosen()
    if (!target || open) return
    make.disabled = true
    trouble.hidden = true
    try {
      const addresses = await makeAddresses(target, camera, secondsOf(lasting.value))
      if (target === chosen()) show(target, output => addresses.get(output) ?? '')
    } catch (error) {
      setText(trouble, error instanceof Error && error.name === 'ApiError' ? error.message : NOT_MADE)
      trouble.hidden = false
    }
    make.disabled = false
  })

  let shownFor: string | undefined
  return me => {
    // What was made stays on the page when somebody comes back to it from the program it was for.
    const whom = me?.open ? 'everyone' : (me?.role ?? 'nobody')
    if (whom === shownFor) return
    shownFor = whom
    open = whom === 'everyone'
    form.hidden = !open && whom !== 'owner'
    part(page, 'making', HTMLElement).hidden = open
    for (const [note, shown] of [
      ['note-open', open],
      ['note-owner', whom === 'owner'],
      ['note-viewer', form.hidden],
    ] as const) {
      part(page, note, HTMLElement).hidden = !shown
    }
    begin()
  }
}

const NOT_MADE = 'tunnelcam does not answer. Try again.'

// An address that nobody was shown must not stay valid.
async function makeAddresses(
  program: Program,
  { id, name }: Subject,
  seconds: number | null,
): Promise<ReadonlyMap<Output, string>> {
  const made: { id: string; output: Output; url: string }[] = []
  try {
    for (const output of program.outputs) {
      const link = { kind: 'embed', name: embedName(program, name(), output), camera: id, output, seconds } as const
      made.push({ output, ...(await makeLink(link)) })
    }
  } catch (error) {
    await Promise.allSettled(made.map(({ id }) => revokeLink(id)))
    throw error
  }
  return new Map(made.map(({ output, url }) => [output, url]))
}
