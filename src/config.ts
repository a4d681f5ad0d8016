import type { EncoderName } from './config/encoders.ts'

/** Everything that can be configured, complete: defaults are filled in. */
export interface Config {
  /** Where HTTP is served. Port 0 takes a free one. Default 127.0.0.1:8080. */
  readonly listen: { readonly host: string; readonly port: number }
  /** Whether everyone who reaches the address may watch. Default false: a link, or its code, is needed. */
  readonly open: boolean
  /** The second word that a tunnel needs beside `open`. Default false. */
  readonly yesAnyoneCanWatch?: boolean
  /** The way in from the internet, through Cloudflare. Default: none. */
  readonly tunnel?: TunnelConfig
  /** A relay that the cameras are published to. Default: none. */
  readonly relay?: RelayConfig
  /** Where figures for Prometheus are served, and only they, without a password. Port 0 takes a free one. Default: nowhere. */
  readonly metrics?: { readonly host: string; readonly port: number }
  /** Where pushes of encoders are taken. Default: nowhere. */
  readonly push?: PushConfig
  /** Who is let in, and how many. Default: as AccessConfig says. */
  readonly access?: AccessConfig
  readonly cameras: readonly CameraConfig[]
}

/** Where one camera takes SRT pushes. */
export interface SrtConfig {
  readonly port: number
  /** 10 to 79 characters; a secret. Only without one: `yesAnyoneCanPublish`. */
  readonly passphrase?: string
  readonly yesAnyoneCanPublish?: boolean
}

/** Where pushes of encoders are taken: a port that is left out is not listened on, 0 takes a free one. */
export interface PushConfig {
  /** Default 127.0.0.1. */
  readonly host: string
  readonly rtmp?: number
  readonly rtsp?: number
}

/** Who is let in, beside those with a link. */
export interface AccessConfig {
  /** Addresses or networks of reverse proxies whose word about the client is believed. Default: none. */
  readonly trustedProxies: readonly string[]
  /** Origins, as `https://home.example.com`, whose pages may frame ours. Default: none. */
  readonly frameOrigins: readonly string[]
  /** Origins whose scripts may ask us. Default: none. */
  readonly corsOrigins: readonly string[]
  /** Names, as `cam.example.com`, that `open` holds for beside addresses and names of this network. Default: none. */
  readonly hosts: readonly string[]
  /** The most viewers of a camera. Default 250. */
  readonly viewersPerCamera: number
  /** The most viewers by one link. Default 100. */
  readonly viewersPerLink: number
  /** Who comes through the tunnel or a proxy must have been let in by Cloudflare Access. Default: not asked for. */
  readonly cloudflareAccess?: {
    /** `https://myteam.cloudflareaccess.com` */
    readonly team: string
    /** The application's audience tag. */
    readonly audience: string
    /** E-mail addresses of owners; all others are viewers. */
    readonly owners: readonly string[]
  }
}

/** A tunnel through Cloudflare: a quick one, with an address of its own at each start, or a named one. */
export interface TunnelConfig {
  readonly kind: 'quick' | 'named'
  /** Of a named one: `cam.example.com`, as it was set up at Cloudflare. */
  readonly hostname?: string
  /** Of a named one: the file that holds its token. Default: TUNNEL_TOKEN. */
  readonly tokenFile?: string
}

/** A relay: a tunnelcam elsewhere that shows what is published to it. */
export interface RelayConfig {
  /** `https://cam.example.org`, without a slash at its end. */
  readonly url: string
  /** The file that holds what lets publish there. Default: TUNNELCAM_RELAY_TOKEN. */
  readonly tokenFile?: string
  /** Publish by http: to another machine too. Default: false. */
  readonly unencrypted?: boolean
}

/** One camera, complete: defaults are filled in. */
export interface CameraConfig {
  /** In addresses: small letters, digits, `-` and `_`, at most 63. */
  readonly id: string
  /** For people. Default: the id, capitalised. */
  readonly name: string
  /** `/dev/video0`, `test:`, `rtsp://…`, `http://…/x.mjpg`, `http://…/x.jpg`, `still:http://…`, `https://…/x.m3u8`, `rtmp://…`, `srt://…`, `/path/clip.mp4`, `/path/folder/`. May hold a password. */
  readonly source: string
  /** For the source `files:`, video files that are played one after the other, in a loop. */
  readonly files?: readonly string[]
  /** For the source `ffmpeg:`, its input arguments up to and including `-i …`. */
  readonly ffmpeg?: readonly string[]
  /** For the source `exec:`, the command and its arguments, started without a shell. */
  readonly exec?: readonly string[]
  /** FFmpeg's name of the format to ask a V4L2 camera for. Default: the best it has. `mjpeg` for HTTP: skip what is between JPEGs. */
  readonly inputFormat?: string
  /** Pixels. Default: what the source gives best. */
  readonly size?: { readonly width: number; readonly height: number }
  /** Frames per second. Default: what the source gives best. */
  readonly rate?: number
  /** kbit/s of an encode. Default 2000. */
  readonly bitrate: number
  /** Of JPEGs, 1 to 100; also those that the source gives are encoded then. Default 86 where they are encoded. */
  readonly quality?: number
  /** Degrees clockwise. Default 0. `size` is that before. */
  readonly rotate?: 0 | 90 | 180 | 270
  /** Mirrors, after `rotate`. Default: not at all. */
  readonly flip?: 'horizontal' | 'vertical' | 'both'
  /** Written onto the picture: `clock`, or a text with directives of strftime. Default: nothing. */
  readonly overlay?: string
  /** For a folder: each newly dropped JPEG is the picture. Default false: the folder is looped over. */
  readonly watch: boolean
  /** For RTSP. Default tcp. */
  readonly transport: 'tcp' | 'udp'
  /** For the source `publish:`, where SRT pushes to it are taken. Default: nowhere. */
  readonly srt?: SrtConfig
  /** Whose certificate is taken: `known` (default: one that this machine trusts), `any`, or `sha256:AB:CD:…`, that one. */
  readonly certificate?: string
  /** Sound in HLS: that of the source where it has any, none, or that of another source as `alsa:default`. Default true. */
  readonly audio: boolean | string
  /** Always encode, never pass H.264 through. Default false. */
  readonly encode: boolean
  /** What encodes H.264. `auto`: hardware where some works. Default libx264, which also stands in for one that does not work. */
  readonly encoder?: 'auto' | EncoderName
  /** The small picture beside the camera's own. Default: 640x640 at most, 15 frames per second, 300 kbit/s. */
  readonly sub?: SubConfig | undefined
  /** Seconds that capture goes on after the last viewer. Default 10. */
  readonly idle: number
  /** Capture is always on. Default false. */
  readonly keep: boolean
}

/** A small, thrifty picture beside a camera's own. */
export interface SubConfig {
  /** Pixels that it fits into. */
  readonly size: { readonly width: number; readonly height: number }
  /** The most frames per second. */
  readonly rate: number
  /** kbit/s. */
  readonly bitrate: number
}
