import type { KeyObject } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseCertificate } from '../../../src/certificates/parse-certificate.js'
import { claimedProfiles } from '../../../src/certificates/profiles.js'
import { createRootAuthority, type Authority } from '../../../src/trust-centre/authority.js'
import { certificateProfiles, type ProfileName } from '../../../src/trust-centre/certificate-profiles.js'
import type { DistinguishedName } from '../../../src/trust-centre/distinguished-name.js'
import { generateEccKey } from '../../../src/trust-centre/ecc-key.js'
import { issueCertificate, type IssueOptions } from '../../../src/trust-centre/issue-certificate.js'
import { certificateToPem } from '../../../src/certificates/pem.js'
import { generateRsaKey } from '../../../src/trust-centre/rsa-key.js'
import { openssl, opensslOutput, Workbench } from '../../support/openssl.js'

const now = new Date('2026-11-21T12:34:56.789Z')
const subject: DistinguishedName = [
  { country: 'DE' },
  {
    surname: 'Weißkopf',
    givenName: 'Änne',
    serialNumber: '80276999990000000001',
    commonName: 'Änne Weißkopf TEST-ONLY NOT-VALID',
  },
]
const admission = {
  authority: [{ country: 'DE' }, { organization: 'Ärztekammer Beispielland' }],
  professionItem: 'Ärztin/Arzt',
  professionOid: '1.2.276.0.76.4.30',
  registrationNumber: '1-HBA-TEST-ONLY-1',
}

const profileNames = Object.keys(certificateProfiles) as ProfileName[]
const algorithms = ['ecc', 'rsa'] as const
let keys: Record<(typeof algorithms)[number], KeyObject>
let roots: Record<(typeof algorithms)[number], Authority>

beforeAll(async () => {
  const rsa = await generateRsaKey()
  keys = { ecc: generateEccKey().publicKey, rsa: (await generateRsaKey()).publicKey }
  roots = {
    ecc: createRootAuthority({ name: 'Root', now }),
    rsa: createRootAuthority({ name: 'Root', now, key: rsa }),
  }
})

function issue(
  profile: ProfileName,
  algorithm: 'ecc' | 'rsa' = 'ecc',
  options: Partial<IssueOptions> = {},
): Uint8Array {
  const wanted = certificateProfiles[profile].admission ? { admission } : {}
  return issueCertificate(roots[algorithm], profile, subject, keys[algorithm], { now, ...wanted, ...options })
}

function textOf(certificate: Uint8Array): string {
  using bench = new Workbench()
  const args = [
    'x509',
    '-inform',
    'DER',
    '-in',
    bench.file(certificate),
    '-noout',
    '-text',
    '-nameopt',
    'utf8,sname,sep_comma_plus',
  ]
  return Buffer.from(opensslOutput(args)).toString('utf8')
}

/** Key usage as openssl prints it, by profile; pki-facts §7. */
const printedUsage: Record<ProfileName, Record<'ecc' | 'rsa', string>> = {
  'C.HP.QES': { ecc: 'Non Repudiation', rsa: 'Non Repudiation' },
  'C.HP.SIG': { ecc: 'Non Repudiation', rsa: 'Non Repudiation' },
  'C.HP.AUT': { ecc: 'Digital Signature, Key Agreement', rsa: 'Digital Signature, Key Encipherment' },
  'C.HP.ENC': { ecc: 'Key Agreement', rsa: 'Key Encipherment, Data Encipherment' },
  'C.HCI.OSIG': { ecc: 'Non Repudiation', rsa: 'Non Repudiation' },
  'C.HCI.AUT': { ecc: 'Digital Signature', rsa: 'Digital Signature, Key Encipherment' },
  'C.HCI.ENC': { ecc: 'Key Agreement', rsa: 'Key Encipherment, Data Encipherment' },
  OCSP: { ecc: 'Digital Signature', rsa: 'Digital Signature' },
  TSA: { ecc: 'Digital Signature', rsa: 'Digital Signature' },
}

