import { expect, test } from 'vitest'
import type { Served } from '../../../bench/fanout/crowd.ts'
import { fanoutOptions } from '../../../bench/fanout/options.ts'
import { report } from '../../../bench/fanout/report.ts'
import { type Contest, middle } from '../../../bench/fanout/run.ts'

const served = (over: Partial<Served> = {}): Served => ({
  ...{ slowestFps: 30, ageMedianMs: 3.04, ageP95Ms: 12, ageMaxMs: 40 },
  ...{ cpuPercentEach: 0.05, kilobytesEach: 20, megabits: 3600, ...over },
})
const contest = (over: Partial<Contest> = {}): Contest => ({
  ...{ name: 'MJPEG', peer: false, viewers: 200, rounds: [served()], ...over },
})

test('a run is told as a table, with a sentence for what is missed, of ours alone', () => {
  const slow = served({ slowestFps: 12, ageMaxMs: 1500 })
  const machine = { cpu: 'A CPU', cores: 2, memoryGb: 4, system: 'linux x64', node: '20.0.0', ffmpeg: '5.1' }
  const contests = [
    contest(),
    contest({ name: 'Slow', rounds: [{ ...slow, usedKilobytesEach: 7 }] }),
    contest({ name: 'A peer', peer: true, rounds: [slow] }),
    contest({ name: 'Broken', rounds: [], failed: 'Error: it ended' }),
  ]
  expect(
    report({ machine, seconds: 6, pictureBytes: 76_400, contests, skipped: ['nginx needs nginx.'] }),
  ).toBe(`A CPU, 2 cores, 4 GB, linux x64, Node 20.0.0, FFmpeg 5.1. 1280x720 at 30 pictures a second, a JPEG has 76 KB; 6 s each, in 1 turns. Viewers run on the same cores.

| Server | Viewers | Slowest         | Newest picture, when it comes  | Oldest  | CPU each          | Memory each         | In all                      |
|--------|---------|-----------------|--------------------------------|---------|-------------------|---------------------|-----------------------------|
| MJPEG  | 200     | 30 fps          | 3.0 ms, 95 of 100 within 12 ms | 40 ms   | 0.050 % of a core | 20 KB               | 10 % of a core, 3.60 Gbit/s |
| Slow   | 200     | 12 fps          | 3.0 ms, 95 of 100 within 12 ms | 1500 ms | 0.050 % of a core | 20 KB (7 KB in use) | 10 % of a core, 3.60 Gbit/s |
| A peer | 200     | 12 fps          | 3.0 ms, 95 of 100 within 12 ms | 1500 ms | 0.050 % of a core | 20 KB               | 10 % of a core, 3.60 Gbit/s |
| Broken | 200     | Error: it ended |                                |         |                   |                     |                             |

- Slow: the slowest viewer had 12 fps of 29.
- Slow: a picture was 1500 ms old of 1000.
- Broken: Error: it ended

Not measured here: nginx needs nginx.`)
})

test('of several rounds the middle counts, and of what must not be exceeded the worst', () => {
  const rounds = [
    served({ cpuPercentEach: 1, ageMaxMs: 5, slowestFps: 30 }),
    served({ cpuPercentEach: 9, ageMaxMs: 70, slowestFps: 28 }),
    served({ cpuPercentEach: 2, ageMaxMs: 6, slowestFps: 30 }),
  ]
  expect(middle(contest({ rounds }))).toMatchObject({ cpuPercentEach: 2, ageMaxMs: 70, slowestFps: 28 })
  expect(middle(contest({ rounds: [] }))).toBeUndefined()
})

test.each([
  [['--only', 'mjpeg,rtsp'], '--only: there is no rtsp; there are mjpeg, live, hls'],
  [['--share', '2'], '--share: expected 0.01 to 1, got "2"'],
  [['--seconds', 'x'], '--seconds: expected 1 to 600, got "x"'],
  [['--rounds', '0'], '--rounds: expected 1 to 20, got "0"'],
])('%j gets a sentence', (args, sentence) => expect(() => fanoutOptions(args)).toThrow(sentence))
