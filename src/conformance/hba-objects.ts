/*
 * The objects of an HBA of generation 2.1 by gematik's names, as far as the cases speak of them. Written from the object
 * system (gemSpec_HBA_ObjSys_G2.1, product type version 4.7.1) and not shared with src/card/profiles: what both say
 * differently, the suite shows.
 */

/** AIDs, hex. */
export const folders = {
  MF: 'D27600014601',
  'DF.HPA': 'D27600014602',
  'DF.QES': 'D27600006601',
  'DF.CIA.QES': 'E828BD080FD27600006601',
  'DF.ESIGN': 'A000000167455349474E',
  'DF.CIA.ESIGN': 'E828BD080FA000000167455349474E',
  'DF.AUTO': 'D27600014603',
} as const

export type FolderName = keyof typeof folders

/** Where a password is: its folder, and P2 of the commands for it. */
export const passwords = {
  'PIN.CH': { folder: 'MF', reference: '01' },
  'PIN.QES': { folder: 'DF.QES', reference: '81' },
} as const satisfies Record<string, { folder: FolderName; reference: string }>

export type PasswordName = keyof typeof passwords

/** Where a private key is, and its reference in commands. */
export const keys = {
  'PrK.HP.QES.E256': { folder: 'DF.QES', reference: '86' },
  'PrK.HP.QES.R2048': { folder: 'DF.QES', reference: '84' },
  'PrK.HP.AUT.E256': { folder: 'DF.ESIGN', reference: '86' },
  'PrK.HP.AUT.R2048': { folder: 'DF.ESIGN', reference: '82' },
  'PrK.HP.ENC.E256': { folder: 'DF.ESIGN', reference: '85' },
  'PrK.HP.ENC.R2048': { folder: 'DF.ESIGN', reference: '83' },
  'PrK.HP.SIG.E256': { folder: 'DF.ESIGN', reference: '87' },
  'PrK.HP.SIG.R2048': { folder: 'DF.ESIGN', reference: '84' },
  'PrK.HPC.AUTR_CVC.E256': { folder: 'MF', reference: '06' },
  'PrK.HPC.AUTD_SUK_CVC.E256': { folder: 'MF', reference: '09' },
} as const satisfies Record<string, { folder: FolderName; reference: string }>

export type KeyName = keyof typeof keys
