/** What a viewer looks like, from its User-Agent: `iPhone`, `VLC`, `another program`. The first row that fits counts. */
const DEVICES: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'Chromebook'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'Mac'],
  [/HomeAssistant/, 'Home Assistant'],
  [/VLC|LibVLC/, 'VLC'],
  [/Lavf|ffmpeg/i, 'FFmpeg'],
  [/GStreamer|souphttpsrc/i, 'GStreamer'],
  [/python|aiohttp/i, 'Python'],
  [/curl/i, 'curl'],
  [/Linux|X11/, 'Linux'],
]

export function deviceOf(userAgent: string | undefined): string {
  return DEVICES.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1] ?? 'another program'
}
