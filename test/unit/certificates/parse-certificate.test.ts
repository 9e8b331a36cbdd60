import { createHash, X509Certificate } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { concat } from '../../../src/bytes/concat.js'
import {
  bitString,
  boolean,
  context,
  contextPrimitive,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  utf8String,
} from '../../../src/bytes/der-writer.js'
import { toHex } from '../../../src/bytes/hex.js'
import { parseCertificate } from '../../../src/certificates/parse-certificate.js'
import { Workbench } from '../../support/openssl.js'
import { authorityExtensions, issue, pssOptions } from '../../support/openssl-pki.js'

const bench = new Workbench()
afterAll(() => {
  bench[Symbol.dispose]()
})

const malformed = expect.objectContaining({ code: 'HC_CERT_MALFORMED' }) as Error

describe('parseCertificate', () => {
  it('agrees with node:crypto on the facts that both know', () => {
    const { certificate } = issue(bench, { subject: '/C=DE/O=Praxis/CN=Erika', serial: '0x8123456789abcdef' })
    const node = new X509Certificate(certificate.der)
    expect(certificate.fingerprint).toBe(node.fingerprint256.replaceAll(':', '').toLowerCase())
    expect(certificate.serialNumber).toBe(0x8123456789abcdefn)
    expect(certificate.serialNumberHex).toBe('008123456789abcdef')
    expect(certificate.notBefore).toEqual(new Date(node.validFrom))
    expect(certificate.notAfter).toEqual(new Date(node.validTo))
    expect(certificate.publicKey.equals(node.publicKey)).toBe(true)
    expect(certificate.publicKey).toBe(certificate.publicKey)
  })

  it('owns its bytes', () => {
    const { certificate } = issue(bench, { subject: '/CN=Erika' })
    const input = Uint8Array.from(certificate.der)
    const parsed = parseCertificate(input)
    input.fill(0)
    expect(parsed.der).toEqual(certificate.der)
    expect(parsed.subject.der).toEqual(certificate.subject.der)
  })

  it('reads names with several values in one part, and the card number without its prefix', () => {
    const subject = '/C=DE/GN=Xaver+SN=Hilfé+CN=Dr. Xaver Hilfé+serialNumber=16.80276883110000220885'
    const { certificate } = issue(bench, { subject })
    expect(certificate.subject).toMatchObject({
      givenName: 'Xaver',
      surname: 'Hilfé',
      commonName: 'Dr. Xaver Hilfé',
      serialNumber: '16.80276883110000220885',
      cardNumber: '80276883110000220885',
    })
    expect(certificate.subject.rdns.map((attributes) => attributes.length)).toEqual([1, 4])
    expect(certificate.subject.text).toBe(
      'GN=Xaver + SN=Hilfé + CN=Dr. Xaver Hilfé + serialNumber=16.80276883110000220885, C=DE',
    )
  })

  it('takes a serial number attribute for a card number only if it is one', () => {
    expect(issue(bench, { subject: '/serialNumber=80276883110000220885' }).certificate.subject.cardNumber).toBe(
      '80276883110000220885',
    )
    expect(issue(bench, { subject: '/serialNumber=PNODE-12345' }).certificate.subject.cardNumber).toBeUndefined()
  })

  it('reads the standard extensions', () => {
    const extensions = [
      'basicConstraints=critical,CA:TRUE,pathlen:2',
      'keyUsage=critical,digitalSignature,keyCertSign,decipherOnly',
      'extendedKeyUsage=clientAuth,1.2.3.4',
      'certificatePolicies=1.2.276.0.76.4.72,0.4.0.194112.1.2',
      'subjectKeyIdentifier=0102030405',
    ]
    const root = issue(bench, { subject: '/CN=Root', extensions })
    expect(root.certificate).toMatchObject({
      basicConstraints: { isAuthority: true, pathLength: 2 },
      keyUsage: new Set(['digitalSignature', 'keyCertSign', 'decipherOnly']),
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.2', '1.2.3.4'],
      policies: ['1.2.276.0.76.4.72', '0.4.0.194112.1.2'],
      unknownCriticalExtensions: [],
    })
    const leaf = issue(bench, { subject: '/CN=Leaf', extensions: ['authorityKeyIdentifier=keyid'], issuer: root })
    expect(leaf.certificate.authorityKeyIdentifier).toEqual(root.certificate.subjectKeyIdentifier)
    expect(leaf.certificate).toMatchObject({ keyUsage: undefined, basicConstraints: undefined, policies: [] })
  })

  it('names critical extensions that it does not process, and lets the others be', () => {
    const extensions = ['1.2.3.4=critical,DER:0500', '1.2.3.5=DER:0500', 'nameConstraints=critical,permitted;DNS:de']
    const { certificate } = issue(bench, { subject: '/CN=Erika', extensions })
    expect(certificate.unknownCriticalExtensions).toEqual(['1.2.3.4', '2.5.29.30'])
    expect(certificate.extensions).toContainEqual({ oid: '1.2.3.5', critical: false, value: Uint8Array.of(5, 0) })
  })

  it('reads limits in money and in words', () => {
    const hexOf = (der: Uint8Array): string => `DER:${toHex(der)}`
    const money = sequence(new Uint8Array([0x13, 3, 0x45, 0x55, 0x52]), integer(25050), new Uint8Array([2, 1, 0xfe]))
    const qcStatements = sequence(
      sequence(objectIdentifier('0.4.0.1862.1.1')),
      sequence(objectIdentifier('0.4.0.1862.1.4')),
      sequence(objectIdentifier('0.4.0.1862.1.6'), sequence(objectIdentifier('0.4.0.1862.1.6.1'))),
      sequence(objectIdentifier('0.4.0.1862.1.2'), sequence(integer(978), integer(5), integer(3))),
      sequence(objectIdentifier('1.2.3'), integer(1)),
    )
    const { certificate } = issue(bench, {
      subject: '/CN=Erika',
      extensions: [
        `1.3.36.8.3.4=${hexOf(money)}`,
        `1.3.36.8.3.8=${hexOf(utf8String('Nur für Atteste'))}`,
        `1.3.6.1.5.5.7.1.3=${hexOf(qcStatements)}`,
      ],
    })
    expect(certificate.monetaryLimit).toEqual({ currency: 'EUR', amount: 250.5 })
    expect(certificate.restriction).toBe('Nur für Atteste')
    expect(certificate.qcStatements).toEqual({
      compliance: true,
      sscd: true,
      types: ['esign'],
      limit: { currency: '978', amount: 5000 },
      oids: ['0.4.0.1862.1.1', '0.4.0.1862.1.4', '0.4.0.1862.1.6', '0.4.0.1862.1.2', '1.2.3'],
    })
  })

  it.each([
    ['brainpoolP256r1', 'ecc-brainpoolP256r1'],
    ['brainpoolP384r1', 'ecc-brainpoolP384r1'],
    ['brainpoolP512r1', 'ecc-brainpoolP512r1'],
    ['prime256v1', 'ecc-secp256r1'],
    ['secp384r1', 'ecc-secp384r1'],
    ['rsa', 'rsa-2048'],
  ] as const)('knows a %s key as %s', (key, keyAlgorithm) => {
    expect(issue(bench, { subject: '/CN=Erika', key }).certificate.keyAlgorithm).toBe(keyAlgorithm)
  })

  it('reads how the issuer signed', () => {
    const root = issue(bench, { subject: '/CN=Root', key: 'rsa', extensions: authorityExtensions })
    expect(root.certificate.signatureAlgorithm).toEqual({ scheme: 'rsa-pkcs1', hash: 'sha256' })
    const leaf = issue(bench, { subject: '/CN=Leaf', issuer: root, signatureOptions: pssOptions })
    expect(leaf.certificate.signatureAlgorithm).toEqual({ scheme: 'rsa-pss', hash: 'sha256', saltLengthBytes: 32 })
    const sha1 = issue(bench, { subject: '/CN=Leaf', issuer: root, signatureOptions: ['-sha1'] })
    expect(sha1.certificate.signatureAlgorithm).toBeUndefined()
  })

  it('takes the word TEST-ONLY or NOT-VALID in subject or issuer for a test PKI', () => {
    const root = issue(bench, { subject: '/O=gematik NOT-VALID/CN=CA', extensions: authorityExtensions })
    expect(issue(bench, { subject: '/CN=Erika', issuer: root }).certificate.isTestOnly).toBe(true)
    expect(issue(bench, { subject: '/CN=ErikaTEST-ONLY' }).certificate.isTestOnly).toBe(true)
    expect(issue(bench, { subject: '/CN=Erika' }).certificate.isTestOnly).toBe(false)
  })
})

