import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { fromBigInt } from '../../src/bytes/big-endian.js'
import { concat } from '../../src/bytes/concat.js'
import { DecodeError } from '../../src/bytes/decode-error.js'
import {
  context,
  integer,
  objectIdentifier,
  printableString,
  sequence,
  setOf,
  utf8String,
} from '../../src/bytes/der-writer.js'
import { toHex } from '../../src/bytes/hex.js'
import { ecdsaSignatureFromDer, ecdsaSignatureToDer } from '../../src/certificates/ecdsa-signature.js'
import { ellipticCurves } from '../../src/certificates/elliptic-curves.js'
import { parseCertificate } from '../../src/certificates/parse-certificate.js'
import { HealthCardError } from '../../src/errors/health-card-error.js'
import { describeSigner } from '../../src/certificates/describe-signer.js'
import { signingPurpose } from '../../src/certificates/signing-purpose.js'
import { validateChain } from '../../src/certificates/validate-chain.js'
import { Workbench } from '../support/openssl.js'
import { issue } from '../support/openssl-pki.js'
import { testRuns } from '../support/seeded-random.js'

const bench = new Workbench()
afterAll(() => {
  bench[Symbol.dispose]()
})

function euro(amount: number, exponent: number): Uint8Array {
  return sequence(printableString('EUR'), integer(amount), integer(exponent))
}

const qcStatements = sequence(
  sequence(objectIdentifier('0.4.0.1862.1.1')),
  sequence(objectIdentifier('0.4.0.1862.1.6'), sequence(objectIdentifier('0.4.0.1862.1.6.1'))),
  sequence(objectIdentifier('0.4.0.1862.1.2'), euro(250, 3)),
)
const authorityName = sequence(setOf(sequence(objectIdentifier('2.5.4.10'), utf8String('Kammer'))))
const profession = sequence(
  sequence(utf8String('Zahnärztin/Zahnarzt')),
  sequence(objectIdentifier('1.2.276.0.76.4.31')),
  printableString('2-HBA-Testkarte-883110000220885'),
)
const admission = sequence(context(4, authorityName), sequence(sequence(sequence(profession))))

/** Has an extension of every kind that is read. */
const rich = issue(bench, {
  subject: '/C=DE/GN=Xaver+SN=Hilfé+CN=Xaver Hilfé+serialNumber=00.80276883110000220885',
  extensions: [
    'basicConstraints=critical,CA:FALSE',
    'keyUsage=critical,nonRepudiation',
    'extendedKeyUsage=emailProtection',
    'certificatePolicies=1.2.276.0.76.4.72',
    'subjectKeyIdentifier=hash',
    'authorityKeyIdentifier=keyid',
    `1.3.6.1.5.5.7.1.3=DER:${toHex(qcStatements)}`,
    `1.3.36.8.3.3=DER:${toHex(admission)}`,
    `1.3.36.8.3.4=DER:${toHex(euro(25, 2))}`,
    `1.3.36.8.3.8=DER:${toHex(utf8String('Nur Atteste'))}`,
  ],
}).certificate

/** Reads a certificate to the end, uses all that hangs on it, and lets nothing but the typed error through. */
function useUp(bytes: Uint8Array): void {
  try {
    const parsed = parseCertificate(bytes)
    describeSigner(parsed)
    signingPurpose(parsed)
    validateChain({ leaf: parsed, intermediates: [parsed, rich], anchors: [rich], at: new Date(0) })
    expect(parsed.publicKey.type).toBe('public')
  } catch (error) {
    if (!(error instanceof HealthCardError)) throw error
    expect(error.code).toBe('HC_CERT_MALFORMED')
  }
}

describe('parseCertificate', () => {
  it('reads the whole of the example', () => {
    expect(rich).toMatchObject({
      admission: { authority: 'O=Kammer', professions: [{ items: ['Zahnärztin/Zahnarzt'] }] },
      qcStatements: { compliance: true, limit: { currency: 'EUR', amount: 250000 } },
      monetaryLimit: { amount: 2500 },
      restriction: 'Nur Atteste',
    })
  })

  it('refuses every truncation with a position inside the input', () => {
    for (let length = 0; length < rich.der.length; length++) {
      expect(() => parseCertificate(rich.der.subarray(0, length))).toThrow(
        expect.objectContaining({
          code: 'HC_CERT_MALFORMED',
          data: expect.objectContaining({ offset: length }) as unknown,
        }),
      )
    }
  })

  it('throws nothing but the typed error on any byte changed', () => {
    fc.assert(
      fc.property(fc.nat(rich.der.length - 1), fc.integer({ min: 1, max: 255 }), (position, change) => {
        useUp(rich.der.with(position, (rich.der[position] ?? 0) ^ change))
      }),
      { numRuns: testRuns(3000) },
    )
  })

  it('throws nothing but the typed error on bytes inserted, removed or made up', () => {
    fc.assert(
      fc.property(fc.nat(rich.der.length), fc.nat(20), fc.uint8Array({ maxLength: 20 }), (start, removed, inserted) => {
        useUp(concat(rich.der.subarray(0, start), inserted, rich.der.subarray(start + removed)))
      }),
      { numRuns: testRuns(1000) },
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), useUp), { numRuns: testRuns(1000) })
  })
})

describe.each(ellipticCurves)('ECDSA signatures on $name', (curve) => {
  const number = fc.oneof(
    fc.bigInt({ min: 1n, max: curve.order - 1n }),
    fc.bigInt({ min: 1n, max: 0xffffn }),
    fc.integer({ min: 1, max: 16 }).map((bytes) => curve.order >> BigInt(8 * bytes)),
  )

  it('come back from DER as they were, leading zeros included', () => {
    fc.assert(
      fc.property(number, number, (r, s) => {
        const plain = concat(fromBigInt(r, curve.orderLengthBytes), fromBigInt(s, curve.orderLengthBytes))
        expect(ecdsaSignatureFromDer(ecdsaSignatureToDer(plain, curve), curve)).toEqual(plain)
      }),
    )
  })

  it('are read from any bytes either into the one DER form of them or not at all', () => {
    fc.assert(
      fc.property(number, number, fc.nat(150), fc.nat(255), (r, s, position, byte) => {
        const der = sequence(integer(r), integer(s))
        const mutated = position < der.length ? der.with(position, byte) : der.subarray(0, position % der.length)
        try {
          expect(ecdsaSignatureToDer(ecdsaSignatureFromDer(mutated, curve), curve)).toEqual(Uint8Array.from(mutated))
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error
        }
      }),
    )
  })
})
