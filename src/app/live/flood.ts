/** A credit for each picture, or the frames of a video with their sound, and a ping now and then are far fewer. */
const MOST_A_SECOND = 1000

/** Why a socket is closed that sends more. */
export const TOO_MANY = `At most ${MOST_A_SECOND} messages a second.`

/** To be called with each message of a socket: says whether there are too many in this second. */
export function tooManyMessages(): () => boolean {
  let since = 0
  let count = 0
  return () => {
    const now = performance.now()
    if (now - since > 1000) [since, count] = [now, 0]
    return ++count > MOST_A_SECOND
  }
}
