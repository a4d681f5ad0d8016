import { spawnSync } from 'node:child_process'
import { onPath } from './ffmpeg.ts'

/** A Python 3 that has OpenCV: the first on PATH may be another than the system's; undefined where none has. */
export function pythonWithOpencv(): string | undefined {
  const candidates = [onPath('python3'), '/usr/bin/python3'].filter(path => path !== undefined)
  return candidates.find(path => spawnSync(path, ['-c', 'import cv2'], { timeout: 30_000 }).status === 0)
}

/** True where there is one, else what to do about it. */
export function opencvAvailable(): true | string {
  return pythonWithOpencv() !== undefined || 'needs Python with OpenCV (apt install python3-opencv)'
}
