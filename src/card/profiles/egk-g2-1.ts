import type { CardProfile, FileEntry, KeyEntry, PasswordEntry } from '../object-system.js'
import { commonMfFiles, records, transparent } from './common-files.js'

/** A password of the insured person; the multi-reference ones share secret and counter with PIN.CH. */
function password(folder: string, reference: number, puk: PasswordEntry['puk'] = 'none'): PasswordEntry {
  return { folder, reference, minDigits: 6, maxDigits: 8, ...(puk !== 'none' && { pukDigits: 8 }), puk }
}

/** A key of the insured person. None of them signs documents: authentication and encryption only. */
function key(
  use: 'aut' | 'enc',
  type: 'ecc' | 'rsa',
  reference: number,
  certificate: string,
  algorithms: KeyEntry['algorithms'] = [],
): KeyEntry {
  return { folder: 'DF.ESIGN', reference, use, type, algorithms, password: 'PIN.CH', certificate }
}

/** Files of the health care applications, the same in both generations. */
export const egkHealthCareFiles: Readonly<Record<string, FileEntry>> = {
  'EF.PD': transparent('DF.HCA', 0xd001, 0x01),
  'EF.VD': transparent('DF.HCA', 0xd002, 0x02),
  'EF.GVD': transparent('DF.HCA', 0xd003, 0x03),
  'EF.Einwilligung': records('DF.HCA', 0xd005, 0x05),
  'EF.Logging': records('DF.HCA', 0xd006, 0x06),
  'EF.Verweis': records('DF.HCA', 0xd009, 0x09),
  'EF.StatusVD': transparent('DF.HCA', 0xd00c, 0x0c),
  'EF.Pruefungsnachweis': transparent('DF.HCA', 0xd01c, 0x1c),
  'EF.Standalone': transparent('DF.HCA', 0xda0a, 0x0a),
  'EF.NFD': transparent('DF.NFD', 0xd010, 0x10),
  'EF.StatusNFD': transparent('DF.NFD', 0xd00e, 0x0e),
  'EF.DPE': transparent('DF.DPE', 0xd01b, 0x1b),
  'EF.StatusDPE': transparent('DF.DPE', 0xd018, 0x18),
  'EF.EinwilligungGDD': records('DF.GDD', 0xd013, 0x13),
  'EF.VerweiseGDD': records('DF.GDD', 0xd01a, 0x1a),
  'EF.OSE': transparent('DF.OSE', 0xe001, 0x01),
  'EF.StatusOSE': transparent('DF.OSE', 0xe002, 0x02),
  'EF.AMTS': transparent('DF.AMTS', 0xe005, 0x05),
  'EF.VerweiseAMTS': records('DF.AMTS', 0xe006, 0x06),
  'EF.StatusAMTS': transparent('DF.AMTS', 0xe007, 0x07),
}

/** The insured person's card, shown and read; its keys need a practice card for most uses. */
export const egkG21 = {
  id: 'egk-g2.1',
  kind: 'egk',
  generation: 'G2.1',
  source: "gematik's eGK G2.1 object system image PTV 4.5.2",
  objectSystem: { from: '4.4.0' },
  folders: {
    MF: { aid: 'd2760001448000', spec: 'MF' },
    'DF.HCA': { aid: 'd27600000102', spec: 'health care application' },
    'DF.NFD': { aid: 'd27600014407', spec: 'emergency data' },
    'DF.DPE': { aid: 'd27600014408', spec: 'personal declarations' },
    'DF.GDD': { aid: 'd2760001440a', spec: 'health data services' },
    'DF.OSE': { aid: 'd2760001440b', spec: 'organ donation' },
    'DF.AMTS': { aid: 'd2760001440c', spec: 'medication plan' },
    'DF.ESIGN': { aid: 'a000000167455349474e', spec: 'authentication and encryption' },
  },
  files: {
    ...commonMfFiles,
    'EF.Version': records('MF', 0x2f10, 0x10),
    'EF.C.CA_eGK.CS.E256': transparent('MF', 0x2f07, 0x07),
    'EF.C.eGK.AUT_CVC.E256': transparent('MF', 0x2f06, 0x06),
    ...egkHealthCareFiles,
    'EF.C.CH.AUT.R2048': transparent('DF.ESIGN', 0xc500, 0x01),
    'EF.C.CH.AUT.E256': transparent('DF.ESIGN', 0xc504, 0x04),
    'EF.C.CH.AUTN.R2048': transparent('DF.ESIGN', 0xc509, 0x09),
    'EF.C.CH.AUTN.E256': transparent('DF.ESIGN', 0xc50b, 0x0b),
    'EF.C.CH.ENC.R2048': transparent('DF.ESIGN', 0xc200, 0x02),
    'EF.C.CH.ENC.E256': transparent('DF.ESIGN', 0xc205, 0x05),
    'EF.C.CH.ENCV.R2048': transparent('DF.ESIGN', 0xc50a, 0x0a),
    'EF.C.CH.ENCV.E256': transparent('DF.ESIGN', 0xc50c, 0x0c),
  },
  passwords: {
    'PIN.CH': password('MF', 0x01, 'unblockOrSet'),
    'MRPIN.home': password('MF', 0x02),
    'MRPIN.NFD': password('MF', 0x03),
    'MRPIN.DPE': password('MF', 0x04),
    'MRPIN.GDD': password('MF', 0x05),
    'MRPIN.NFD_READ': password('MF', 0x07),
    'MRPIN.OSE': password('MF', 0x09),
    'MRPIN.AMTS': password('MF', 0x0c),
    'PIN.AMTS_REP': password('MF', 0x0d),
  },
  keys: {
    'PrK.CH.AUT.E256': key('aut', 'ecc', 0x84, 'EF.C.CH.AUT.E256', ['signECDSA']),
    'PrK.CH.AUT.R2048': key('aut', 'rsa', 0x82, 'EF.C.CH.AUT.R2048', ['signPSS', 'signPKCS1_V1_5']),
    'PrK.CH.AUTN.E256': key('aut', 'ecc', 0x8b, 'EF.C.CH.AUTN.E256', ['signECDSA']),
    'PrK.CH.AUTN.R2048': key('aut', 'rsa', 0x86, 'EF.C.CH.AUTN.R2048', ['signPSS']),
    'PrK.CH.ENC.E256': key('enc', 'ecc', 0x85, 'EF.C.CH.ENC.E256'),
    'PrK.CH.ENC.R2048': key('enc', 'rsa', 0x83, 'EF.C.CH.ENC.R2048'),
    'PrK.CH.ENCV.E256': key('enc', 'ecc', 0x8c, 'EF.C.CH.ENCV.E256'),
    'PrK.CH.ENCV.R2048': key('enc', 'rsa', 0x87, 'EF.C.CH.ENCV.R2048'),
  },
} as const satisfies CardProfile
