/** What this browser can play HLS with: hls.js (Media Source with H.264 in fMP4), or its own player. */
export function hlsAbilities(video: HTMLVideoElement): { mse: boolean; nativeHls: boolean } {
  const sources = ['ManagedMediaSource', 'MediaSource'].map(name => Reflect.get(globalThis, name))
  return {
    mse: sources.some(source => source?.isTypeSupported?.('video/mp4; codecs="avc1.42E01E"') === true),
    nativeHls: video.canPlayType('application/vnd.apple.mpegurl') !== '',
  }
}
