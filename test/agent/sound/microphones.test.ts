import { expect, test } from 'vitest'
import { findFfmpeg } from '../../../src/agent/ffmpeg/find.ts'
import { listMicrophones, parseSources } from '../../../src/agent/sound/microphones.ts'
import { examineMicrophones } from '../../../src/cli/doctor/microphones.ts'
import { needs } from '../../support/require.ts'
import { pulseServer } from '../../support/sync/pulseServer.ts'

const pulse = `Auto-detected sources for pulse:
* alsa_input.usb-046d_HD_Pro_Webcam_C920-02.analog-stereo [HD Pro Webcam C920 Analog Stereo] (none)
  alsa_output.pci-0000_00_1f.3.analog-stereo.monitor [Monitor of Built-in Audio] (none)
`
const alsa = `Auto-detected sources for alsa:
  null [Discard all samples (playback) or generate zero samples (capture)] (none)
  default [Playback/recording through the PulseAudio sound server] (none)
  hw:CARD=C920,DEV=0 [Direct hardware device without any conversions] (none)
  plughw:CARD=C920,DEV=0 [HD Pro Webcam C920, USB Audio] (none)
`

test.each([
  [
    'pulse',
    pulse,
    [
      {
        source: 'pulse:alsa_input.usb-046d_HD_Pro_Webcam_C920-02.analog-stereo',
        name: 'HD Pro Webcam C920 Analog Stereo',
      },
    ],
  ],
  ['alsa', alsa, [{ source: 'alsa:plughw:CARD=C920,DEV=0', name: 'HD Pro Webcam C920, USB Audio' }]],
  [
    'alsa',
    '  plughw:CARD=Odd,DEV=0 [Odd \u001b[2J card] (none)\n',
    [{ source: 'alsa:plughw:CARD=Odd,DEV=0', name: 'Odd \uFFFD[2J card' }],
  ],
  ['pulse', 'Auto-detected sources for pulse:\nCannot list sources: Generic error in an external library\n', []],
] as const)('of what FFmpeg lists for %s the microphones are named', (kind, text, expected) => {
  expect(parseSources(kind, text)).toEqual(expected)
})

test('the doctor says how each is written, and that none is needed', async () => {
  const one = { source: 'pulse:mic', name: 'A microphone' }
  expect(await examineMicrophones(Promise.resolve([one]), 'linux')).toEqual([
    { state: 'ok', what: 'Microphones', detail: "A microphone (--audio 'pulse:mic')" },
  ])
  expect(await examineMicrophones(Promise.reject(new Error('no FFmpeg')), 'linux')).toEqual([
    {
      state: 'ok',
      what: 'Microphones',
      detail: 'none was found; sound can also come from an address, as in --audio rtsp://host/path',
    },
  ])
})

needs('pulseaudio')('a microphone of PulseAudio', () => {
  test('is found', async () => {
    const server = await pulseServer()
    const before = process.env.PULSE_SERVER
    try {
      await server.plugIn('garden')
      Object.assign(process.env, server.env)
      const found = await listMicrophones(await findFfmpeg({ env: process.env }))
      expect(found.map(({ source }) => source)).toContain('pulse:garden')
    } finally {
      if (before === undefined) delete process.env.PULSE_SERVER
      else process.env.PULSE_SERVER = before
      await server.close()
    }
  })
})
