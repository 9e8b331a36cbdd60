import type { ProfileName } from '../../src/trust-centre/certificate-profiles.js'
import { esignInformation, qesInformation, type InformationApplication } from './files/information-application.js'
import type { ProductType } from './files/identity-files.js'
import { hbaObjectSystem } from './object-system/hba.js'
import type { FolderRow } from './object-system/object-rows.js'
import { smcbObjectSystem } from './object-system/smcb.js'

/** A key, its certificate's file and its profile, by path. */
export interface CertificateSlot {
  readonly profile: ProfileName
  readonly algorithm: 'ecc' | 'rsa'
  readonly key: string
  readonly file: string
}

/** A key for card-to-card authentication and the file of its CV certificate, by path. */
export interface CvCertificateSlot {
  readonly key: string
  readonly file: string
  /** First two bytes of the CHR. */
  readonly index: '0006' | '0009'
  /** What the card may do, seven bytes in hex. */
  readonly flags: string
}

/** A password and what its holder is told about it. */
export interface PasswordSlot {
  readonly path: string
  /** Name in the secrets file. */
  readonly name: string
  /** Name and purpose in the letter, in German. */
  readonly title: string
  readonly purpose: string
  readonly delivered: 'transportPIN' | 'leerPIN'
}

/** All that a kind of card lays down for each of its cards. */
export interface CardKind {
  readonly imageName: string
  readonly objectSystemId: string
  readonly imageVersion: string
  /** As EF.ATR and EF.Version2 name it. */
  readonly product: ProductType
  /** What the letter calls the card, in German. */
  readonly title: string
  readonly objectSystem: FolderRow
  readonly certificates: readonly CertificateSlot[]
  readonly cvCertificates: readonly CvCertificateSlot[]
  readonly cvAuthority: { readonly file: string; readonly flags: string }
  readonly passwords: readonly PasswordSlot[]
  /** Files of ISO 7816-15, by folder. */
  readonly information: Readonly<Record<string, InformationApplication>>
}

const hba: CardKind = {
  imageName: 'HBA G2.1, PTV_4.7.1',
  objectSystemId: 'HBA_G2.1',
  product: { name: 'HBA_G2.1', version: [4, 7, 1] },
  imageVersion: 'ehba;Image_V4.7.1;gemSpec_HBA_ObjSys_G2.1_V5.0.0;PTV 4.7.1',
  title: 'elektronischer Heilberufsausweis (HBA)',
  objectSystem: hbaObjectSystem,
  certificates: [
    { profile: 'C.HP.QES', algorithm: 'ecc', key: 'DF.QES/PrK.HP.QES.E256', file: 'DF.QES/EF.C.HP.QES.E256' },
    { profile: 'C.HP.AUT', algorithm: 'ecc', key: 'DF.ESIGN/PrK.HP.AUT.E256', file: 'DF.ESIGN/EF.C.HP.AUT.E256' },
    { profile: 'C.HP.ENC', algorithm: 'ecc', key: 'DF.ESIGN/PrK.HP.ENC.E256', file: 'DF.ESIGN/EF.C.HP.ENC.E256' },
    { profile: 'C.HP.SIG', algorithm: 'ecc', key: 'DF.ESIGN/PrK.HP.SIG.E256', file: 'DF.ESIGN/EF.C.HP.SIG.E256' },
    { profile: 'C.HP.QES', algorithm: 'rsa', key: 'DF.QES/PrK.HP.QES.R2048', file: 'DF.QES/EF.C.HP.QES.R2048' },
    { profile: 'C.HP.AUT', algorithm: 'rsa', key: 'DF.ESIGN/PrK.HP.AUT.R2048', file: 'DF.ESIGN/EF.C.HP.AUT.R2048' },
    { profile: 'C.HP.ENC', algorithm: 'rsa', key: 'DF.ESIGN/PrK.HP.ENC.R2048', file: 'DF.ESIGN/EF.C.HP.ENC.R2048' },
    { profile: 'C.HP.SIG', algorithm: 'rsa', key: 'DF.ESIGN/PrK.HP.SIG.R2048', file: 'DF.ESIGN/EF.C.HP.SIG.R2048' },
  ],
  cvAuthority: { file: 'MF/EF.C.CA_HPC.CS.E256', flags: '80ff7bdfe1ff0c' },
  cvCertificates: [
    // The role of a physician; other professions have other flags, which no test here asks for.
    {
      key: 'MF/PrK.HPC.AUTR_CVC.E256',
      file: 'MF/EF.C.HPC.AUTR_CVC.E256',
      index: '0006',
      flags: '005d20daa08300',
    },
    // Signature creation unit and receiver of a PIN from afar.
    {
      key: 'MF/PrK.HPC.AUTD_SUK_CVC.E256',
      file: 'MF/EF.C.HPC.AUTD_SUK_CVC.E256',
      index: '0009',
      flags: '0000000000000c',
    },
  ],
  passwords: [
    {
      path: 'MF/PIN.CH',
      name: 'PIN.CH',
      title: 'Karten-PIN',
      purpose: 'zum Anmelden und Entschlüsseln',
      delivered: 'transportPIN',
    },
    {
      path: 'DF.QES/PIN.QES',
      name: 'PIN.QES',
      title: 'Signatur-PIN',
      purpose: 'zum Unterschreiben',
      delivered: 'transportPIN',
    },
    {
      path: 'DF.AUTO/PIN.AUTO',
      name: 'PIN.AUTO',
      title: 'PIN der Organisationsanwendung',
      purpose: 'nur, wenn Ihr Herausgeber sie nutzt',
      delivered: 'leerPIN',
    },
    {
      path: 'DF.AUTO/PIN.SO',
      name: 'PIN.SO',
      title: 'Verwalter-PIN der Organisationsanwendung',
      purpose: 'nur, wenn Ihr Herausgeber sie nutzt',
      delivered: 'leerPIN',
    },
  ],
  information: { 'DF.CIA.QES': qesInformation, 'DF.CIA.ESIGN': esignInformation },
}