describe('issueCertificate', () => {
  const cases = profileNames.flatMap((profile) => algorithms.map((algorithm) => ({ profile, algorithm })))

  it.each(cases)('issues $profile for an $algorithm key that openssl accepts by its strictest rules', (each) => {
    using bench = new Workbench()
    const root = bench.file(certificateToPem(roots[each.algorithm].certificate))
    const leaf = bench.file(certificateToPem(issue(each.profile, each.algorithm)))
    const at = String(Math.floor(now.getTime() / 1000) + 60)
    expect(openssl(['verify', '-x509_strict', '-attime', at, '-CAfile', root, leaf])).toMatchObject({ accepted: true })
  })

  it.each(cases)('gives $profile with an $algorithm key its key usage, critical', ({ profile, algorithm }) => {
    const text = textOf(issue(profile, algorithm))
    expect(text).toMatch(new RegExp(`X509v3 Key Usage: critical\\n +${printedUsage[profile][algorithm]}\\n`))
  })

  it.each(cases)('writes $profile with an $algorithm key so that our own strict reader agrees', (each) => {
    const certificate = parseCertificate(issue(each.profile, each.algorithm))
    const profile = certificateProfiles[each.profile]
    expect([...(certificate.keyUsage ?? [])].sort()).toEqual([...profile.keyUsage[each.algorithm]].sort())
    expect(certificate.policies).toEqual(profile.policies)
    expect(certificate.basicConstraints).toEqual({ isAuthority: false, pathLength: undefined })
    expect(certificate.unknownCriticalExtensions).toEqual([])
    expect(certificate.isTestOnly).toBe(true)
    expect(certificate.subject.cardNumber).toBe('80276999990000000001')
    expect(certificate.qcStatements !== undefined).toBe(each.profile === 'C.HP.QES')
    expect(claimedProfiles(certificate)).toEqual(profile.admission ? [each.profile] : [])
  })

  it('names the person in one relative name with four attributes, as every HBA does', () => {
    expect(textOf(issue('C.HP.QES'))).toContain(
      'Subject: C=DE,GN=Änne+SN=Weißkopf+serialNumber=80276999990000000001+CN=Änne Weißkopf TEST-ONLY NOT-VALID',
    )
  })

  it('states profession, its OID and the Telematik-ID so that openssl prints them', () => {
    const text = textOf(issue('C.HP.AUT'))
    expect(text).toContain('registrationNumber: 1-HBA-TEST-ONLY-1')
    expect(text).toContain('1.2.276.0.76.4.30')
    expect(parseCertificate(issue('C.HP.AUT')).admission?.professions).toEqual([
      { items: ['Ärztin/Arzt'], oids: ['1.2.276.0.76.4.30'], registrationNumber: '1-HBA-TEST-ONLY-1' },
    ])
  })

  it('prints the policies of the QES certificate: its type, QCP-n-qscd and the HBA policy', () => {
    const text = textOf(issue('C.HP.QES'))
    for (const oid of ['1.2.276.0.76.4.72', '0.4.0.194112.1.2', '1.2.276.0.76.4.145'])
      expect(text).toContain(`Policy: ${oid}`)
  })

  it('makes only the time-stamp purpose critical, as RFC 3161 wants', () => {
    expect(textOf(issue('TSA'))).toMatch(/Extended Key Usage: critical\n +Time Stamping/)
    expect(textOf(issue('OCSP'))).toMatch(/Extended Key Usage: \n +OCSP Signing/)
    expect(textOf(issue('OCSP'))).toContain('OCSP No Check')
    expect(textOf(issue('C.HP.AUT'))).toMatch(
      /Extended Key Usage: \n +TLS Web Client Authentication, E-mail Protection/,
    )
  })

  it('states qualified, in a signature creation device, for electronic signatures, without a limit where none is given', () => {
    expect(parseCertificate(issue('C.HP.QES')).qcStatements).toMatchObject({
      compliance: true,
      sscd: true,
      types: ['esign'],
      limit: undefined,
    })
  })

  it('writes a monetary limit in both places and a restriction in words', () => {
    const limited = { monetaryLimit: { currency: 'EUR', amount: 250, exponent: 3 }, restriction: 'Nur für Rezepte' }
    const certificate = parseCertificate(issue('C.HP.QES', 'ecc', limited))
    expect(certificate.qcStatements?.limit).toEqual({ currency: 'EUR', amount: 250_000 })
    expect(certificate.monetaryLimit).toEqual({ currency: 'EUR', amount: 250_000 })
    expect(certificate.restriction).toBe('Nur für Rezepte')
  })

  it('is valid for five years from the second given, or for as long as said', () => {
    expect(parseCertificate(issue('C.HP.QES'))).toMatchObject({
      notBefore: new Date('2026-11-21T12:34:56Z'),
      notAfter: new Date('2031-11-21T12:34:56Z'),
    })
    expect(parseCertificate(issue('C.HP.QES', 'ecc', { years: 1 })).notAfter).toEqual(new Date('2027-11-21T12:34:56Z'))
  })

  it('takes the serial number from the injected randomness: seven bytes, positive', () => {
    const root = createRootAuthority({
      name: 'Root',
      now,
      key: generateEccKey(),
      random: (n) => new Uint8Array(n).fill(0xff),
    })
    const der = issueCertificate(root, 'OCSP', subject, keys.ecc, { now })
    expect(parseCertificate(der).serialNumberHex).toBe('7fffffffffffff')
  })

  it('refuses a card profile without admission and a service profile with one', () => {
    expect(() => issueCertificate(roots.ecc, 'C.HP.QES', subject, keys.ecc, { now })).toThrow(RangeError)
    expect(() => issueCertificate(roots.ecc, 'TSA', subject, keys.ecc, { now, admission })).toThrow(RangeError)
  })
})
