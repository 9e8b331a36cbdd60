import { describe, expect, it } from 'vitest'
import {
  errorCodeOf,
  sortReasons,
  type SignerReport,
  type VerificationReason,
} from '../../../src/signing/verification-report.js'

function signer(...reasons: VerificationReason[]): SignerReport {
  return {
    verdict: reasons.length === 0 ? 'valid' : 'invalid',
    reasons,
    certificate: undefined,
    signer: undefined,
    purpose: undefined,
    signingTime: undefined,
    chain: [],
    chainProblem: undefined,
    revocation: 'unknown',
    unknownAttributes: [],
  }
}

describe('sortReasons', () => {
  it('puts the weightiest first and each once', () => {
    expect(sortReasons(['certificateExpired', 'contentMismatch', 'certificateExpired'])).toEqual([
      'contentMismatch',
      'certificateExpired',
    ])
  })
})

describe('errorCodeOf', () => {
  it('takes the weightiest reason of all signers', () => {
    const signers = [signer(), signer('certificateExpired'), signer('chainUntrusted')]
    expect(errorCodeOf({ verdict: 'invalid', packaging: 'detached', signers })).toBe('HC_CERT_UNTRUSTED')
  })

  it('has none for a good report', () => {
    expect(errorCodeOf({ verdict: 'valid', packaging: 'detached', signers: [signer()] })).toBeUndefined()
  })
})