describe('the admission', () => {
  const profession = sequence(sequence(utf8String('Ärztin/Arzt')))
  const admissionOf = (...parts: Uint8Array[]): unknown =>
    issue(bench, { subject: '/CN=E', extensions: [`1.3.36.8.3.3=DER:${toHex(sequence(...parts))}`] }).certificate
      .admission

  it('takes the authority also from its part, and needs neither OIDs nor number', () => {
    const name = sequence(setOf(sequence(objectIdentifier('2.5.4.10'), utf8String('Ärztekammer, Berlin'))))
    const part = sequence(context(0, context(4, name)), sequence(profession))
    expect(admissionOf(sequence(part))).toEqual({
      authority: 'O=Ärztekammer\\, Berlin',
      professions: [{ items: ['Ärztin/Arzt'], oids: [], registrationNumber: undefined }],
    })
  })

  it('lets an authority be that is not a directory name', () => {
    const mail = contextPrimitive(1, Buffer.from('kammer@example.org'))
    expect(admissionOf(mail, sequence(sequence(sequence(profession))))).toMatchObject({ authority: undefined })
  })
})

/** A certificate of our own making, right but for one deviation; its signature is nobody's. */
function certificate(
  deviation: {
    version?: Uint8Array
    innerAlgorithm?: Uint8Array
    extensions?: readonly Uint8Array[]
    spki?: Uint8Array
  } = {},
): Uint8Array {
  const algorithm = sequence(objectIdentifier('1.2.840.10045.4.3.2'))
  const name = sequence(setOf(sequence(objectIdentifier('2.5.4.3'), utf8String('Erika'))))
  const point = concat(Uint8Array.of(4), new Uint8Array(64))
  const spki = sequence(
    sequence(objectIdentifier('1.2.840.10045.2.1'), objectIdentifier('1.3.36.3.3.2.8.1.1.7')),
    bitString(point),
  )
  const validity = sequence(time(new Date('2026-01-01T00:00:00Z')), time(new Date('2055-01-01T00:00:00Z')))
  const { extensions = [] } = deviation
  const body = sequence(
    deviation.version ?? context(0, integer(2)),
    integer(1),
    deviation.innerAlgorithm ?? algorithm,
    name,
    validity,
    name,
    deviation.spki ?? spki,
    ...(extensions.length > 0 ? [context(3, sequence(...extensions))] : []),
  )
  return sequence(body, algorithm, bitString(sequence(integer(1), integer(1))))
}

