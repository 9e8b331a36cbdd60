import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { fromHex } from '../../../src/bytes/hex.js'
import type { Certificate } from '../../../src/certificates/certificate.js'
import type { ChainResult } from '../../../src/certificates/chain-result.js'
import { parseCertificate } from '../../../src/certificates/parse-certificate.js'
import { validateChain } from '../../../src/certificates/validate-chain.js'
import { flipBit } from '../../support/flip-bit.js'
import { openssl, Workbench } from '../../support/openssl.js'
import {
  authorityExtensions,
  generateKey,
  issue,
  mechanismKeys,
  mechanisms,
  pssOptions,
  type Credential,
  type Order,
} from '../../support/openssl-pki.js'

const bench = new Workbench()
afterAll(() => {
  bench[Symbol.dispose]()
})

const day = 24 * 3_600_000
const now = new Date(Date.now() + day)

interface Situation {
  readonly leaf: Credential
  readonly intermediates?: readonly Credential[]
  readonly anchors: readonly Credential[]
  readonly at?: Date
}

function validate({ leaf, intermediates = [], anchors, at = now }: Situation): ChainResult {
  const certificates = (credentials: readonly Credential[]): Certificate[] => credentials.map((one) => one.certificate)
  return validateChain({
    leaf: leaf.certificate,
    intermediates: certificates(intermediates),
    anchors: certificates(anchors),
    at,
  })
}

/** What openssl says; -partial_chain because our anchors need not be roots either. */
function opensslTrusts({ leaf, intermediates = [], anchors, at = now }: Situation): boolean {
  const bundle = (credentials: readonly Credential[]): string =>
    bench.file(credentials.map(({ certificateFile }) => readFileSync(certificateFile, 'utf8')).join(''))
  const untrusted = intermediates.length > 0 ? ['-untrusted', bundle(intermediates)] : []
  const seconds = String(Math.floor(at.getTime() / 1000))
  return openssl([
    ...['verify', '-partial_chain', '-no-CApath', '-no-CAstore', '-attime', seconds],
    ...['-CAfile', bundle(anchors), ...untrusted, leaf.certificateFile],
  ]).accepted
}

function authority(subject: string, order: Partial<Order> = {}): Credential {
  return issue(bench, { subject, extensions: authorityExtensions, days: 3000, ...order })
}

const root = authority('/CN=Root')
const middle = authority('/CN=Middle', { issuer: root })
const leaf = issue(bench, { subject: '/CN=Leaf', issuer: middle })
const direct = issue(bench, { subject: '/CN=Direct', issuer: root })

function limited(pathLength: number, order: Partial<Order> & { subject: string }): Credential {
  const extensions = [`basicConstraints=critical,CA:TRUE,pathlen:${pathLength}`, 'keyUsage=critical,keyCertSign']
  return issue(bench, { extensions, ...order })
}

