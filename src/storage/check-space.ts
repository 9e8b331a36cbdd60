import { statfsSync, type BigIntStatsFs } from 'node:fs'
import { outputUnusable, systemCode } from './file-errors.js'

/** Outputs that come into a folder. */
export interface RoomNeeded {
  /** A folder that is there, on the file system that the outputs go to. */
  readonly folder: string
  readonly files: number
  /** What the outputs hold beside their signatures. */
  readonly contentBytes: number
}

/** No signature with its certificate is smaller. */
const LEAST_BYTES = 1024n
/** What most file systems give a file at least. Some (ZFS) name larger blocks and share them. */
const BLOCK_BYTES = 4096n

/**
 * Refuses outputs that cannot have room, whatever else happens. What a file system does not say, or quotas that it does not
 * count, is found when an output is written, and loses nothing then.
 *
 * @throws HealthCardError `HC_OUTPUT_UNUSABLE`
 */
export function checkSpace({ folder, files, contentBytes }: RoomNeeded): void {
  const room = roomIn(folder)
  // Some network and virtual file systems answer with zeros.
  if (!room || room.blocks === 0n) return
  const free = (process.getuid?.() === 0 ? room.bfree : room.bavail) * room.bsize
  const block = room.bsize < BLOCK_BYTES ? room.bsize : BLOCK_BYTES
  const least = ((LEAST_BYTES + block - 1n) / block) * block
  const lacksNames = room.files > 0n && room.ffree < BigInt(files)
  if (lacksNames || free < BigInt(files) * least + BigInt(contentBytes)) throw outputUnusable(folder, 'noSpace')
}

function roomIn(folder: string): BigIntStatsFs | undefined {
  try {
    return statfsSync(folder, { bigint: true })
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return undefined
  }
}
