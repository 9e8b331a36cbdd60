import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseCertificate } from '../../src/certificates/parse-certificate.js'
import { opensslOutput } from '../support/openssl.js'
import { SoftHsmRoom } from '../support/softhsm.js'
import type { SoftHsmToken } from '../support/softhsm-token.js'
import { whyNoSoftHsm } from '../support/why-no-softhsm.js'

/** Kind and CKA_ID of each object, as pkcs11-tool lists them. */
async function objectsOf(token: SoftHsmToken): Promise<string[]> {
  const listed = await token.tool(['-O'])
  const objects = listed.matchAll(
    /^(Private Key|Public Key|Certificate) Object[^]*?label: *(.*)[^]*?ID: *([0-9a-f]*)/gm,
  )
  return [...objects].map(([, kind, label, id]) => `${kind} ${label} ${id}`).toSorted()
}

describe.skipIf(whyNoSoftHsm)('SoftHsmRoom', () => {
  it('makes a token with key, public key and certificate, and names it as the module does', async () => {
    await using room = new SoftHsmRoom()
    const token = await room.addToken({ label: 'Praxis' })
    const { certificate } = await token.addKey({ id: '45', label: 'PrK.HP.QES.E256', alwaysAuthenticate: true })
    const slots = await token.tool(['-L'])
    expect(slots).toContain(`SoftHSM slot ID 0x${token.slot.toString(16)}\n`)
    expect(slots).toMatch(new RegExp(`token label *: Praxis\n[^]*serial num *: ${token.serial}\n`))
    expect(await objectsOf(token)).toEqual(
      ['Certificate', 'Private Key', 'Public Key'].map((kind) => `${kind} PrK.HP.QES.E256 45`),
    )
    expect(await token.tool(['-O'])).toContain('always authenticate')
    const file = join(room.folder, 'signer.pem')
    writeFileSync(file, new X509Certificate(certificate ?? '').toString())
    expect(String(opensslOutput(['verify', '-CAfile', room.trust, file]))).toContain('OK')
  })

  it.each([
    ['brainpoolP256r1', 'C.HP.QES'],
    ['P-256', 'C.HCI.OSIG'],
    ['rsa2048', 'C.HP.AUT'],
  ] as const)('makes a %s key for %s', async (type, profile) => {
    await using room = new SoftHsmRoom()
    const token = await room.addToken()
    const telematikId = '1-TEST-4711'
    const made = await token.addKey({ id: '01', label: 'a', type, certificate: { profile, telematikId } })
    const certificate = parseCertificate(made.certificate ?? new Uint8Array())
    expect(certificate.admission).toMatchObject({ professions: [{ registrationNumber: telematikId }] })
    const written = join(room.folder, 'public')
    await token.tool(['--read-object', '--type', 'pubkey', '--id', '01', '--output-file', written])
    expect(String(opensslOutput(['pkey', '-pubin', '-inform', 'DER', '-in', written]))).toBe(
      made.key.publicKey.export({ format: 'pem', type: 'spki' }),
    )
  })

  it('lets a key do what its certificate says', async () => {
    await using room = new SoftHsmRoom()
    const token = await room.addToken()
    await token.addKey({ id: '01', label: 'a', certificate: { profile: 'C.HP.AUT' } })
    await token.addKey({ id: '02', label: 'b', certificate: { profile: 'C.HP.ENC' }, publicKey: false })
    await token.addKey({
      id: '03',
      label: 'c',
      type: 'rsa2048',
      certificate: { profile: 'C.HP.ENC' },
      publicKey: false,
    })
    const listed = await token.tool(['-O', '--type', 'privkey'])
    expect([...listed.matchAll(/Usage: *(.*)/g)].map(([, uses]) => uses)).toEqual(
      expect.arrayContaining(['sign, derive', 'derive', 'decrypt']),
    )
  })

  it('leaves what belongs together incomplete, doubled or mismatched, as ordered', async () => {
    await using room = new SoftHsmRoom()
    const token = await room.addToken()
    const certificate = { profile: 'C.HP.QES' } as const
    const first = await token.addKey({ id: '01', label: 'a', certificate: 'none' })
    const other = await token.addKey({ id: '02', label: 'a', certificate: 'none', publicKey: false })
    await token.addKey({ id: '03', label: 'b', certificate: 'none', publicKey: other.key })
    for (const now of [new Date('2020-01-01'), new Date()]) {
      await token.addCertificate({ id: '01', label: 'a', key: first.key, certificate: { ...certificate, now } })
    }
    const stranger = await token.addCertificate({ id: '03', label: 'b', certificate })
    expect(stranger.key).not.toBe(other.key)
    expect(await objectsOf(token)).toEqual([
      'Certificate a 01',
      'Certificate a 01',
      'Certificate b 03',
      'Private Key a 01',
      'Private Key a 02',
      'Private Key b 03',
      'Public Key a 01',
      'Public Key b 03',
    ])
  })

  it('makes two tokens of one label, whatever is not awaited', async () => {
    await using room = new SoftHsmRoom()
    const [a, b] = await Promise.all([room.addToken(), room.addToken()])
    await Promise.all([a.addKey({ id: '01', label: 'a' }), b.addKey({ id: '02', label: 'b' })])
    expect([a.label, a.serial === b.serial, a.slot === b.slot]).toEqual([b.label, false, false])
    expect([await objectsOf(a), await objectsOf(b)]).toMatchObject([{ length: 3 }, { length: 3 }])
    expect(new Set(room.secrets.values()).size).toBe(4)
  })
})
