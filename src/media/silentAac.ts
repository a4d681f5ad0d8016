/**
 * One AAC-LC frame of silence for so many channels (1 to 8, as an AudioSpecificConfig counts them), at any sample rate: a
 * raw_data_block whose elements have no scale factor bands (ISO/IEC 14496-3 §4.4.2.1). HE-AAC decoders take it too.
 */
export function silentAacFrame(channels: number): Uint8Array {
  const elements = ELEMENTS[channels] ?? []
  const counts = new Map<Element, number>()
  const bits = elements.map(element => {
    const tag = counts.get(element) ?? 0
    counts.set(element, tag + 1)
    return ID[element] + tag.toString(2).padStart(4, '0') + (element === 'pair' ? PAIR : SINGLE)
  })
  const all = `${bits.join('')}${END}`
  const bytes = all.padEnd(Math.ceil(all.length / 8) * 8, '0').match(/.{8}/g) ?? []
  return Uint8Array.from(bytes, byte => Number.parseInt(byte, 2))
}

type Element = 'single' | 'pair' | 'low'

/** Of each channel configuration (§1.6.3.4); 8 channels are configuration 7. */
const ELEMENTS: Readonly<Record<number, readonly Element[]>> = {
  1: ['single'],
  2: ['pair'],
  3: ['single', 'pair'],
  4: ['single', 'pair', 'single'],
  5: ['single', 'pair', 'pair'],
  6: ['single', 'pair', 'pair', 'low'],
  8: ['single', 'pair', 'pair', 'pair', 'low'],
}
const ID: Readonly<Record<Element, string>> = { single: '000', pair: '001', low: '011' }
const END = '111'
/** ics_info: a reserved bit, a long window of sine shape, no scale factor band, no prediction. */
const INFO = '0' + '00' + '0' + '000000' + '0'
/** Global gain, then (around what is empty) no pulses, no noise shaping, no gain control. */
const [GAIN, NO_TOOLS] = ['00000000', '000']
const SINGLE = GAIN + INFO + NO_TOOLS
/** A window in common, no channel in terms of the other. */
const PAIR = `1${INFO}00${GAIN}${NO_TOOLS}${GAIN}${NO_TOOLS}`
