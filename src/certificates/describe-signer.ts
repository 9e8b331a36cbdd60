import type { Certificate } from './certificate.js'
import { printable } from './printable.js'
import { profileOf, type CertificateProfile } from './profiles.js'

/** Who signs or signed, for a person to read. Texts are free of control characters. */
export interface SignerDescription {
  /** Common name; else given name and surname, the organisation, the whole subject. */
  readonly name: string
  /** In words, as the certificate has it: `Zahnärztin/Zahnarzt`. */
  readonly profession: string | undefined
  readonly professionOid: string | undefined
  /** ICCSN, 20 digits. Certificates of an SMC-B need not have one. */
  readonly cardNumber: string | undefined
  readonly telematikId: string | undefined
  readonly profile: CertificateProfile | undefined
  /** True for a certificate of a test PKI, whose signatures mean nothing. */
  readonly test: boolean
}

/** What the certificate says about its holder; true only as far as the issuer is trusted. */
export function describeSigner(certificate: Certificate): SignerDescription {
  const { subject, admission } = certificate
  const profession = admission?.professions[0]
  const person = [subject.givenName, subject.surname].filter((part) => part !== undefined).join(' ')
  const names = [subject.commonName, person, subject.organizationName, subject.text]
  return {
    name: printable(names.find((name) => name) ?? ''),
    profession: profession?.items[0] && printable(profession.items[0]),
    professionOid: profession?.oids[0],
    cardNumber: subject.cardNumber,
    telematikId: profession?.registrationNumber && printable(profession.registrationNumber),
    profile: profileOf(certificate),
    test: certificate.isTestOnly,
  }
}
