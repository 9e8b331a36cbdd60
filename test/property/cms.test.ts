import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { concat } from '../../src/bytes/concat.js'
import { parseSignedData } from '../../src/cms/parse-signed-data.js'
import { parseSignedAttributes } from '../../src/cms/signed-attributes.js'
import { HealthCardError } from '../../src/errors/health-card-error.js'
import { verifyDocument } from '../../src/signing/verify-document.js'
import { Workbench } from '../support/openssl.js'
import { authorityExtensions, issue } from '../support/openssl-pki.js'
import { digestsOf, signCades } from '../support/sign-cades.js'
import { testRuns } from '../support/seeded-random.js'

const bench = new Workbench()
afterAll(() => {
  bench[Symbol.dispose]()
})

const root = issue(bench, { subject: '/CN=Root', extensions: authorityExtensions })
const signer = issue(bench, { subject: '/CN=Erika', issuer: root })
const content = Buffer.from('Befund')
const other = Buffer.from('anderer Befund')
const signature = signCades(signer, 'ecdsa-sha256', content).bytes
const at = new Date(Date.now() + 3_600_000)

/** Verifies, and lets nothing but the typed error through. */
async function verdict(bytes: Uint8Array, document: Uint8Array): Promise<'valid' | 'invalid' | 'malformed'> {
  try {
    const anchors = [root.certificate]
    const report = await verifyDocument({ signature: bytes, contentDigest: digestsOf(document), anchors, at })
    return report.verdict
  } catch (error) {
    if (!(error instanceof HealthCardError)) throw error
    expect(error.code).toBe('HC_SIGNATURE_MALFORMED')
    return 'malformed'
  }
}

describe('parseSignedData', () => {
  it('refuses every truncation with a position inside the input', () => {
    for (let length = 0; length < signature.length; length++) {
      expect(() => parseSignedData(signature.subarray(0, length))).toThrow(
        expect.objectContaining({
          code: 'HC_SIGNATURE_MALFORMED',
          data: expect.objectContaining({ offset: length }) as unknown,
        }),
      )
    }
  })

  it('refuses bytes that are made up', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const parse of [parseSignedData, parseSignedAttributes]) {
          expect(() => parse(bytes)).toThrow(expect.objectContaining({ code: 'HC_SIGNATURE_MALFORMED' }))
        }
      }),
      { numRuns: testRuns(1000) },
    )
  })
})

describe('verifyDocument', () => {
  it('never finds a changed signature valid for another content, and throws nothing but the typed error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(signature.length - 1), fc.integer({ min: 1, max: 255 }), async (position, change) => {
        const mutated = signature.with(position, (signature[position] ?? 0) ^ change)
        expect(await verdict(mutated, other)).not.toBe('valid')
      }),
      { numRuns: testRuns(1500) },
    )
  })

  it('never finds a signature valid from which a piece was cut or into which one was put', async () => {
    const start = fc.nat(signature.length - 1)
    await fc.assert(
      fc.asyncProperty(start, fc.nat(30), fc.uint8Array({ maxLength: 30 }), async (at, removed, inserted) => {
        fc.pre(removed !== inserted.length)
        const mutated = concat(signature.subarray(0, at), inserted, signature.subarray(at + removed))
        expect(await verdict(mutated, content)).not.toBe('valid')
      }),
      { numRuns: testRuns(1000) },
    )
  })
})