describe('validateChain trusts, as openssl does,', () => {
  const good: Readonly<Record<string, () => Situation>> = {
    'a leaf under an anchor': () => ({ leaf: direct, anchors: [root] }),
    'a leaf under an intermediate': () => ({ leaf, intermediates: [middle], anchors: [root] }),
    'an intermediate that is the anchor itself': () => ({ leaf, anchors: [middle] }),
    'one of several anchors of the same name': () => ({ leaf: direct, anchors: [authority('/CN=Root'), root] }),
    'the right one of several intermediates of the same name': () => ({
      leaf,
      intermediates: [authority('/CN=Middle', { issuer: root }), middle],
      anchors: [root],
    }),
    'an authority whose path length is just enough': () => {
      const top = limited(1, { subject: '/CN=Top' })
      const sub = limited(0, { subject: '/CN=Sub', issuer: top })
      return { leaf: issue(bench, { subject: '/CN=E', issuer: sub }), intermediates: [sub], anchors: [top] }
    },
    'a self-issued authority beyond the path length, for it does not count': () => {
      const top = limited(0, { subject: '/CN=Top' })
      const renewed = authority('/CN=Top', { issuer: top })
      return { leaf: issue(bench, { subject: '/CN=E', issuer: renewed }), intermediates: [renewed], anchors: [top] }
    },
    'an authority without key usage': () => {
      const top = issue(bench, { subject: '/CN=Top', extensions: ['basicConstraints=critical,CA:TRUE'] })
      return { leaf: issue(bench, { subject: '/CN=E', issuer: top }), anchors: [top] }
    },
    'an authority that is an anchor and the leaf': () => ({ leaf: root, anchors: [root] }),
  }

  it.each(Object.entries(good))('%s', (_name, situate) => {
    const situation = situate()
    const result = validate(situation)
    expect(result).toMatchObject({ trusted: true, revocation: 'unknown' })
    expect(result.path.at(0)).toBe(situation.leaf.certificate)
    expect(situation.anchors.map(({ certificate }) => certificate)).toContain(result.path.at(-1))
    expect(opensslTrusts(situation)).toBe(true)
  })

  it.each(mechanisms)('chains signed by %s', (mechanism) => {
    const kind = mechanismKeys[mechanism]
    const top = authority('/CN=Top', kind)
    const situation = { leaf: issue(bench, { ...kind, subject: '/CN=E', issuer: top }), anchors: [top] }
    expect(validate(situation).trusted).toBe(true)
    expect(opensslTrusts(situation)).toBe(true)
  })
})

