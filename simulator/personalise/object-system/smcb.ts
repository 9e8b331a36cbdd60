import { fileRules } from './file-rules.js'
import { folderRules } from './folder-rules.js'
import { keyRules } from './key-rules.js'
import { administrationRoot, cvCertificateFile, identityFiles, issuerKeys, roleRoot } from './mf-objects.js'
import type { FolderRow } from './object-rows.js'
import { passwordRules } from './password-rules.js'
import { certificateFile, eccKey, rsaCertificateFile, rsaKey } from './row-makers.js'

/*
 * Object system of the SMC-B, generation 2.1, product type version 4.8.0 (gemSpec_SMC-B_ObjSys_G2.1). Its contactless
 * rules are stated although a terminal must not use that interface (Card-G2-A_2138).
 */

const esign: FolderRow = {
  type: 'folder',
  name: 'DF.ESIGN',
  aid: 'a000000167455349474e',
  rules: folderRules.application,
  objects: [
    rsaCertificateFile('EF.C.HCI.OSIG.R2048', 'c000', '10', fileRules.certificateOfSmcb),
    rsaCertificateFile('EF.C.HCI.AUT.R2048', 'c500', '01', fileRules.certificateOfSmcb),
    rsaCertificateFile('EF.C.HCI.ENC.R2048', 'c200', '02', fileRules.certificateOfSmcb),
    certificateFile('EF.C.HCI.OSIG.E256', 'c007', '07', fileRules.certificateOfSmcb),
    certificateFile('EF.C.HCI.AUT.E256', 'c506', '06', fileRules.certificateOfSmcb),
    certificateFile('EF.C.HCI.ENC.E256', 'c205', '05', fileRules.certificateOfSmcb),
    rsaKey('PrK.HCI.OSIG.R2048', '04', { 1: ['signPSS'] }, keyRules.signing),
    rsaKey(
      'PrK.HCI.AUT.R2048',
      '02',
      { 1: ['rsaClientAuthentication', 'signPKCS1_V1_5', 'signPSS'] },
      keyRules.signingAndLogin,
    ),
    rsaKey('PrK.HCI.ENC.R2048', '03', { 1: ['rsaDecipherOaep'] }, keyRules.decipherment),
    eccKey('PrK.HCI.OSIG.E256', '07', { 1: ['signECDSA'] }, keyRules.signing),
    eccKey('PrK.HCI.AUT.E256', '06', { 1: ['signECDSA'] }, keyRules.signing),
    eccKey('PrK.HCI.ENC.E256', '05', { 1: ['elcSharedSecretCalculation'] }, keyRules.decipherment),
  ],
}

/** MF of the SMC-B with all below it. */
export const smcbObjectSystem: FolderRow = {
  type: 'folder',
  name: 'MF',
  aid: 'd27600014606',
  fid: '3f00',
  rules: folderRules.root,
  objects: [
    esign,
    {
      type: 'transparentFile',
      name: 'EF.ATR',
      fid: '2f01',
      sfi: '1d',
      transaction: true,
      checksum: true,
      rules: fileRules.atrOfSmcb,
    },
    {
      type: 'recordFile',
      name: 'EF.DIR',
      fid: '2f00',
      sfi: '1e',
      size: 0x5a,
      maximumRecords: 7,
      maximumRecordLength: 19,
      rules: fileRules.directory,
    },
    ...identityFiles,
    cvCertificateFile('EF.C.CA_SMC.CS.E256', '2f07', '07', 220),
    cvCertificateFile('EF.C.SMC.AUTR_CVC.E256', '2f06', '06', 222),
    cvCertificateFile('EF.C.SMC.AUTD_RPE_CVC.E256', '2f09', '09', 222),
    {
      type: 'password',
      name: 'PIN.SMC',
      id: '01',
      minimumLength: 6,
      maximumLength: 8,
      uses: 'infinite',
      rules: passwordRules.global,
    },
    ...issuerKeys,
    eccKey('PrK.SMC.AUTR_CVC.E256', '06', { 1: ['elcRoleAuthentication'] }, keyRules.role),
    eccKey('PrK.SMC.AUTD_RPE_CVC.E256', '09', { 1: ['elcAsynchronAdmin', 'elcSessionkey4SM'] }, keyRules.device),
    roleRoot('ff0084200600e2'),
    administrationRoot('ffafffffffffff'),
  ],
}
