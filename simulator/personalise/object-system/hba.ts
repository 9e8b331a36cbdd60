import { fileRules } from './file-rules.js'
import { folderRules } from './folder-rules.js'
import { keyRules } from './key-rules.js'
import { administrationRoot, cvCertificateFile, identityFiles, issuerKeys, roleRoot } from './mf-objects.js'
import type { FolderRow, ObjectRow } from './object-rows.js'
import { passwordRules } from './password-rules.js'
import { certificateFile, eccKey, fixedFile, rsaCertificateFile, rsaKey } from './row-makers.js'

/*
 * Object system of the HBA, generation 2.1, product type version 4.7.1 (gemSpec_HBA_ObjSys_G2.1). Applications stand in
 * the order of EF.DIR.
 */

const hpa: FolderRow = {
  type: 'folder',
  name: 'DF.HPA',
  aid: 'd27600014602',
  rules: folderRules.application,
  objects: [
    {
      type: 'transparentFile',
      name: 'EF.HPD',
      fid: 'd001',
      sfi: '01',
      size: 0x0800,
      transaction: true,
      checksum: true,
      rules: fileRules.ownersData,
    },
  ],
}

const qes: FolderRow = {
  type: 'folder',
  name: 'DF.QES',
  aid: 'd27600006601',
  rules: folderRules.application,
  objects: [
    fixedFile('EF.SSEC', 'd005', '05', fileRules.qes),
    rsaCertificateFile('EF.C.HP.QES.R2048', 'c000', '10', fileRules.qes),
    certificateFile('EF.C.HP.QES.E256', 'c006', '06', fileRules.qes),
    {
      type: 'password',
      name: 'PIN.QES',
      id: '01',
      minimumLength: 6,
      maximumLength: 8,
      uses: 'limited',
      rules: passwordRules.qes,
    },
    rsaKey('PrK.HP.QES.R2048', '04', { 1: ['signPSS'], 2: ['signPSS'] }, keyRules.qes),
    eccKey('PrK.HP.QES.E256', '06', { 1: ['signECDSA'], 2: ['signECDSA'] }, keyRules.qes),
  ],
}

const esign: FolderRow = {
  type: 'folder',
  name: 'DF.ESIGN',
  aid: 'a000000167455349474e',
  rules: folderRules.application,
  objects: [
    rsaCertificateFile('EF.C.HP.AUT.R2048', 'c500', '01'),
    certificateFile('EF.C.HP.AUT.E256', 'c506', '06'),
    certificateFile('EF.C.HP.SIG.R2048', 'c000', '10'),
    certificateFile('EF.C.HP.SIG.E256', 'c007', '07'),
    rsaCertificateFile('EF.C.HP.ENC.R2048', 'c200', '02'),
    certificateFile('EF.C.HP.ENC.E256', 'c205', '05'),
    rsaKey(
      'PrK.HP.AUT.R2048',
      '02',
      { 1: ['rsaClientAuthentication', 'signPKCS1_V1_5', 'signPSS'] },
      keyRules.signingAndLogin,
    ),
    eccKey('PrK.HP.AUT.E256', '06', { 1: ['signECDSA'] }, keyRules.signing),
    rsaKey('PrK.HP.SIG.R2048', '04', { 1: ['signPSS'] }, keyRules.signing),
    eccKey('PrK.HP.SIG.E256', '07', { 1: ['signECDSA'] }, keyRules.signing),
    rsaKey('PrK.HP.ENC.R2048', '03', { 1: ['rsaDecipherOaep'] }, keyRules.decipherment),
    eccKey('PrK.HP.ENC.E256', '05', { 1: ['elcSharedSecretCalculation'] }, keyRules.decipherment),
  ],
}

/** Files of ISO 7816-15, by which a program that knows no HBA finds keys, certificates and PINs. */
const informationFiles: readonly ObjectRow[] = [
  fixedFile('EF.CIA.CIAInfo', '5032', '12'),
  fixedFile('EF.OD', '5031', '11'),
  fixedFile('EF.AOD', '5034', '14'),
  fixedFile('EF.PrKD', '5035', '15'),
  fixedFile('EF.CD', '5038', '16'),
]

const auto: FolderRow = {
  type: 'folder',
  name: 'DF.AUTO',
  aid: 'd27600014603',
  rules: folderRules.application,
  objects: [
    certificateFile('EF.C.HP.AUTO1.R3072', 'e001', '01', fileRules.auto),
    certificateFile('EF.C.HP.AUTO2.R3072', 'e002', '02', fileRules.auto),
    {
      type: 'password',
      name: 'PIN.AUTO',
      id: '01',
      minimumLength: 5,
      maximumLength: 8,
      uses: 'infinite',
      rules: passwordRules.delivered,
    },
    {
      type: 'password',
      name: 'PIN.SO',
      id: '03',
      minimumLength: 6,
      maximumLength: 8,
      uses: 'infinite',
      rules: passwordRules.delivered,
    },
    {
      type: 'rsaKey',
      name: 'PrK.HP.AUTO.R3072',
      id: '02',
      modulusBits: 3072,
      algorithms: { 1: ['rsaClientAuthentication', 'signPKCS1_V1_5', 'signPSS'] },
      rules: keyRules.auto,
    },
  ],
}

/** MF of the HBA with all below it. */
export const hbaObjectSystem: FolderRow = {
  type: 'folder',
  name: 'MF',
  aid: 'd27600014601',
  fid: '3f00',
  rules: folderRules.root,
  objects: [
    hpa,
    qes,
    {
      type: 'folder',
      name: 'DF.CIA.QES',
      aid: 'e828bd080fd27600006601',
      rules: folderRules.closed,
      objects: informationFiles,
    },
    esign,
    {
      type: 'folder',
      name: 'DF.CIA.ESIGN',
      aid: 'e828bd080fa000000167455349474e',
      rules: folderRules.closed,
      objects: informationFiles,
    },
    auto,
    {
      type: 'transparentFile',
      name: 'EF.ATR',
      fid: '2f01',
      sfi: '1d',
      transaction: true,
      checksum: true,
      rules: fileRules.atr,
    },
    {
      type: 'recordFile',
      name: 'EF.DIR',
      fid: '2f00',
      sfi: '1e',
      size: 0xbe,
      maximumRecords: 10,
      maximumRecordLength: 32,
      rules: fileRules.directory,
    },
    ...identityFiles,
    cvCertificateFile('EF.C.CA_HPC.CS.E256', '2f07', '07', 220),
    cvCertificateFile('EF.C.HPC.AUTR_CVC.E256', '2f06', '06', 222),
    cvCertificateFile('EF.C.HPC.AUTD_SUK_CVC.E256', '2f09', '09', 222),
    {
      type: 'password',
      name: 'PIN.CH',
      id: '01',
      minimumLength: 6,
      maximumLength: 8,
      uses: 'infinite',
      rules: passwordRules.global,
    },
    ...issuerKeys,
    eccKey('PrK.HPC.AUTR_CVC.E256', '06', { 1: ['elcRoleAuthentication'] }, keyRules.role),
    eccKey('PrK.HPC.AUTD_SUK_CVC.E256', '09', { 1: ['elcAsynchronAdmin', 'elcSessionkey4SM'] }, keyRules.device),
    roleRoot('ff0084200600e3'),
    administrationRoot('ffbfffffffffff'),
  ],
}
