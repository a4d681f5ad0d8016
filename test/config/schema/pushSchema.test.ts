import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../../src/config/error.ts'
import { parseConfig } from '../../../src/config/parse.ts'

function pushOf(line: string) {
  try {
    return parseConfig(`${line}\ncameras: [{ id: a, source: "publish:" }]`, 'a.yaml').push
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, message }) => `${path}: ${message}`)
    throw error
  }
}

describe('pushes are taken', () => {
  test.each([
    ['', undefined],
    ['push: {}', { host: '127.0.0.1' }],
    ['push: { rtmp: 1935 }', { host: '127.0.0.1', rtmp: 1935 }],
    ['push: { host: 0.0.0.0, rtmp: 0, rtsp: 8554 }', { host: '0.0.0.0', rtmp: 0, rtsp: 8554 }],
  ])('%j', (line, place) => expect(pushOf(line)).toEqual(place))
})

describe('what is no place to take pushes is told', () => {
  test.each([
    ['push: 1935', 'push: expected ports to take pushes on, such as { rtmp: 1935 }, got 1935'],
    ['push: { rtmp: true }', 'push.rtmp: expected a port from 0 to 65535, got true'],
    ['push: { rtmp: 70000 }', 'push.rtmp: expected a port from 0 to 65535, got 70000'],
    ['push: { rtmps: 1935 }', 'push.rtmps: unknown key; did you mean "rtmp"?'],
    ['push: { host: "a b" }', 'push.host: expected an address of this machine such as 127.0.0.1, got "a b"'],
  ])('%s', (line, message) => expect(pushOf(line)).toEqual([message]))
})

function cameraOf(...cameras: string[]) {
  try {
    const list = cameras.map((camera, index) => `  - { id: c${index}, ${camera} }`).join('\n')
    return parseConfig(`cameras:\n${list}`, 'a.yaml').cameras.map(({ srt }) => srt)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, message }) => `${path}: ${message}`)
    throw error
  }
}

describe('SRT is taken', () => {
  test.each([
    ['port: 9000, passphrase: "0123456789"', { port: 9000, passphrase: '0123456789' }],
    ['port: 9000, yesAnyoneCanPublish: true', { port: 9000, yesAnyoneCanPublish: true }],
  ])('%s', (srt, place) => expect(cameraOf(`source: "publish:", srt: { ${srt} }`)).toEqual([place]))
})

describe('what is no place to take SRT is told, and no passphrase is', () => {
  const long = 'expected a passphrase of 10 to 79 letters, digits and signs, without accents'
  const missing =
    'missing; without one whoever reaches the port may publish: to have that, write yesAnyoneCanPublish: true'
  test.each([
    ['source: "publish:", srt: { port: 9000, passphrase: "012345678" }', [`cameras[0].srt.passphrase: ${long}`]],
    [
      `source: "publish:", srt: { port: 9000, passphrase: "${'x'.repeat(80)}" }`,
      [`cameras[0].srt.passphrase: ${long}`],
    ],
    ['source: "publish:", srt: { port: 9000, passphrase: 1234567890 }', [`cameras[0].srt.passphrase: ${long}`]],
    ['source: "publish:", srt: { port: 9000 }', [`cameras[0].srt.passphrase: ${missing}`]],
    ['source: "publish:", srt: { port: 9000, yesAnyoneCanPublish: false }', [`cameras[0].srt.passphrase: ${missing}`]],
    [
      'source: "test:", srt: { port: 9000, passphrase: "0123456789" }',
      ['cameras[0].srt: expected only beside source: "publish:"'],
    ],
    [
      'source: "publish:", srt: { prot: 9000, port: 9000, passphrase: "0123456789" }',
      ['cameras[0].srt.prot: unknown key; did you mean "port"?'],
    ],
  ])('%s', (camera, problems) => expect(cameraOf(camera)).toEqual(problems))

  test('two cameras on one port', () => {
    const camera = 'source: "publish:", srt: { port: 9000, passphrase: "0123456789" }'
    expect(cameraOf(camera, camera)).toEqual([
      'cameras[1].srt.port: expected a port of its own, got 9000 as cameras[0] has',
    ])
  })
})
