/** How much video a relay holds, in bytes: of one camera, and of all together. */
export interface Room {
  readonly camera: number
  readonly all: number
}

/** For a machine with some GB of memory. A camera holds about a minute: 256 MiB are 33 Mbit/s. */
export const USUAL_ROOM: Room = { camera: 256 << 20, all: 1 << 30 }

/** Why no more can be taken of a camera of which so much is held, and of all together; a sentence, undefined where there is room. */
export function noRoom(room: Room, held: Room): string | undefined {
  if (held.camera > room.camera)
    return `A relay holds ${inMebibytes(room.camera)} of a camera at most, about a minute, and this one sends more. A lower bitrate helps.`
  if (held.all > room.all)
    return `This relay holds ${inMebibytes(room.all)} of all cameras at most, and has no room for this one now.`
  return undefined
}

function inMebibytes(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 20)} MiB`
}
