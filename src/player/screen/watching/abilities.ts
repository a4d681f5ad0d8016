import type { Abilities } from '../../play/ladder.ts'

/** What this browser can play H.264 with: WebCodecs (only where the address is secure), Media Source, its own HLS player. */
export function abilities(video: HTMLVideoElement): Abilities {
  const sources = ['ManagedMediaSource', 'MediaSource'].map(name => Reflect.get(globalThis, name))
  return {
    webCodecs: 'VideoDecoder' in globalThis,
    mse: sources.some(source => source?.isTypeSupported?.('video/mp4; codecs="avc1.42E01E"') === true),
    nativeHls: video.canPlayType('application/vnd.apple.mpegurl') !== '',
  }
}
