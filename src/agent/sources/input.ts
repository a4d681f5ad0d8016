/** Input options, without their dash, that make FFmpeg begin with the first packet instead of looking at a stream for seconds. */
export const noLook = { probesize: '32', analyzeduration: '0' } as const

/** The same as arguments. */
export const immediately: readonly string[] = Object.entries(noLook).flatMap(([name, value]) => [`-${name}`, value])

/** How long a network camera may be silent before FFmpeg gives up, in microseconds. */
export const silenceMicroseconds = '10000000'
