import type { Room } from '../../hub/relay/room.ts'

/** How much video an object holds, the site or a branch: it has 128 MB for all that it does. */
export const ROOM: Room = { camera: 64 << 20, all: 80 << 20 }
