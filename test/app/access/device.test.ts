import { expect, test } from 'vitest'
import { deviceOf } from '../../../src/app/access/device.ts'

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'

test.each([
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1',
    'iPhone',
  ],
  ['AppleCoreMedia/1.0.0.22B83 (iPhone; U; CPU OS 18_1 like Mac OS X; en_us)', 'iPhone'],
  ['Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1', 'iPad'],
  [`Mozilla/5.0 (Linux; Android 14; Pixel 8) ${webkit} Chrome/131.0.0.0 Mobile Safari/537.36`, 'Android'],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/131.0.0.0 Safari/537.36`, 'Chromebook'],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/131.0.0.0 Safari/537.36`, 'Windows'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15', 'Mac'],
  [`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/131.0.0.0 Safari/537.36`, 'Linux'],
  ['HomeAssistant/2026.11.0 aiohttp/3.11.0 Python/3.13', 'Home Assistant'],
  ['VLC/3.0.21 LibVLC/3.0.21', 'VLC'],
  ['Lavf/61.7.100', 'FFmpeg'],
  ['python-requests/2.32.3', 'Python'],
  ['curl/8.11.0', 'curl'],
  ['Wget/1.24', 'another program'],
  ['', 'another program'],
  [undefined, 'another program'],
])('%s is %s', (userAgent, device) => expect(deviceOf(userAgent)).toBe(device))
