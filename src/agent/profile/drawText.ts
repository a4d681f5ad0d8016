/**
 * FFmpeg's filter that writes `text` into the upper left corner, for `clock` the date and time of day. What follows a % in it
 * is as strftime (C89) has it. No character of the text means anything to FFmpeg. Without a `font`, the path of a file,
 * fontconfig finds one.
 */
export function drawText(text: string, font?: string): string {
  const format = text === 'clock' ? '%Y-%m-%d %H:%M:%S' : text
  const timed = format.includes('%')
  const options = [
    ...(font === undefined ? [] : [['fontfile', font]]),
    ['expansion', timed ? 'normal' : 'none'],
    ['text', timed ? `%{localtime:${escaped(format, /[\\':}]/g)}}` : format],
    ...look,
  ]
  const value = options.map(([name, value = '']) => `${name}=${escaped(value, /[\\':]/g)}`).join(':')
  return `drawtext=${escaped(value, /[\\'[\],;]/g)}`
}

const look = [
  ['fontsize', 'h/20'],
  ['fontcolor', 'white'],
  ['box', '1'],
  ['boxcolor', 'black@0.5'],
  ['boxborderw', '4'],
  ['x', 'h/40'],
  ['y', 'h/40'],
]

// FFmpeg reads such a text three times: as a graph of filters, as options of one, and as a text with functions in it.
function escaped(text: string, special: RegExp): string {
  return text.replace(special, '\\$&')
}
