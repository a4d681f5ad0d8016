import type { Capture } from './capture.ts'
import { histories } from './history.ts'
import { fetchedMedia, mediaRules } from './mediaRules.ts'
import { parseMultivariant } from './multivariant.ts'
import { multivariantRules } from './multivariantRules.ts'
import { answerRules, wholeRules } from './playlistRules.ts'
import { reloadRules } from './reloadRules.ts'
import { renditionRules } from './renditionRules.ts'
import { distinct, judge, type Violation } from './violation.ts'

/**
 * Judges a captured live stream by RFC 8216, RFC 8216bis (draft) and Apple's authoring rules for Low-Latency HLS.
 * Independent of the program: it shares no code with it. What was not fetched is not judged.
 */
export function check(capture: Capture): Violation[] {
  const renditions = histories(capture.playlists).map(history => ({
    history,
    media: fetchedMedia(history, capture.bytes),
  }))
  const found = renditions.flatMap(({ history, media }) => [
    ...history.versions.flatMap(({ answer, read, whole }) => {
      const seconds = (answer.at - (history.versions[0]?.answer.at ?? 0)) / 1000
      const where = `${new URL(answer.url).pathname} at ${seconds.toFixed(2)} s`
      return [...judge(answerRules, read, where), ...(whole ? judge(wholeRules, whole, where) : [])]
    }),
    ...judge(reloadRules, history, history.url),
    ...judge(mediaRules, media, history.url),
  ])
  found.push(...judge(renditionRules, renditions, 'the variants'))
  const { multivariant } = capture
  if (multivariant === undefined) return distinct(found)
  const claims = { multivariant: parseMultivariant(multivariant.text), url: multivariant.url, renditions }
  return distinct([...found, ...judge(multivariantRules, claims, multivariant.url)])
}

/** The names of all rules, for a table of which mutation each of them catches. */
export const ruleNames: readonly string[] = [
  ...[answerRules, wholeRules, reloadRules, mediaRules],
  ...[renditionRules, multivariantRules],
]
  .flat()
  .map(({ rule }) => rule)
