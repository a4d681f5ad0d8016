/** A browser's reader of a track's frames, where it has one (Chrome; in Safari only inside workers). */
declare const MediaStreamTrackProcessor:
  | undefined
  | (new <T>(options: {
      track: MediaStreamTrack
      maxBufferSize?: number
    }) => { readonly readable: ReadableStream<T> })

/** Whether the sound of a track can be had frame by frame. */
export function readsSound(): boolean {
  return typeof MediaStreamTrackProcessor !== 'undefined'
}

/** The pictures of a track, or where they can't be had those that a video element paints of it, until the signal aborts. */
export function picturesOf(track: MediaStreamTrack, preview: HTMLVideoElement, signal: AbortSignal) {
  if (typeof MediaStreamTrackProcessor === 'undefined') return painted(preview, signal)
  return read<VideoFrame>(track, 2, signal)
}

/** The sound of a track, until the signal aborts. */
export function soundOf(track: MediaStreamTrack, signal: AbortSignal): AsyncGenerator<AudioData, void, undefined> {
  return read<AudioData>(track, 50, signal)
}

async function* read<T>(
  track: MediaStreamTrack,
  most: number,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  if (typeof MediaStreamTrackProcessor === 'undefined') return
  const reader = new MediaStreamTrackProcessor<T>({ track, maxBufferSize: most }).readable.getReader()
  const stop = () => void reader.cancel().catch(() => undefined)
  signal.addEventListener('abort', stop)
  try {
    while (!signal.aborted) {
      const { value, done } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
}

async function* painted(preview: HTMLVideoElement, signal: AbortSignal): AsyncGenerator<VideoFrame, void, undefined> {
  let wake = () => {}
  let handle = 0
  signal.addEventListener('abort', () => {
    preview.cancelVideoFrameCallback(handle)
    wake()
  })
  while (!signal.aborted) {
    await new Promise<void>(resolve => {
      wake = resolve
      handle = preview.requestVideoFrameCallback(() => resolve())
    })
    if (!signal.aborted && preview.videoWidth > 0)
      yield new VideoFrame(preview, { timestamp: Math.round(performance.now() * 1000) })
  }
}
