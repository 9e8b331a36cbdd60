import { describe, expect, it } from 'vitest'
import { parseCertificate } from '../../../src/certificates/parse-certificate.js'
import { createRootAuthority, issueIntermediate, type Authority } from '../../../src/trust-centre/authority.js'
import { generateEccKey } from '../../../src/trust-centre/ecc-key.js'
import { issueCertificate } from '../../../src/trust-centre/issue-certificate.js'
import { certificateToPem } from '../../../src/certificates/pem.js'
import { privateKeyToPem } from '../../../src/trust-centre/pem.js'
import { openssl, opensslOutput, Workbench } from '../../support/openssl.js'

const now = new Date()

function leafUnder(authority: Authority): Uint8Array {
  const key = generateEccKey().publicKey
  return issueCertificate(authority, 'OCSP', [{ commonName: 'Leaf TEST-ONLY' }], key, { now })
}

/** openssl's verdict on a leaf, with the authorities between it and the root. */
function verdict(authority: Authority): { accepted: boolean; stderr: string } {
  using bench = new Workbench()
  const pem = authority.chain.map(certificateToPem)
  const root = bench.file(pem.at(-1) ?? '')
  const between = pem.slice(0, -1).join('')
  return openssl([
    ...['verify', '-x509_strict', '-CAfile', root],
    ...(between === '' ? [] : ['-untrusted', bench.file(between)]),
    bench.file(certificateToPem(leafUnder(authority))),
  ])
}

describe('createRootAuthority', () => {
  it('says in subject and issuer that nothing it issues is valid', () => {
    const certificate = parseCertificate(createRootAuthority({ name: 'My CA', now }).certificate)
    expect(certificate.subject.text).toBe('CN=My CA TEST-ONLY, O=ehba TEST-ONLY NOT-VALID, C=DE')
    expect(certificate.issuer.der).toEqual(certificate.subject.der)
  })

  it('may sign certificates and revocation lists, and nothing else', () => {
    const certificate = parseCertificate(createRootAuthority({ name: 'Root', now }).certificate)
    expect([...(certificate.keyUsage ?? [])]).toEqual(['keyCertSign', 'cRLSign'])
    expect(certificate.basicConstraints).toEqual({ isAuthority: true, pathLength: undefined })
  })

  it('issues leaves that openssl accepts with the root alone', () => {
    expect(verdict(createRootAuthority({ name: 'Root', now }))).toMatchObject({ accepted: true })
  })

  it('comes out the same from the same randomness, byte for byte', () => {
    const make = (): Uint8Array => {
      let counter = 0
      const random = (lengthBytes: number): Uint8Array => new Uint8Array(lengthBytes).fill(++counter)
      return createRootAuthority({ name: 'Root', now, random }).certificate
    }
    expect(make()).toEqual(make())
  })
})

describe('issueIntermediate', () => {
  it('stands in a chain that openssl accepts up to the path length', () => {
    const root = createRootAuthority({ name: 'Root', now, pathLength: 2 })
    const middle = issueIntermediate(root, { name: 'Middle', now, pathLength: 1 })
    const lower = issueIntermediate(middle, { name: 'Lower', now, policies: ['1.2.276.0.76.4.145'] })
    expect(verdict(lower)).toMatchObject({ accepted: true })
    expect(parseCertificate(lower.certificate).basicConstraints?.pathLength).toBe(0)
    expect(lower.chain).toHaveLength(3)
  })

  it('is refused by openssl one step below a path length of 0', () => {
    const root = createRootAuthority({ name: 'Root', now })
    const middle = issueIntermediate(root, { name: 'Middle', now })
    const tooDeep = issueIntermediate(middle, { name: 'Too deep', now })
    const { accepted, stderr } = verdict(tooDeep)
    expect(accepted).toBe(false)
    expect(stderr).toContain('path length constraint exceeded')
  })
})

describe('PEM', () => {
  it('carries certificate and key so that openssl reads the same public key from both', () => {
    using bench = new Workbench()
    const { certificate, key } = createRootAuthority({ name: 'Root', now })
    const fromCertificate = opensslOutput([
      'x509',
      '-in',
      bench.file(certificateToPem(certificate)),
      '-noout',
      '-pubkey',
    ])
    const fromKey = opensslOutput(['pkey', '-in', bench.file(privateKeyToPem(key.privateKey)), '-pubout'])
    expect(Buffer.from(fromCertificate).toString()).toBe(Buffer.from(fromKey).toString())
  })
})
