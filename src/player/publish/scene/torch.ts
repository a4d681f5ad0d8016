/** Whether this camera has a lamp. */
export function hasTorch(track: MediaStreamTrack): boolean {
  return capabilitiesOf(track).torch === true
}

/** Switches the lamp; false when that did not work. */
export async function switchTorch(track: MediaStreamTrack, on: boolean): Promise<boolean> {
  try {
    const lamp: MediaTrackConstraintSet & { torch: boolean } = { torch: on }
    await track.applyConstraints({ advanced: [lamp] })
    return true
  } catch {
    return false // some cameras have a lamp only when they are asked, not when it is switched
  }
}

// Firefox has not got it.
function capabilitiesOf(track: MediaStreamTrack): MediaTrackCapabilities & { torch?: boolean } {
  return typeof track.getCapabilities === 'function' ? track.getCapabilities() : {}
}
