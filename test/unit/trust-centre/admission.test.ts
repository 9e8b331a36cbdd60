import { describe, expect, it } from 'vitest'
import { DerNode } from '../../../src/bytes/der-reader.js'
import { toHex } from '../../../src/bytes/hex.js'
import { readAdmission } from '../../../src/certificates/admission.js'
import { OID } from '../../../src/certificates/object-identifiers.js'
import { parseCertificate } from '../../../src/certificates/parse-certificate.js'
import { encodeAdmission } from '../../../src/trust-centre/admission.js'
import { cardImagesPresent, certificatesOf } from '../../support/card-images.js'

describe('encodeAdmission', () => {
  it('is read back as it was meant, without an authority too', () => {
    const encoded = encodeAdmission({
      professionItem: 'Hebamme',
      professionOid: '1.2.276.0.76.4.235',
      registrationNumber: '0-X',
    })
    expect(readAdmission(DerNode.read(encoded))).toEqual({
      authority: undefined,
      professions: [{ items: ['Hebamme'], oids: ['1.2.276.0.76.4.235'], registrationNumber: '0-X' }],
    })
  })

  it('refuses a Telematik-ID with characters that PrintableString has not', () => {
    const admission = { professionItem: 'x', professionOid: '1.2.3', registrationNumber: '1-Ä' }
    expect(() => encodeAdmission(admission)).toThrow(RangeError)
  })

  it.skipIf(!cardImagesPresent)(
    "rebuilds the admission of gematik's test cards byte for byte (needs ../shared/cards)",
    () => {
      const rebuilt = (['hba', 'smcb'] as const).flatMap((image) =>
        [...certificatesOf(image).values()].map((der) => {
          const certificate = parseCertificate(der)
          const { items = [], oids = [], registrationNumber = '' } = certificate.admission?.professions[0] ?? {}
          const original = certificate.extensions.find(({ oid }) => oid === OID.admission)?.value ?? new Uint8Array(0)
          const encoded = encodeAdmission({
            ...(image === 'hba' && { authority: [{ country: 'DE' }, { organization: 'gematik Berlin' }] }),
            professionItem: items[0] ?? '',
            professionOid: oids[0] ?? '',
            registrationNumber,
          })
          return [toHex(encoded), toHex(original)] as const
        }),
      )
      expect(rebuilt.length).toBeGreaterThan(10)
      for (const [encoded, original] of rebuilt) expect(encoded).toBe(original)
    },
  )
})
