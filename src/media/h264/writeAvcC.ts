/** An AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3.1) of these parameter sets, without start codes; lengths have 4 bytes. */
export function writeAvcC(sps: Uint8Array, pps: Uint8Array): Uint8Array {
  const [, profile = 0, constraints = 0, level = 0] = sps
  const sized = (nal: Uint8Array) => [nal.length >> 8, nal.length & 255, ...nal]
  return Uint8Array.from([1, profile, constraints, level, 0xff, 0xe1, ...sized(sps), 1, ...sized(pps)])
}
