/** One message of an RTMP connection (Adobe RTMP 1.0 §5.4, §6.1). */
export interface RtmpMessage {
  readonly type: number
  /** In ms, as the peer counts; wraps around at 32 bits. */
  readonly timestamp: number
  /** The message stream it belongs to; 0 is the connection itself. */
  readonly stream: number
  readonly body: Uint8Array
}

/** Message types (§5.4, §7.1) that matter here. */
export const TYPE = {
  setChunkSize: 1,
  abort: 2,
  acknowledgement: 3,
  userControl: 4,
  windowSize: 5,
  peerBandwidth: 6,
  audio: 8,
  video: 9,
  dataAmf3: 15,
  commandAmf3: 17,
  dataAmf0: 18,
  commandAmf0: 20,
} as const
