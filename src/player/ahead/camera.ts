import { connection } from '../network.ts'
import { liveQuery } from '../play/deliveries/live/liveQuery.ts'
import { startOn } from '../play/ladder.ts'
import { networkName, rememberedVia } from '../play/remembered.ts'
import { chosenQuality } from '../screen/quality.ts'
import { wantedRungs } from '../screen/watching/pin.ts'
import { cameraIdAt, cameraPaths } from '../server/cameraPaths.ts'
import { socketAddress } from '../server/socketAddress.ts'
import { openAhead } from './ahead.ts'

// Small enough to be here before the rest of a camera's page is: opening a WebSocket takes three round trips, which need
// not wait for that.
const ways = wantedRungs(document.createElement('video'))
const first = ways[startOn(ways, rememberedVia(networkName(connection()), Date.now())).rung]
if (!document.hidden && (first === 'webcodecs' || first === 'mse'))
  openAhead(socketAddress(`${cameraPaths(cameraIdAt(location.pathname)).live}?${liveQuery(chosenQuality())}`))
