import { afterAll, describe, expect, it } from 'vitest'
import { describeSigner } from '../../../src/certificates/describe-signer.js'
import { Workbench } from '../../support/openssl.js'
import { issue, signerExtensions } from '../../support/openssl-pki.js'

const bench = new Workbench()
afterAll(() => {
  bench[Symbol.dispose]()
})

describe('describeSigner', () => {
  it('falls back from the common name to the person, the organisation and the whole subject', () => {
    const nameOf = (subject: string): string => describeSigner(issue(bench, { subject }).certificate).name
    expect(nameOf('/CN=Dr. Erika/GN=Erika/SN=Mustermann')).toBe('Dr. Erika')
    expect(nameOf('/GN=Erika/SN=Mustermann/O=Praxis')).toBe('Erika Mustermann')
    expect(nameOf('/O=Praxis/C=DE')).toBe('Praxis')
    expect(nameOf('/L=Husum/C=DE')).toBe('C=DE, L=Husum')
  })

  it('keeps control characters of a name away from the terminal', () => {
    const { certificate } = issue(bench, { subject: '/CN=Erika\u001b[2K\u202eannamretsuM' })
    expect(describeSigner(certificate).name).toBe('Erika\ufffd[2K\ufffdannamretsuM')
    expect(certificate.subject.text).not.toContain('\u001b')
  })

  it('names a profile only if the certificate claims exactly one', () => {
    const profileOf = (policies: string): unknown =>
      describeSigner(
        issue(bench, { subject: '/CN=E', extensions: [...signerExtensions, `certificatePolicies=${policies}`] })
          .certificate,
      ).profile
    expect(profileOf('1.2.276.0.76.4.145,1.2.276.0.76.4.73')).toBe('C.HP.SIG')
    expect(profileOf('1.2.276.0.76.4.72,1.2.276.0.76.4.75')).toBeUndefined()
    expect(profileOf('1.2.3')).toBeUndefined()
  })
})
