import { verify, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Certificate } from '../../../src/certificates/certificate.js'
import { algorithmEnded } from '../../../src/certificates/algorithm-ended.js'
import { describeSigner } from '../../../src/certificates/describe-signer.js'
import { parseCertificate } from '../../../src/certificates/parse-certificate.js'
import { signingPurpose } from '../../../src/certificates/signing-purpose.js'
import { cardImages, cardImagesPresent, certificatesOf } from '../../support/card-images.js'

function certificate(image: keyof typeof cardImages, name: string): Certificate {
  const der = certificatesOf(image).get(name)
  if (!der) throw new Error(`${name} is not in the image`)
  return parseCertificate(der)
}

// Skipped with this title where the images are not beside the project (../shared/cards).
describe.skipIf(!cardImagesPresent)('gematik’s test certificates (skipped without ../shared/cards)', () => {
  it.each(Object.keys(cardImages) as (keyof typeof cardImages)[])(
    'all parse and agree with node:crypto: %s',
    (image) => {
      const all = [...certificatesOf(image).values()]
      expect(all.length).toBeGreaterThanOrEqual(4)
      for (const der of all) {
        const parsed = parseCertificate(der)
        const node = new X509Certificate(der)
        expect(parsed.serialNumberHex.replace(/^00/, '')).toBe(node.serialNumber.toLowerCase().replace(/^00/, ''))
        expect(parsed.publicKey.equals(node.publicKey)).toBe(true)
        expect(parsed.unknownCriticalExtensions).toEqual([])
        expect(parsed.isTestOnly).toBe(true)
      }
    },
  )

  it('C.HP.QES: a dentist, the card number, the statements of a qualified certificate', () => {
    const qes = certificate('hba', 'EF.C.HP.QES.E256')
    expect(describeSigner(qes)).toEqual({
      name: 'Xaver HilféTEST-ONLY',
      profession: 'Zahnärztin/Zahnarzt',
      professionOid: '1.2.276.0.76.4.31',
      cardNumber: '80276883110000220885',
      telematikId: '2-HBA-Testkarte-883110000220885',
      profile: 'C.HP.QES',
      test: true,
    })
    expect(qes.qcStatements).toMatchObject({ compliance: true, sscd: true, types: [], limit: undefined })
    expect(qes.admission?.authority).toBe('O=gematik Berlin, C=DE')
    expect(qes.keyAlgorithm).toBe('ecc-brainpoolP256r1')
    expect([...(qes.keyUsage ?? [])]).toEqual(['nonRepudiation'])
  })

  it('C.HCI.OSIG: a practice without card number', () => {
    const osig = certificate('smcb', 'EF.C.HCI.OSIG.E256')
    expect(describeSigner(osig)).toMatchObject({
      name: 'Praxis Münchhausen-HohenfelsTEST-ONLY',
      profession: 'Betriebsstätte Arzt',
      professionOid: '1.2.276.0.76.4.50',
      cardNumber: undefined,
      telematikId: '1-SMC-B-Testkarte--883110000168650',
      profile: 'C.HCI.OSIG',
    })
  })

  it.each([
    ['hba', 'EF.C.HP.QES.E256', { kind: 'qes' }],
    ['hba', 'EF.C.HP.QES.R2048', { kind: 'qes' }],
    ['hba', 'EF.C.HP.AUT.E256', { kind: 'refused', why: 'authenticationOnly' }],
    ['hba', 'EF.C.HP.AUT.R2048', { kind: 'refused', why: 'authenticationOnly' }],
    ['hba', 'EF.C.HP.ENC.E256', { kind: 'refused', why: 'encryptionOnly' }],
    ['hba', 'EF.C.HP.ENC.R2048', { kind: 'refused', why: 'encryptionOnly' }],
    ['smcb', 'EF.C.HCI.OSIG.E256', { kind: 'osig' }],
    ['smcb', 'EF.C.HCI.OSIG.R2048', { kind: 'osig' }],
    ['smcb', 'EF.C.HCI.AUT.E256', { kind: 'refused', why: 'authenticationOnly' }],
    ['smcb', 'EF.C.HCI.ENC.E256', { kind: 'refused', why: 'encryptionOnly' }],
    ['egk', 'EF.C.CH.AUT.E256', { kind: 'refused', why: 'authenticationOnly' }],
  ] as const)('%s %s is judged %o', (image, name, purpose) => {
    expect(signingPurpose(certificate(image, name))).toEqual(purpose)
  })

  it('RSA-2048 ended on 30 June 2026 for QES and for nothing else', () => {
    const lastDay = new Date('2026-06-30T21:59:59Z')
    const dayAfter = new Date('2026-06-30T22:00:00Z')
    const rsa = certificate('hba', 'EF.C.HP.QES.R2048')
    expect([algorithmEnded(rsa, lastDay), algorithmEnded(rsa, dayAfter)]).toEqual([false, true])
    expect(algorithmEnded(rsa, new Date(Number.NaN))).toBe(true)
    expect(algorithmEnded(certificate('hba', 'EF.C.HP.QES.E256'), dayAfter)).toBe(false)
    expect(algorithmEnded(certificate('smcb', 'EF.C.HCI.OSIG.R2048'), dayAfter)).toBe(false)
  })

  it('the keys are usable by node:crypto', () => {
    const { publicKey } = certificate('hba', 'EF.C.HP.QES.E256')
    expect(verify('sha256', new Uint8Array(1), { key: publicKey, dsaEncoding: 'ieee-p1363' }, new Uint8Array(64))).toBe(
      false,
    )
  })
})
