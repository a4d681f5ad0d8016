/** Input options that make FFmpeg begin with the first packet instead of looking at a stream for seconds. */
export const immediately: readonly string[] = ['-probesize', '32', '-analyzeduration', '0']

/** How long a network camera may be silent before FFmpeg gives up, in microseconds. */
export const silenceMicroseconds = '10000000'