describe('validateChain refuses, as openssl does,', () => {
  const bad: Readonly<Record<string, () => [problem: string, Situation]>> = {
    'a leaf without its intermediate': () => ['issuerUnknown', { leaf, anchors: [root] }],
    'everything when nothing is trusted': () => ['issuerUnknown', { leaf, intermediates: [middle, root], anchors: [] }],
    'an anchor of the right name with another key': () => [
      'signatureWrong',
      { leaf: direct, anchors: [authority('/CN=Root')] },
    ],
    'an anchor with the right key and another name': () => {
      const renamed = authority('/CN=Toor', { key: root.privateKey })
      return ['issuerUnknown', { leaf: direct, anchors: [renamed] }]
    },
    'a leaf of a leaf': () => {
      const child = issue(bench, { subject: '/CN=Child', issuer: direct })
      return ['issuerNotAuthority', { leaf: child, intermediates: [direct], anchors: [root] }]
    },
    'an issuer that says nothing of being an authority': () => {
      const silent = issue(bench, { subject: '/CN=Silent', issuer: root, extensions: ['keyUsage=keyCertSign'] })
      const child = issue(bench, { subject: '/CN=Child', issuer: silent })
      return ['issuerNotAuthority', { leaf: child, intermediates: [silent], anchors: [root] }]
    },
    'an issuer whose key usage lacks keyCertSign': () => {
      const extensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,cRLSign,digitalSignature']
      const wrong = issue(bench, { subject: '/CN=Wrong', issuer: root, extensions })
      const child = issue(bench, { subject: '/CN=Child', issuer: wrong })
      return ['issuerKeyUsageWrong', { leaf: child, intermediates: [wrong], anchors: [root] }]
    },
    'more authorities than the path length allows': () => {
      const top = limited(0, { subject: '/CN=Top' })
      const sub = authority('/CN=Sub', { issuer: top })
      const end = issue(bench, { subject: '/CN=E', issuer: sub })
      return ['pathTooLong', { leaf: end, intermediates: [sub], anchors: [top] }]
    },
    'a leaf with an unknown critical extension': () => {
      const extensions = ['1.2.3.4=critical,DER:0500']
      return [
        'extensionUnsupported',
        { leaf: issue(bench, { subject: '/CN=E', issuer: root, extensions }), anchors: [root] },
      ]
    },
    'an intermediate with an unknown critical extension': () => {
      const extensions = [...authorityExtensions, '1.2.3.4=critical,DER:0500']
      const odd = issue(bench, { subject: '/CN=Odd', issuer: root, extensions })
      const end = issue(bench, { subject: '/CN=E', issuer: odd })
      return ['extensionUnsupported', { leaf: end, intermediates: [odd], anchors: [root] }]
    },
    'a name that the issuer’s constraints exclude': () => {
      const extensions = [...authorityExtensions, 'nameConstraints=permitted;DNS:example.org']
      const narrow = issue(bench, { subject: '/CN=Narrow', issuer: root, extensions })
      const end = issue(bench, { subject: '/CN=E', issuer: narrow, extensions: ['subjectAltName=DNS:example.com'] })
      return ['extensionUnsupported', { leaf: end, intermediates: [narrow], anchors: [root] }]
    },
    'a leaf that has expired': () => [
      'expired',
      { leaf: direct, anchors: [root], at: new Date(now.getTime() + 1500 * day) },
    ],
    'a leaf that is not yet valid': () => [
      'notYetValid',
      { leaf: direct, anchors: [root], at: new Date('2020-01-01') },
    ],
    'an intermediate that has expired': () => {
      const short = authority('/CN=Short', { issuer: root, days: 10 })
      const end = issue(bench, { subject: '/CN=E', issuer: short })
      const at = new Date(now.getTime() + 100 * day)
      return ['expired', { leaf: end, intermediates: [short], anchors: [root], at }]
    },
    'an anchor that has expired': () => {
      const short = authority('/CN=Short', { days: 10 })
      const end = issue(bench, { subject: '/CN=E', issuer: short })
      return ['expired', { leaf: end, anchors: [short], at: new Date(now.getTime() + 100 * day) }]
    },
    'two authorities that know only each other': () => {
      const key = generateKey('brainpoolP256r1')
      const a = authority('/CN=A', { key })
      const b = authority('/CN=B', { issuer: a })
      const aByB = authority('/CN=A', { key, issuer: b })
      const end = issue(bench, { subject: '/CN=End', issuer: b })
      return ['issuerUnknown', { leaf: end, intermediates: [b, aByB], anchors: [root] }]
    },
  }

  it.each(Object.entries(bad))('%s', (_name, situate) => {
    const [problem, situation] = situate()
    expect(validate(situation)).toMatchObject({ trusted: false, problem, revocation: 'unknown' })
    expect(opensslTrusts(situation)).toBe(false)
  })

  it('a leaf with one bit of its signature flipped', () => {
    const broken = parseCertificate(flipBit(direct.certificate.der, direct.certificate.der.length - 1))
    const result = validateChain({ leaf: broken, intermediates: [], anchors: [root.certificate], at: now })
    expect(result).toMatchObject({ trusted: false, problem: 'signatureWrong', certificate: broken })
  })

  it('an issuer whose key is a point beside the curve', () => {
    const { der, spki } = root.certificate
    const broken = parseCertificate(flipBit(der, Buffer.from(der).indexOf(spki) + spki.length - 1))
    const result = validateChain({ leaf: direct.certificate, intermediates: [], anchors: [broken], at: now })
    expect(result).toMatchObject({ trusted: false, problem: 'signatureWrong' })
  })
})

