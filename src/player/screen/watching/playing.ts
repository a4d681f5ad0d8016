import type { Try } from '../../play/attempt.ts'
import { DELIVERIES } from '../../play/deliveries/all.ts'
import type { PlayedQuality } from '../../play/playedQuality.ts'
import type { CameraPaths } from '../../server/cameraPaths.ts'
import type { CameraSight } from '../../sight/sight.ts'
import type { Glass } from '../glass.ts'
import type { Quality } from '../quality.ts'
import type { Usage } from '../usage.ts'
import { openPane } from './pane.ts'

/** What a delivery plays with on the page. */
export interface PlayingParts {
  readonly sight: CameraSight
  readonly glass: Glass
  readonly quality: Quality
  readonly paths: CameraPaths
  /** Counts what comes. */
  readonly usage: Usage
}

/** Runs the delivery of a try on the page, until its signal aborts or it cannot go on. */
export function playTry(attempt: Try, { sight, glass, quality, paths, usage }: PlayingParts): Promise<void> {
  const { via, signal } = attempt
  return DELIVERIES[via]({
    paths,
    glass: openPane(glass, attempt),
    quality: qualityOf(quality, attempt),
    signal,
    serverNow: () => sight.serverNow(),
    clock: sample => sight.heard(sample),
    heard: () => attempt.heard(),
    painted: (capturedAt, sequence) => attempt.painted(capturedAt, sequence),
    received: bytes => usage.add(bytes, performance.now()),
    refused: () => attempt.refused(),
  })
}

/** The quality, which hears what plays once that is seen. */
function qualityOf(quality: Quality, attempt: Try): Quality {
  let plays: PlayedQuality | undefined
  attempt.whenFront(() => plays && quality.plays(plays))
  return {
    thrift: quality.thrift,
    get wanted() {
      return quality.wanted
    },
    plays(now) {
      plays = now
      if (attempt.front) quality.plays(now)
    },
    onWanted: (changed, signal) => quality.onWanted(changed, signal),
  }
}
