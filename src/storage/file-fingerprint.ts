import type { BigIntStats } from 'node:fs'

/** Tells one state of one file from every other: device, inode, size and both times in nanoseconds. */
export function fileFingerprint({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(':')
}
