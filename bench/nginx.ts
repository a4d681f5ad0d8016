import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onPath } from '../test/support/ffmpeg.ts'
import { until } from '../test/support/until.ts'
import { freePort, run } from './child.ts'
import { cpuSecondsOf, residentBytesOf } from './cpu.ts'
import type { Peer } from './peers.ts'

/** The playlist of what `staticHls` writes. */
export const PLAYLIST = 'index.m3u8'

/** So long may a busy machine take to encode the first seconds. */
const START_MS = 60_000

/** True when nginx can be measured here, else why not. */
export function nginxAvailable(): true | string {
  if (process.platform !== 'linux') return `nginx is measured by /proc, which ${process.platform} has not`
  return nginxPath() !== undefined || 'needs nginx on PATH (apt install nginx-light)'
}

// Debian has it where only root looks.
function nginxPath(): string | undefined {
  return onPath('nginx') ?? ['/usr/sbin/nginx'].find(existsSync)
}

/** nginx as one process, serving a folder. It keeps what it needs to write in `own`. */
export async function nginx(folder: string, own: string): Promise<Peer> {
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  mkdirSync(own, { recursive: true })
  const path = join(own, 'nginx.conf')
  writeFileSync(
    path,
    `daemon off;
master_process off;
pid ${join(own, 'nginx.pid')};
error_log ${join(own, 'error.log')};
events { worker_connections 4096; }
http {
  access_log off;
  sendfile on;
  tcp_nodelay on;
  keepalive_requests 1000000;
  types { application/vnd.apple.mpegurl m3u8; video/mp4 mp4 m4s; }
  ${temporary.map(name => `${name}_temp_path ${join(own, name)};`).join('\n  ')}
  server { listen 127.0.0.1:${port}; root ${folder}; }
}
`,
  )
  const child = run(nginxPath() ?? 'nginx', ['-p', own, '-c', path, '-e', join(own, 'error.log')])
  await until(
    'nginx listens',
    async () => (await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)) !== undefined,
  )
  return {
    port,
    path: `/${PLAYLIST}`,
    cpuSeconds: async () => cpuSecondsOf(child.pid),
    residentBytes: async () => residentBytesOf(child.pid),
    close: child.end,
  }
}

/** Resolves when its playlist has segments to begin with. */
export async function hasSegments({ port }: Pick<Peer, 'port'>): Promise<void> {
  const enough = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/${PLAYLIST}`)
    return (await response.text()).split('#EXTINF').length > 3
  }
  await until('nginx has a playlist', enough, START_MS)
}

/** FFmpeg's arguments that encode a picture as our own program does, into a playlist of segments of a second. */
export function staticHls(folder: string, rate: number, bitrate: number): string[] {
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline']
  const rates = ['-b:v', `${bitrate}k`, '-maxrate', `${bitrate}k`, '-bufsize', `${bitrate / 3}k`, '-pix_fmt', 'yuv420p']
  const keyframes = ['-g', String(rate), '-keyint_min', String(rate), '-sc_threshold', '0']
  const hls = ['-f', 'hls', '-hls_time', '1', '-hls_list_size', '6', '-hls_segment_type', 'fmp4']
  const flags = ['-hls_flags', 'delete_segments+program_date_time', join(folder, PLAYLIST)]
  return [...encode, ...rates, ...keyframes, ...hls, ...flags]
}
