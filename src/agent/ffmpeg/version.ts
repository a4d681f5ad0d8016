/** What `ffmpeg -version` tells about a build. */
export interface Version {
  /** As it calls itself: `5.1.9-0+deb12u1`, `N-92722-gf22fcd4483`. */
  readonly version: string
  /** libavcodec's major and minor, which git builds have too: 59.37 is FFmpeg 5.1. */
  readonly libavcodec: readonly [major: number, minor: number]
  /** Whether it was built with libx264. */
  readonly libx264: boolean
  /** Whether it was built with what `drawtext` needs. */
  readonly drawtext: boolean
  /** Whether parts were left out on purpose, so that having an encoder or muxer is not a matter of course. */
  readonly stripped: boolean
  /** Whether it can look host names up. */
  readonly resolvesNames: boolean
}

/** Reads the output of `ffmpeg -version`; undefined when it is not FFmpeg's. */
export function parseVersion(text: string): Version | undefined {
  const version = /^ffmpeg version (\S+)/m.exec(text)?.[1]
  const codec = /^\s*libavcodec\s+(\d+)\.\s*(\d+)\./m.exec(text)
  if (version === undefined || !codec) return undefined
  const flags = new Set(/^\s*configuration: (.*)$/m.exec(text)?.[1]?.split(/\s+/))
  const libavcodec = [Number(codec[1]), Number(codec[2])] as const
  return {
    version,
    libavcodec,
    libx264: flags.has('--enable-libx264'),
    // drawtext wants HarfBuzz since libavfilter 9.6 (FFmpeg 6.1).
    drawtext: flags.has('--enable-libfreetype') && (libavcodec[0] < 61 || flags.has('--enable-libharfbuzz')),
    stripped: [...flags].some(flag => /^--disable-(everything|all|(encoder|muxer|bsf)(s$|=))/.test(flag)),
    // Linked with glibc statically: these crash in getaddrinfo on systems with another glibc.
    resolvesNames: !/^ffmpeg version \S*-static\b/m.test(text),
  }
}

/** Whether libavcodec is at least `major.minor`. */
export function atLeast(version: Version, major: number, minor: number): boolean {
  const [has, hasMinor] = version.libavcodec
  return has > major || (has === major && hasMinor >= minor)
}
