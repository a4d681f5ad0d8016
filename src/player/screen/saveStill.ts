import type { CameraPaths } from '../server/cameraPaths.ts'
import { getStill } from '../server/still.ts'
import { stillName } from './stillName.ts'

/** Downloads the camera's newest picture as a file named after camera and capture time, and answers with that name. */
export async function saveStill(paths: CameraPaths, cameraName: string, serverNow: number): Promise<string> {
  const still = await getStill(paths.still, { waitSeconds: 5 }, new AbortController().signal)
  if (!still) throw new Error('The camera gave no picture.')
  const name = stillName(cameraName, new Date(still.capturedAt ?? serverNow))
  const link = document.createElement('a')
  link.href = URL.createObjectURL(still.jpeg)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  return name
}
