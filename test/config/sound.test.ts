import { expect, test } from 'vitest'
import { soundKind, soundProblem } from '../../src/config/sound.ts'

test.each([
  ['alsa:default', 'alsa'],
  ['alsa:hw:1,0', 'alsa'],
  ['pulse:default', 'pulse'],
  ['pulse:alsa_input.usb-046d_C920-02.analog-stereo', 'pulse'],
  ['avfoundation:Built-in Microphone', 'avfoundation'],
  ['dshow:Microphone (USB Audio)', 'dshow'],
  ['test:', 'test'],
  ['rtsp://me:secret@192.168.1.21/stream1', 'network'],
  ['http://192.168.1.30:8080/audio.wav', 'network'],
  ['https://radio.example.com/live.m3u8', 'network'],
  ['srt://192.168.1.50:9000', 'network'],
  ['./rain.mp3', 'file'],
])('%s is a source of sound', (text, kind) => {
  expect(soundKind(text)).toBe(kind)
  expect(soundProblem(text)).toBeUndefined()
})

const all =
  'expected true, false or a source of sound (alsa:default, pulse:default, rtsp://host/path, ./sound.mp3, test:)'

test.each([
  ['', `${all}, got ""`],
  ['yes', `${all}, got "yes"`],
  ['hw:1,0', `${all}, got "hw:1,0"; did you mean "alsa:hw:1,0"?`],
  ['plughw:1', `${all}, got "plughw:1"; did you mean "alsa:plughw:1"?`],
  ['/dev/video0', `${all}, got "/dev/video0"`],
  ['gopher://me:secret@host/a', `${all}, got "gopher://me:***@host/a"`],
  ['alsa:', 'expected the name of a microphone after alsa:, as in alsa:default or alsa:hw:1,0, got "alsa:"'],
  ['pulse', 'expected the name of a microphone after pulse:, as in pulse:default, got "pulse"'],
  ['http://host/still.jpg', 'expected a source of sound, got the address of a picture, "http://host/still.jpg"'],
])('%j is none, and it is said what would be right', (text, problem) => {
  expect(soundKind(text)).toBeUndefined()
  expect(soundProblem(text)).toBe(problem)
})
