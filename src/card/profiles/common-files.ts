import type { FileEntry } from '../object-system.js'

/** A transparent file. */
export function transparent(folder: string, fid: number, sfi: number): FileEntry {
  return { folder, fid, sfi, structure: 'transparent' }
}

/** A file of records. */
export function records(folder: string, fid: number, sfi: number): FileEntry {
  return { folder, fid, sfi, structure: 'records' }
}

/** The files that every generation 2 card has in its MF, at the same place. */
export const commonMfFiles = {
  'EF.ATR': transparent('MF', 0x2f01, 0x1d),
  'EF.CardAccess': transparent('MF', 0x011c, 0x1c),
  'EF.DIR': records('MF', 0x2f00, 0x1e),
  'EF.GDO': transparent('MF', 0x2f02, 0x02),
  'EF.Version2': transparent('MF', 0x2f11, 0x11),
} as const

/** The ISO 7816-15 files of one cryptographic information application; their names repeat in each. */
export function cryptographicInformationFiles(folder: string): Record<string, FileEntry> {
  return {
    [`${folder}/EF.CIA.CIAInfo`]: transparent(folder, 0x5032, 0x12),
    [`${folder}/EF.OD`]: transparent(folder, 0x5031, 0x11),
    [`${folder}/EF.AOD`]: transparent(folder, 0x5034, 0x14),
    [`${folder}/EF.PrKD`]: transparent(folder, 0x5035, 0x15),
    [`${folder}/EF.CD`]: transparent(folder, 0x5038, 0x16),
  }
}
