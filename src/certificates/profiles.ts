import type { Certificate } from './certificate.js'

/** Certificate profiles of the cards (gemSpec_PKI), by their names there. */
export type CertificateProfile =
  'C.HP.QES' | 'C.HP.SIG' | 'C.HP.AUT' | 'C.HP.ENC' | 'C.HCI.OSIG' | 'C.HCI.AUT' | 'C.HCI.ENC'

/** Type OIDs in certificatePolicies (gemSpec_OID Tab_PKI_405). */
const profilesByTypeOid: ReadonlyMap<string, CertificateProfile> = new Map([
  ['1.2.276.0.76.4.72', 'C.HP.QES'],
  ['1.2.276.0.76.4.73', 'C.HP.SIG'],
  ['1.2.276.0.76.4.74', 'C.HP.ENC'],
  ['1.2.276.0.76.4.75', 'C.HP.AUT'],
  ['1.2.276.0.76.4.76', 'C.HCI.ENC'],
  ['1.2.276.0.76.4.77', 'C.HCI.AUT'],
  ['1.2.276.0.76.4.78', 'C.HCI.OSIG'],
])

/** The profiles that the certificate claims: one on a card's certificate, none on one of another PKI. */
export function claimedProfiles(certificate: Certificate): readonly CertificateProfile[] {
  return certificate.policies.map((oid) => profilesByTypeOid.get(oid)).filter((profile) => profile !== undefined)
}

/** The profile that the certificate claims; undefined if it claims none or more than one. */
export function profileOf(certificate: Certificate): CertificateProfile | undefined {
  const profiles = claimedProfiles(certificate)
  return profiles.length === 1 ? profiles[0] : undefined
}
