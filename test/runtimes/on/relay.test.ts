import { RELAY_LACKS, relayedHost } from '../../conformance/serves/relayed.ts'
import { conformance } from '../../conformance/serves.ts'
import { ownerCode, relayCode } from '../../support/codes.ts'
import { startProgram } from '../../support/program.ts'

conformance('a relay', {
  start: async wanted => {
    const program = await startProgram(['relay', '--viewers-per-link', String(wanted.viewersPerLink)], { access: true })
    const codes = { owner: await ownerCode(program), relay: await relayCode(program) }
    return relayedHost({ address: program.address, codes, close: program.close }, wanted)
  },
  lacks: { ...RELAY_LACKS, end: 'an agent would be left over: how the program ends is tried without a relay' },
})
