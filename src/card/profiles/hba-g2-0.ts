import type { CardProfile } from '../object-system.js'
import { commonMfFiles, cryptographicInformationFiles } from './common-files.js'
import { hbaG21 } from './hba-g2-1.js'

const { 'PrK.HP.QES.R2048': qes, 'PrK.HP.AUT.R2048': aut, 'PrK.HP.ENC.R2048': enc } = hbaG21.keys
/**
 * Health professional card of generation 2.0: the same places, RSA-2048 alone, and as a rule one signature per PIN entry
 * (EF.SSEC says it). Since 30 June 2026 no qualified signature is made with its keys.
 */
export const hbaG20 = {
  ...hbaG21,
  id: 'hba-g2.0',
  generation: 'G2.0',
  source: "gematik's HBA G2.0 object system image PTV 4.3.2 (card-facts §6)",
  objectSystem: { from: '4.0.0', before: '4.4.0' },
  files: {
    ...commonMfFiles,
    'EF.HPD': hbaG21.files['EF.HPD'],
    'EF.SSEC': hbaG21.files['EF.SSEC'],
    'EF.C.CA_HPC.CS.E256': hbaG21.files['EF.C.CA_HPC.CS.E256'],
    'EF.C.HPC.AUTR_CVC.E256': hbaG21.files['EF.C.HPC.AUTR_CVC.E256'],
    'EF.C.HP.QES.R2048': hbaG21.files['EF.C.HP.QES.R2048'],
    'EF.C.HP.AUT.R2048': hbaG21.files['EF.C.HP.AUT.R2048'],
    'EF.C.HP.ENC.R2048': hbaG21.files['EF.C.HP.ENC.R2048'],
    ...cryptographicInformationFiles('DF.CIA.QES'),
    ...cryptographicInformationFiles('DF.CIA.ESIGN'),
  },
  keys: { 'PrK.HP.QES.R2048': qes, 'PrK.HP.AUT.R2048': aut, 'PrK.HP.ENC.R2048': enc },
} as const satisfies CardProfile