function extension(oid: string, value: Uint8Array, critical = false): Uint8Array {
  return sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(value))
}

describe('parseCertificate refuses', () => {
  it('nothing of a certificate without deviation', () => {
    const parsed = parseCertificate(certificate())
    expect(parsed.notAfter).toEqual(new Date('2055-01-01T00:00:00Z'))
    expect(parsed.fingerprint).toBe(createHash('sha256').update(parsed.der).digest('hex'))
  })

  it('an extension that stands there twice', () => {
    const twice = extension('1.2.3', integer(1))
    expect(() => parseCertificate(certificate({ extensions: [twice, twice] }))).toThrow(malformed)
  })

  it('extensions in a certificate that is not of version 3, and versions that do not exist', () => {
    const extensions = [extension('1.2.3', integer(1))]
    expect(() => parseCertificate(certificate({ extensions, version: context(0, integer(1)) }))).toThrow(malformed)
    expect(() => parseCertificate(certificate({ version: context(0, integer(3)) }))).toThrow(malformed)
  })

  it('two signature algorithms that differ', () => {
    const innerAlgorithm = sequence(objectIdentifier('1.2.840.10045.4.3.3'))
    expect(() => parseCertificate(certificate({ innerAlgorithm }))).toThrow(malformed)
  })

  it('a known extension out of form, with the position in the certificate', () => {
    const bytes = certificate({ extensions: [extension('2.5.29.15', integer(5), true)] })
    const offset = Buffer.from(bytes).indexOf(extension('2.5.29.15', integer(5), true).subarray(-3))
    expect(() => parseCertificate(bytes)).toThrow(
      expect.objectContaining({ code: 'HC_CERT_MALFORMED', data: expect.objectContaining({ offset }) as unknown }),
    )
  })

  it('a limit that a number cannot hold', () => {
    const huge = sequence(integer(978), integer(1), integer(99))
    expect(() => parseCertificate(certificate({ extensions: [extension('1.3.36.8.3.4', huge)] }))).toThrow(malformed)
  })

  it('a key only when it is used: a point beside the curve does not keep a certificate from being shown', () => {
    const parsed = parseCertificate(certificate())
    expect(parsed.keyAlgorithm).toBe('ecc-brainpoolP256r1')
    expect(() => parsed.publicKey).toThrow(malformed)
  })

  it('to use a key of a kind that it does not know', () => {
    const spki = sequence(sequence(objectIdentifier('1.2.3')), bitString(Uint8Array.of(1)))
    expect(parseCertificate(certificate({ spki })).keyAlgorithm).toBe('other')
  })

  it('bytes behind the certificate', () => {
    expect(() => parseCertificate(concat(certificate(), Uint8Array.of(0)))).toThrow(malformed)
  })
})
