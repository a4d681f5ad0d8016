import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deviceName } from '../deviceName.ts'

/** Where Linux tells of its video devices. */
export const SYSFS = '/sys/class/video4linux'

/** A device file of a camera, as sysfs tells of it. */
export interface VideoNode {
  /** `/dev/video0` */
  readonly path: string
  readonly name: string
  /** Of a USB camera: `046d:0825`, in small letters. */
  readonly usb?: string
  /** Of a USB camera that has one. */
  readonly serial?: string
}

/**
 * The device files that pictures come from, in the order of their numbers: of a camera with several the first, as the others
 * carry metadata. None where there is no sysfs.
 */
export async function videoNodes(sysfs = SYSFS): Promise<VideoNode[]> {
  const names = await readdir(sysfs).catch(() => [])
  const numbers = names.flatMap(name => /^video(\d+)$/.exec(name)?.[1] ?? []).map(Number)
  const nodes = await Promise.all(numbers.sort((one, other) => one - other).map(number => look(sysfs, number)))
  return nodes.flatMap(node => (node ? [node] : []))
}

async function look(sysfs: string, number: number): Promise<VideoNode | undefined> {
  const folder = join(sysfs, `video${number}`)
  const said = async (file: string) => deviceName(await readFile(file, 'utf8').catch(() => ''))
  // `device` is a link to the USB interface; the device that it belongs to is one above, by the link and not by the text.
  const ofUsb = (file: string) => said(`${folder}/device/../${file}`)
  const [index, name, vendor, product, serial] = await Promise.all([
    said(`${folder}/index`),
    said(`${folder}/name`),
    ...['idVendor', 'idProduct', 'serial'].map(ofUsb),
  ])
  if (Number(index) > 0) return undefined
  return {
    path: `/dev/video${number}`,
    name: name || `video${number}`,
    ...(vendor && product && { usb: `${vendor}:${product}`.toLowerCase() }),
    ...(vendor && serial && { serial }),
  }
}
