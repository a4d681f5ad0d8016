import type { Camera } from '../../hub/camera.ts'
import { OUTPUTS, type Output } from '../../hub/counts.ts'
import type { Hub } from '../../hub/hub.ts'
import type { Figure, Sample } from './figure.ts'

/** How many watch a camera by one output now. */
export interface Viewers {
  readonly camera: string
  readonly output: string
  readonly count: number
}

const STATES = ['idle', 'starting', 'live', 'lost'] as const satisfies readonly Camera['state']['kind'][]

/** What is told of each camera that is in the hub, by its id; one that is removed is not told of any more. */
export function cameraFigures(hub: Hub, viewers?: () => Iterable<Viewers>): Figure[] {
  const each = (value: (camera: Camera) => number | undefined) => () =>
    samplesOf(hub, camera => [{ labels: {}, value: value(camera) }])
  const eachOutput = (value: (camera: Camera, output: Output) => number) => () =>
    samplesOf(hub, camera => OUTPUTS.map(output => ({ labels: { output }, value: value(camera, output) })))
  return [
    {
      kind: 'gauge',
      name: 'tunnelcam_camera_up',
      help: 'Whether the camera gives pictures now (1) or not (0). One that nobody watches is 0 too.',
      labels: ['camera'],
      samples: each(({ state }) => Number(state.kind === 'live')),
    },
    {
      kind: 'gauge',
      name: 'tunnelcam_camera_state',
      help: 'How the camera is: 1 for the state it is in, 0 for the others. Idle is one that nobody watches.',
      labels: ['camera', 'state'],
      samples: () =>
        samplesOf(hub, camera =>
          STATES.map(state => ({ labels: { state }, value: Number(camera.state.kind === state) })),
        ),
    },
    {
      kind: 'gauge',
      name: 'tunnelcam_camera_warnings',
      help: 'Things that work, but not as well as they could; the page of the camera says which.',
      labels: ['camera'],
      samples: each(({ warnings }) => warnings.length),
    },
    {
      kind: 'counter',
      name: 'tunnelcam_pictures_total',
      help: 'New JPEGs taken from the camera, for MJPEG and stills.',
      labels: ['camera'],
      samples: each(({ pictures }) => pictures.nextSequence - 1),
    },
    {
      kind: 'counter',
      name: 'tunnelcam_video_frames_total',
      help: 'Frames of video taken from the camera, for HLS and live viewing.',
      labels: ['camera'],
      samples: each(({ counts }) => counts.videoFrames),
    },
    {
      kind: 'gauge',
      name: 'tunnelcam_picture_age_seconds',
      help: 'Time since the newest picture came from the camera; absent while there is none.',
      labels: ['camera'],
      samples: each(pictureAgeSeconds),
    },
    {
      kind: 'gauge',
      name: 'tunnelcam_open_requests',
      help: 'Requests for pictures or video of the camera that are open now. An HLS viewer has one only part of the time.',
      labels: ['camera'],
      samples: each(({ demand }) => demand.holders),
    },
    {
      kind: 'counter',
      name: 'tunnelcam_mjpeg_dropped_pictures_total',
      help: 'Pictures left out because an MJPEG viewer was too slow to take them, each viewer counted by itself.',
      labels: ['camera'],
      samples: each(({ counts }) => counts.dropped),
    },
    {
      kind: 'counter',
      name: 'tunnelcam_sent_bytes_total',
      help: 'Bytes of media and playlists handed over to the connections of viewers, by output.',
      labels: ['camera', 'output'],
      samples: eachOutput(({ counts }, output) => counts.bytes[output]),
    },
    {
      kind: 'counter',
      name: 'tunnelcam_ffmpeg_restarts_total',
      help: 'Times FFmpeg was started again while the camera was watched: after a fault, or as something else was wanted.',
      labels: ['camera'],
      samples: each(({ counts }) => counts.restarts),
    },
    {
      kind: 'gauge',
      name: 'tunnelcam_small_picture_running',
      help: 'Whether the small picture of the camera is made now (1) or not (0); absent where there is none.',
      labels: ['camera'],
      samples: each(({ sub }) => (sub?.picture ? Number(sub.running) : undefined)),
    },
    {
      kind: 'counter',
      name: 'tunnelcam_small_picture_restarts_total',
      help: 'Times the FFmpeg of the small picture was started again after a fault; absent where there is none.',
      labels: ['camera'],
      samples: each(({ sub }) => (sub?.picture ? sub.restarts + sub.live.restarts : undefined)),
    },
    ...(viewers ? [viewersFigure(hub, viewers)] : []),
  ]
}

function viewersFigure(hub: Hub, viewers: () => Iterable<Viewers>): Figure {
  return {
    kind: 'gauge',
    name: 'tunnelcam_viewers',
    help: 'Who watch the camera now, by output.',
    labels: ['camera', 'output'],
    samples: () => {
      const now = [...viewers()]
      return samplesOf(hub, ({ id }) =>
        OUTPUTS.map(output => {
          const these = now.filter(one => one.camera === id && one.output === output)
          return { labels: { output }, value: these.reduce((sum, { count }) => sum + count, 0) }
        }),
      )
    },
  }
}

interface Told {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number | undefined
}

/** What `told` says of each camera, under its id; without what is undefined. */
function* samplesOf(hub: Hub, told: (camera: Camera) => readonly Told[]): Iterable<Sample> {
  for (const camera of hub.cameras.values()) {
    for (const { labels, value } of told(camera)) {
      if (value !== undefined) yield { labels: { camera: camera.id, ...labels }, value }
    }
  }
}

/** A watched folder's picture is repeated as video until there is a newer one: that video's time is not the picture's. */
function pictureAgeSeconds({ pictures, window, config }: Camera): number | undefined {
  const times = [pictures.latest?.capturedAt, config.watch ? undefined : window.newestCapturedAt]
  const known = times.filter(time => time !== undefined)
  return known.length > 0 ? Math.max(0, Date.now() - Math.max(...known)) / 1000 : undefined
}
