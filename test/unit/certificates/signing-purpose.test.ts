import { afterAll, describe, expect, it } from 'vitest'
import { signingPurpose } from '../../../src/certificates/signing-purpose.js'
import { Workbench } from '../../support/openssl.js'
import { issue } from '../../support/openssl-pki.js'

const bench = new Workbench()
afterAll(() => {
  bench[Symbol.dispose]()
})

const gematik = '1.2.276.0.76.4'
const qcCompliance = '1.3.6.1.5.5.7.1.3=DER:300A3008060604008E460101'

describe('signingPurpose', () => {
  it.each([
    ['QES', [`certificatePolicies=${gematik}.72,${gematik}.145`], { kind: 'qes' }],
    ['SIG', [`certificatePolicies=${gematik}.73`], { kind: 'sig' }],
    ['OSIG', [`certificatePolicies=${gematik}.163,${gematik}.78`], { kind: 'osig' }],
    ['a foreign qualified certificate', [qcCompliance], { kind: 'qes' }],
    ['a foreign certificate', [], { kind: 'sig' }],
    ['a document-signing certificate', ['extendedKeyUsage=1.3.6.1.5.5.7.3.36'], { kind: 'sig' }],
    ['an e-mail certificate', ['extendedKeyUsage=emailProtection,clientAuth'], { kind: 'sig' }],
    ['AUT that has nonRepudiation', [`certificatePolicies=${gematik}.75`], refused('authenticationOnly')],
    ['ENC that has nonRepudiation', [`certificatePolicies=${gematik}.76`], refused('encryptionOnly')],
    ['QES and AUT at once', [`certificatePolicies=${gematik}.72,${gematik}.75`], refused('profilesContradictory')],
    ['TLS client', ['extendedKeyUsage=clientAuth'], refused('extendedKeyUsageForeign')],
    ['OCSP that also does e-mail', ['extendedKeyUsage=emailProtection,OCSPSigning'], refused('ocspSigning')],
    ['TSA for any usage', ['extendedKeyUsage=timeStamping,anyExtendedKeyUsage'], refused('timeStamping')],
  ])('with nonRepudiation: %s', (_name, extensions, purpose) => {
    const all = ['keyUsage=critical,nonRepudiation', ...extensions]
    expect(signingPurpose(issue(bench, { subject: '/CN=E', extensions: all }).certificate)).toEqual(purpose)
  })

  it.each([
    ['digitalSignature', 'authenticationOnly'],
    ['digitalSignature,keyAgreement', 'authenticationOnly'],
    ['keyAgreement', 'encryptionOnly'],
    ['keyEncipherment,dataEncipherment', 'encryptionOnly'],
    ['encipherOnly', 'nonRepudiationMissing'],
    ['nonRepudiation,cRLSign', 'certificateAuthority'],
    ['nonRepudiation,keyCertSign', 'certificateAuthority'],
  ])('refuses the key usage %s: %s', (usage, why) => {
    const extensions = [`keyUsage=critical,${usage}`]
    expect(signingPurpose(issue(bench, { subject: '/CN=E', extensions }).certificate)).toEqual(refused(why))
  })

  it('refuses authorities and certificates that state no usage', () => {
    const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,nonRepudiation']
    expect(signingPurpose(issue(bench, { subject: '/CN=E', extensions: authority }).certificate)).toEqual(
      refused('certificateAuthority'),
    )
    const bare = ['basicConstraints=CA:FALSE']
    expect(signingPurpose(issue(bench, { subject: '/CN=E', extensions: bare }).certificate)).toEqual(
      refused('nonRepudiationMissing'),
    )
  })
})

function refused(why: string): object {
  return { kind: 'refused', why }
}
