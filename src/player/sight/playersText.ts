import { ageText } from '../ageText.ts'
import type { PlayerJson } from '../server/cameraJson.ts'

const NAMES: Readonly<Record<string, string>> = {
  webcodecs: 'WebCodecs',
  mse: 'MSE',
  jpeg: 'JPEG',
  hls: 'HLS',
  native: 'HLS',
  mjpeg: 'MJPEG',
  stills: 'stills',
}

/**
 * Who watches, and for the owner how: '2: WebCodecs 0.1 s, HLS 0.6 s, 1 stall'. Those whose picture comes in the same way
 * stand together with the delay of the middle one. '' where nobody does.
 */
export function playersText(viewers: number, players: readonly PlayerJson[] = []): string {
  if (players.length === 0) return viewers > 0 ? String(viewers) : ''
  const nameOf = ({ delivery }: PlayerJson) => NAMES[delivery] ?? delivery
  const ways = new Set(players.map(nameOf))
  const stalls = players.reduce((sum, player) => sum + player.stalls, 0)
  const stalled = stalls === 0 ? [] : [stalls === 1 ? '1 stall' : `${stalls} stalls`]
  const told = [...ways].map(name =>
    wayText(
      name,
      players.filter(player => nameOf(player) === name),
    ),
  )
  return `${Math.max(viewers, players.length)}: ${[...told, ...stalled].join(', ')}`
}

function wayText(name: string, players: readonly PlayerJson[]): string {
  const delays = players.flatMap(({ medianMs }) => medianMs ?? []).sort((one, other) => one - other)
  const middle = delays[Math.floor(delays.length / 2)]
  const count = players.length > 1 ? `${players.length} × ` : ''
  return `${count}${name}${middle === undefined ? '' : ` ${ageText(middle)}`}`
}