const smcb: CardKind = {
  imageName: 'SMC-B G2.1, PTV_4.8.0',
  objectSystemId: 'SMC_B_G2.1',
  product: { name: 'SMC_B_G2', version: [4, 8, 0] },
  imageVersion: 'ehba;Image_V4.8.0;gemSpec_SMCB_ObjSys_G2.1_V5.0.0;PTV 4.8.0',
  title: 'Institutionskarte (SMC-B)',
  objectSystem: smcbObjectSystem,
  certificates: [
    { profile: 'C.HCI.OSIG', algorithm: 'ecc', key: 'DF.ESIGN/PrK.HCI.OSIG.E256', file: 'DF.ESIGN/EF.C.HCI.OSIG.E256' },
    { profile: 'C.HCI.AUT', algorithm: 'ecc', key: 'DF.ESIGN/PrK.HCI.AUT.E256', file: 'DF.ESIGN/EF.C.HCI.AUT.E256' },
    { profile: 'C.HCI.ENC', algorithm: 'ecc', key: 'DF.ESIGN/PrK.HCI.ENC.E256', file: 'DF.ESIGN/EF.C.HCI.ENC.E256' },
    {
      profile: 'C.HCI.OSIG',
      algorithm: 'rsa',
      key: 'DF.ESIGN/PrK.HCI.OSIG.R2048',
      file: 'DF.ESIGN/EF.C.HCI.OSIG.R2048',
    },
    { profile: 'C.HCI.AUT', algorithm: 'rsa', key: 'DF.ESIGN/PrK.HCI.AUT.R2048', file: 'DF.ESIGN/EF.C.HCI.AUT.R2048' },
    { profile: 'C.HCI.ENC', algorithm: 'rsa', key: 'DF.ESIGN/PrK.HCI.ENC.R2048', file: 'DF.ESIGN/EF.C.HCI.ENC.R2048' },
  ],
  cvAuthority: { file: 'MF/EF.C.CA_SMC.CS.E256', flags: '80ff7bdfe1ff0c' },
  cvCertificates: [
    {
      key: 'MF/PrK.SMC.AUTR_CVC.E256',
      file: 'MF/EF.C.SMC.AUTR_CVC.E256',
      index: '0006',
      flags: '005d29daa0bb00',
    },
    {
      key: 'MF/PrK.SMC.AUTD_RPE_CVC.E256',
      file: 'MF/EF.C.SMC.AUTD_RPE_CVC.E256',
      index: '0009',
      flags: '00000000000004',
    },
  ],
  passwords: [
    {
      path: 'MF/PIN.SMC',
      name: 'PIN.SMC',
      title: 'PIN der Institutionskarte',
      purpose: 'zum Anmelden, Entschlüsseln und für das elektronische Siegel',
      delivered: 'transportPIN',
    },
  ],
  information: {},
}

/** The kinds of card that can be made. */
export const cardKinds = { hba, smcb } as const

/** Name of a kind on the command line. */
export type CardKindName = keyof typeof cardKinds
