import { verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toHex } from '../../../../src/bytes/hex.js'
import { childrenOf, findTlv, readTlv, type Tlv } from '../../../../src/bytes/tlv.js'
import { generateEccKey, type EccKey } from '../../../../src/trust-centre/ecc-key.js'
import {
  authorityReference,
  cardReference,
  cvCertificate,
} from '../../../../simulator/personalise/files/cv-certificate.js'

const from = new Date('2026-11-21T00:00:00Z')
const until = new Date('2031-11-21T00:00:00Z')
const root = generateEccKey()
const key = generateEccKey()

function issue(holderReference: Uint8Array): Tlv[] {
  const content = {
    authorityReference: authorityReference('root', from),
    holderReference,
    key,
    flags: '0000000000000c',
    from,
    until,
  }
  return childrenOf(readTlv(cvCertificate(content, root)))
}

function isSignedBy(issuer: EccKey, [body, signature]: readonly Tlv[]): boolean {
  if (!body || !signature) return false
  return verify('sha256', body.encoding, { key: issuer.publicKey, dsaEncoding: 'ieee-p1363' }, signature.value)
}

describe('cvCertificate', () => {
  it('is signed over the whole body, tag and length included', () => {
    const parts = issue(cardReference('0009', '80276999990000000001'))
    expect(parts.map(({ tag }) => tag)).toEqual([0x7f4e, 0x5f37])
    expect(isSignedBy(root, parts)).toBe(true)
    expect(isSignedBy(key, parts)).toBe(false)
  })

  it('names issuer, holder, rights and dates', () => {
    const [body] = issue(cardReference('0009', '80276999990000000001'))
    const fields = body ? childrenOf(body) : []
    const hexOf = (tag: number): string => toHex(findTlv(fields, tag)?.value ?? new Uint8Array(0))
    expect(hexOf(0x5f29)).toBe('70')
    expect(hexOf(0x42)).toBe(`${Buffer.from('DEEHB').toString('hex')}800226`)
    expect(hexOf(0x5f20)).toBe('000980276999990000000001')
    expect(hexOf(0x7f4c)).toBe('06082a8214004c04811853070000000000000c')
    expect([hexOf(0x5f25), hexOf(0x5f24)]).toEqual(['020601010201', '030101010201'])
    expect(hexOf(0x7f49)).toBe(`06062b24030503018641${toHex(key.point)}`)
  })

  it('is exactly as long as its file: 222 bytes for a card, 220 for an authority', () => {
    const lengthOf = (parts: readonly Tlv[]): number => parts.reduce((sum, { encoding }) => sum + encoding.length, 4)
    expect(lengthOf(issue(cardReference('0006', '80276999990000000001')))).toBe(222)
    expect(lengthOf(issue(authorityReference('subordinate', from)))).toBe(220)
  })
})
