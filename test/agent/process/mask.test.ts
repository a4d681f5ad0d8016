import { expect, test } from 'vitest'
import { mask } from '../../../src/agent/process/mask.ts'

test.each([
  ['rtsp://me:hunter2@cam:554/1', 'rtsp://me:***@cam:554/1'],
  ['rtsp://:hunter2@cam/', 'rtsp://:***@cam/'],
  ['rtsp://me:hun@ter:2@cam/1 and http://you:x@there', 'rtsp://me:***@cam/1 and http://you:***@there'],
  ['http://cam/video?user=me&password=hunter2&rate=5', 'http://cam/video?user=me&password=***&rate=5'],
  ['http://cam/?access_token=abc#top', 'http://cam/?access_token=***#top'],
  ['-headers Authorization: Basic bWU6aHVudGVyMg==\r\n -i', '-headers Authorization: ***\r\n -i'],
  ['http://cam:8080/video.mjpg', 'http://cam:8080/video.mjpg'],
  ['[tcp @ 0x55d] Connection to tcp://cam:554 failed', '[tcp @ 0x55d] Connection to tcp://cam:554 failed'],
])('%s is shown as %s', (text, expected) => expect(mask(text)).toBe(expected))
