import type { CardProfile } from '../object-system.js'
import { commonMfFiles, records, transparent } from './common-files.js'
import { egkG21, egkHealthCareFiles } from './egk-g2-1.js'

const {
  'PrK.CH.AUT.R2048': aut,
  'PrK.CH.AUTN.R2048': autn,
  'PrK.CH.ENC.R2048': enc,
  'PrK.CH.ENCV.R2048': encv,
} = egkG21.keys

/** A multi-reference password inside a sub-application: P2 has the DF bit. */
const inFolder = (folder: string, reference: number) => ({ ...egkG21.passwords['MRPIN.home'], folder, reference })

/** The insured person's card of generation 2.0: RSA alone, and passwords inside their applications. */
export const egkG20 = {
  ...egkG21,
  id: 'egk-g2.0',
  generation: 'G2.0',
  source: "gematik's eGK G2.0 object system image PTV 4.3.2",
  objectSystem: { from: '4.0.0', before: '4.4.0' },
  files: {
    ...commonMfFiles,
    'EF.Version': records('MF', 0x2f10, 0x10),
    'EF.C.CA_eGK.CS.E256': transparent('MF', 0x2f07, 0x07),
    'EF.C.eGK.AUT_CVC.E256': transparent('MF', 0x2f06, 0x06),
    ...egkHealthCareFiles,
    'EF.TTN': records('DF.HCA', 0xd00f, 0x0f),
    'EF.EinwilligungAMTS': records('DF.AMTS', 0xe004, 0x04),
    'EF.C.CH.AUT.R2048': transparent('DF.ESIGN', 0xc500, 0x01),
    'EF.C.CH.AUTN.R2048': transparent('DF.ESIGN', 0xc509, 0x09),
    'EF.C.CH.ENC.R2048': transparent('DF.ESIGN', 0xc200, 0x02),
    'EF.C.CH.ENCV.R2048': transparent('DF.ESIGN', 0xc50a, 0x0a),
  },
  passwords: {
    'PIN.CH': egkG21.passwords['PIN.CH'],
    'MRPIN.home': egkG21.passwords['MRPIN.home'],
    'MRPIN.NFD': inFolder('DF.NFD', 0x83),
    'MRPIN.NFD_READ': inFolder('DF.NFD', 0x87),
    'MRPIN.DPE': inFolder('DF.DPE', 0x84),
    'MRPIN.DPE_READ': inFolder('DF.DPE', 0x88),
    'MRPIN.GDD': inFolder('DF.GDD', 0x85),
    'MRPIN.OSE': inFolder('DF.OSE', 0x89),
    'MRPIN.AMTS': inFolder('DF.AMTS', 0x8c),
    'PIN.AMTS_REP': inFolder('DF.AMTS', 0x8d),
  },
  keys: {
    'PrK.CH.AUT.R2048': aut,
    'PrK.CH.AUTN.R2048': autn,
    'PrK.CH.ENC.R2048': enc,
    'PrK.CH.ENCV.R2048': encv,
  },
} as const satisfies CardProfile
