import type { BigIntStats } from 'node:fs'

/** Tells one file from every other, by whatever path it is reached: device and inode. */
export function fileIdentity({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`
}

/** Tells one state of one file from every other: device, inode, size and both times in nanoseconds. */
export function fileFingerprint(stats: BigIntStats): string {
  const { size, mtimeNs, ctimeNs } = stats
  return [fileIdentity(stats), size, mtimeNs, ctimeNs].join(':')
}
