import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { networkName, rememberedVia, rememberVia } from '../../../src/player/play/remembered.ts'

const NOW = 1_800_000_000_000
const HOUR = 3_600_000

beforeEach(() => {
  const held = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, text: string) => held.set(key, text),
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

test.each([
  ['tells all', { type: 'wifi', effectiveType: '4g' }, 'wifi 4g'],
  ['tells how fast it is', { effectiveType: '3g' }, '3g'],
  ['tells nothing', undefined, ''],
])('a browser that %s', (_, connection, name) => expect(networkName(connection)).toBe(name))

test('each network has its own', () => {
  rememberVia('wifi', 'webcodecs', NOW)
  rememberVia('cellular', 'hls', NOW)
  rememberVia('wifi', 'mse', NOW)
  expect(['wifi', 'cellular', 'ethernet'].map(network => rememberedVia(network, NOW))).toEqual([
    'mse',
    'hls',
    undefined,
  ])
})

test('after a day it is forgotten', () => {
  rememberVia('', 'hls', NOW)
  expect([rememberedVia('', NOW + 23 * HOUR), rememberedVia('', NOW + 25 * HOUR)]).toEqual(['hls', undefined])
})

test('of many networks the newest eight are known', () => {
  for (let at = 0; at < 20; at++) rememberVia(`n${at}`, 'hls', NOW)
  const known = Array.from({ length: 20 }, (_, at) => at).filter(at => rememberedVia(`n${at}`, NOW))
  expect(known).toEqual([12, 13, 14, 15, 16, 17, 18, 19])
})

test.each(['', 'no JSON', '{}', '[1,null,{"network":"","via":"smoke","at":1}]', '[{"network":"","via":"hls"}]'])(
  'what was kept by something else is nothing: %s',
  text => {
    localStorage.setItem('tunnelcam-ladder', text)
    expect(rememberedVia('', NOW)).toBeUndefined()
  },
)

test('a browser that keeps nothing for us remembers nothing, and does not complain', () => {
  vi.stubGlobal('localStorage', undefined)
  rememberVia('', 'hls', NOW)
  expect(rememberedVia('', NOW)).toBeUndefined()
})
