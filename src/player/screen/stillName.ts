/**
 * The file name of a downloaded still: camera name and when it was taken, in the viewer's own time zone,
 * 'Front door 2026-01-31 14.05.09.jpg'. Characters that a file system refuses become spaces.
 */
export function stillName(camera: string, takenAt: Date): string {
  const name = camera
    .replace(/[\p{Cc}\\/:*?"<>|]/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  const day = [takenAt.getFullYear(), two(takenAt.getMonth() + 1), two(takenAt.getDate())].join('-')
  const time = [takenAt.getHours(), takenAt.getMinutes(), takenAt.getSeconds()].map(two).join('.')
  return `${name || 'Camera'} ${day} ${time}.jpg`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
