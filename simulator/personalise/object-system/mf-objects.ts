import { fileRules } from './file-rules.js'
import { keyRules } from './key-rules.js'
import type { AesKeyRow, CanRow, ObjectRow, RootKeyRow, TransparentFileRow } from './object-rows.js'
import { fixedFile } from './row-makers.js'

/** Files that the MF of every card of generation 2.1 has, besides EF.ATR and EF.DIR, whose rules and sizes differ. */
export const identityFiles: readonly ObjectRow[] = [
  fixedFile('EF.CardAccess', '011c', '1c', fileRules.open),
  fixedFile('EF.GDO', '2f02', '02'),
  {
    type: 'transparentFile',
    name: 'EF.Version2',
    fid: '2f11',
    sfi: '11',
    size: 0x3c,
    transaction: true,
    checksum: true,
    rules: fileRules.version,
  },
]

/** A CV certificate in the MF. @param size - in bytes, exactly that of the certificate */
export function cvCertificateFile(name: string, fid: string, sfi: string, size: number): TransparentFileRow {
  return {
    type: 'transparentFile',
    name,
    fid,
    sfi,
    size,
    transaction: true,
    checksum: false,
    rules: fileRules.cvCertificate,
  }
}

/** Keys by which the issuer administers the card, the CAN, and the roots of the CV certificates. */
export const issuerKeys: readonly ObjectRow[] = [
  aesKey('SK.CMS.AES128', '14', 128),
  aesKey('SK.CMS.AES256', '18', 256),
  aesKey('SK.CUP.AES128', '03', 128),
  aesKey('SK.CUP.AES256', '04', 256),
  { type: 'can', name: 'SK.CAN', id: '02', rules: keyRules.can } satisfies CanRow,
]

/** The root of the roles in the telematics infrastructure. @param flags - what it may hand down, seven bytes in hex */
export function roleRoot(flags: string): RootKeyRow {
  return {
    type: 'rootKey',
    name: 'PuK.RCA.CS.E256',
    flagList: 'cvc_FlagList_TI',
    flags,
    rules: keyRules.verification,
    importedRules: keyRules.importedRole,
  }
}

/** The root of the administration. */
export function administrationRoot(flags: string): RootKeyRow {
  return {
    type: 'rootKey',
    name: 'PuK.RCA.ADMINCMS.CS.E256',
    flagList: 'cvc_FlagList_CMS',
    flags,
    rules: keyRules.verification,
    importedRules: keyRules.importedAdministration,
  }
}

function aesKey(name: string, id: string, bits: 128 | 256): AesKeyRow {
  return { type: 'aesKey', name, id, bits, rules: keyRules.administration }
}
