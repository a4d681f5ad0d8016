import { RELAY_LACKS, relayedHost } from '../../conformance/serves/relayed.ts'
import { conformance } from '../../conformance/serves.ts'
import { needs } from '../../support/require.ts'
import { startWorkerd } from '../../support/workerd.ts'

needs('workerd')('the Worker keeps what the program promises, as a relay on', () => {
  conformance('workerd', {
    start: async wanted => relayedHost(await startWorkerd(wanted), wanted),
    lacks: {
      ...RELAY_LACKS,
      memory: 'its memory is for Cloudflare to know',
      end: 'Cloudflare ends it without a word',
    },
  })
})