describe('validateChain is stricter than openssl:', () => {
  it('a signer is not trusted because its own certificate is an anchor', () => {
    expect(validate({ leaf: direct, anchors: [direct] })).toMatchObject({ problem: 'issuerUnknown' })
    const selfSigned = issue(bench, { subject: '/CN=Self' })
    expect(validate({ leaf: selfSigned, anchors: [selfSigned] })).toMatchObject({ problem: 'issuerUnknown' })
  })

  it('SHA-1 is not accepted at any security level', () => {
    const top = authority('/CN=Top', { key: 'rsa' })
    const end = issue(bench, { subject: '/CN=E', issuer: top, signatureOptions: ['-sha1'] })
    expect(validate({ leaf: end, anchors: [top] })).toMatchObject({ problem: 'algorithmUnsupported' })
  })

  it('name constraints are refused unread, also where the name would fit', () => {
    const extensions = [...authorityExtensions, 'nameConstraints=permitted;DNS:example.org']
    const narrow = issue(bench, { subject: '/CN=Narrow', extensions })
    expect(validate({ leaf: issue(bench, { subject: '/CN=E', issuer: narrow }), anchors: [narrow] })).toMatchObject({
      problem: 'extensionUnsupported',
      certificate: narrow.certificate,
    })
  })

  it('a chain of more than eight certificates is not followed', () => {
    const top = authority('/CN=0')
    const authorities = [1, 2, 3, 4, 5, 6, 7].reduce(
      ([issuer = top, ...above], number) => [authority(`/CN=${number}`, { issuer }), issuer, ...above],
      [top],
    )
    const below = (issuer: Credential | undefined): Situation => ({
      leaf: issue(bench, { subject: '/CN=E', issuer: issuer ?? top }),
      intermediates: authorities,
      anchors: [top],
    })
    expect(validate(below(authorities[1]))).toMatchObject({ trusted: true, path: { length: 8 } })
    expect(validate(below(authorities[0]))).toMatchObject({ trusted: false, problem: 'pathTooLong' })
  })
})

describe('validateChain finds', () => {
  it('a way around two authorities that certify each other, where openssl does not turn back', () => {
    const key = generateKey('brainpoolP256r1')
    const a = authority('/CN=A', { key })
    const b = authority('/CN=B', { issuer: a })
    const aByB = authority('/CN=A', { key, issuer: b })
    const aByRoot = authority('/CN=A', { key, issuer: root })
    const end = issue(bench, { subject: '/CN=End', issuer: b })
    const result = validate({ leaf: end, intermediates: [b, aByB, aByRoot], anchors: [root] })
    const expected = [end, b, aByRoot, root].map(({ certificate }) => certificate)
    expect(result.trusted).toBe(true)
    expect(result.path).toEqual(expected)
  })
})

describe('validateChain tells', () => {
  it('the refusal that came closest: an expired chain rather than a wrong namesake', () => {
    const at = new Date(now.getTime() + 1500 * day)
    const result = validate({ leaf: direct, anchors: [authority('/CN=Root'), root, authority('/CN=Root')], at })
    expect(result).toMatchObject({ problem: 'expired', certificate: direct.certificate })
  })

  it('the certificate at fault and the path up to it', () => {
    const result = validate({ leaf, intermediates: [middle], anchors: [] })
    expect(result).toMatchObject({ problem: 'issuerUnknown', certificate: middle.certificate })
    expect(result.path).toEqual([leaf.certificate, middle.certificate])
  })

  it('that it gave up a search among many certificates of one name', () => {
    const namesake = authority('/CN=Many', { issuer: root })
    const end = issue(bench, { subject: '/CN=E', issuer: namesake })
    const serial = Buffer.from(namesake.certificate.der).indexOf(fromHex('a0030201020202')) + 7
    const crowd = Array.from({ length: 100 }, (_, i) =>
      parseCertificate(namesake.certificate.der.with(serial, (i % 100) + 1)),
    )
    const result = validateChain({ leaf: end.certificate, intermediates: crowd, anchors: [], at: now })
    expect(result).toMatchObject({ trusted: false, problem: 'searchTooLong' })
  })

  it('PSS with the salt that openssl chooses by default apart from a wrong one', () => {
    const top = authority('/CN=Top', { key: 'rsa' })
    const signatureOptions = pssOptions.slice(0, 2)
    const end = issue(bench, { subject: '/CN=E', issuer: top, signatureOptions })
    expect(end.certificate.signatureAlgorithm).toMatchObject({ saltLengthBytes: 222 })
    expect(validate({ leaf: end, anchors: [top] }).trusted).toBe(true)
  })
})
