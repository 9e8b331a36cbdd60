import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseCertificate } from '../../src/certificates/parse-certificate.js'
import { parseSignedData } from '../../src/cms/parse-signed-data.js'
import { newKey } from '../support/softhsm-certificates.js'
import type { SoftHsmToken } from '../support/softhsm-token.js'
import { whyNoSoftHsm } from '../support/why-no-softhsm.js'
import { TokenStage, type Ended } from './token-stage.js'

function sign(stage: TokenStage, reader: string, token: SoftHsmToken, ...words: string[]): Promise<Ended> {
  const document = stage.document('letter')
  const args = ['sign', document, '--out', stage.desk.path('out'), '--force', ...words]
  return stage.ehba(reader, args, { 'PIN.USER': token.userPin })
}

/** Fingerprint of the certificate that the written signature names. */
function signerOf(stage: TokenStage): string | undefined {
  const { certificates } = parseSignedData(readFileSync(stage.desk.path('out', 'letter.p7s')))
  return certificates[0]?.fingerprint
}

function fingerprint(der: Uint8Array | undefined): string {
  return parseCertificate(der ?? new Uint8Array(0)).fingerprint
}

describe.skipIf(whyNoSoftHsm)('of things that look alike the right one is chosen, or nobody guesses:', () => {
  it('two tokens with the same label', async () => {
    await using stage = new TokenStage()
    const [one, two] = [await stage.signingToken('HBA'), await stage.signingToken('HBA')]
    const both = `pkcs11:${stage.room.modulePath}?token=HBA`
    const asked = await sign(stage, both, one)
    expect(asked).toMatchObject({ exit: 12, code: 'HC_CARD_AMBIGUOUS' })
    expect(asked.call.stdout).toContain(one.serial)
    expect(asked.call.stdout).toContain(two.serial)
    expect(await sign(stage, both, two, '--card', two.serial)).toMatchObject({ exit: 0 })
    expect(await sign(stage, one.reader(), one)).toMatchObject({ exit: 0 })
  })

  it('two keys with the same label', async () => {
    await using stage = new TokenStage()
    const token = await stage.room.addToken()
    const one = await token.addKey({ id: '01', label: 'Signatur' })
    const two = await token.addKey({ id: '02', label: 'Signatur' })
    const asked = await sign(stage, token.reader(), token)
    expect(asked).toMatchObject({ exit: 12, code: 'HC_CARD_KEY_AMBIGUOUS' })
    expect(await sign(stage, token.reader(), token, '--key', 'Signatur')).toMatchObject({
      code: 'HC_CARD_KEY_AMBIGUOUS',
    })
    for (const { id, certificate } of [one, two]) {
      const signed = await sign(stage, token.reader(), token, '--key', `Signatur (id=${id})`)
      expect(signed.exit).toBe(0)
      expect(signerOf(stage)).toBe(fingerprint(certificate))
    }
  })

  it('two private keys with the same CKA_ID, of which one belongs to the certificate', async () => {
    await using stage = new TokenStage()
    const token = await stage.room.addToken()
    await token.addKey({ id: '01', label: 'other', certificate: 'none', publicKey: false })
    const right = await token.addKey({ id: '01', label: 'right' })
    await token.addKey({ id: '01', label: 'third', certificate: 'none', publicKey: false })
    expect(await sign(stage, token.reader(), token)).toMatchObject({ exit: 0 })
    expect(signerOf(stage)).toBe(fingerprint(right.certificate))
  })

  it('a certificate without a key', async () => {
    await using stage = new TokenStage()
    const token = await stage.room.addToken()
    await token.addCertificate({ id: '01', label: 'lonely', certificate: { profile: 'C.HP.QES' } })
    expect(await sign(stage, token.reader(), token)).toMatchObject({ exit: 13, code: 'HC_CARD_KEY_MISSING' })
  })

  it('a certificate without a key beside one with', async () => {
    await using stage = new TokenStage()
    const token = await stage.room.addToken()
    await token.addCertificate({ id: '01', label: 'lonely', certificate: { profile: 'C.HP.QES' } })
    const { certificate } = await token.addKey({ id: '02', label: 'whole' })
    const asked = await sign(stage, token.reader(), token)
    if (asked.exit !== 0) expect(asked).toMatchObject({ exit: 12, code: 'HC_CARD_KEY_AMBIGUOUS' })
    expect(await sign(stage, token.reader(), token, '--key', 'whole')).toMatchObject({ exit: 0 })
    expect(signerOf(stage)).toBe(fingerprint(certificate))
  })

  it('a key without a certificate', async () => {
    await using stage = new TokenStage()
    const token = await stage.room.addToken()
    await token.addKey({ id: '01', label: 'bare', certificate: 'none' })
    const { json } = await stage.ehba(token.reader(), ['cert', 'list'])
    expect(json['certificates']).toMatchObject([{ key: 'bare', state: 'missing' }])
    expect(await sign(stage, token.reader(), token)).toMatchObject({ exit: 13, code: 'HC_CARD_KEY_MISSING' })
    expect(await sign(stage, token.reader(), token, '--key', 'bare')).toMatchObject({ exit: 13 })
    expect(stage.room.secrets.size).toBeGreaterThan(0)
  })

  it('a certificate beside the key of another one, told by the public key before any PIN', async () => {
    await using stage = new TokenStage()
    const token = await stage.room.addToken()
    await token.addKey({ id: '01', label: 'foreign', certificate: 'none' })
    await token.addCertificate({ id: '01', label: 'QES', certificate: { profile: 'C.HP.QES' } })
    const reader = stage.scriptedReader(token)
    expect(await sign(stage, reader, token)).toMatchObject({ exit: 32, code: 'HC_CERT_KEY_MISMATCH' })
    expect(stage.scripted.calls('C_Login')).toHaveLength(0)
  })

  it('the same without a public key: one signature is made, and thrown away', async () => {
    await using stage = new TokenStage()
    const token = await stage.room.addToken()
    await token.addKey({ id: '01', label: 'foreign', certificate: 'none', publicKey: false })
    await token.addCertificate({ id: '01', label: 'QES', certificate: { profile: 'C.HP.QES' } })
    const documents = ['a', 'b', 'c'].map((name) => stage.document(name))
    const words = ['sign', ...documents, '--out', stage.desk.path('out')]
    const reader = stage.scriptedReader(token)
    expect(await stage.ehba(reader, words, { 'PIN.USER': token.userPin })).toMatchObject({
      exit: 32,
      code: 'HC_CERT_KEY_MISMATCH',
      json: { batch: { signed: 0 } },
    })
    expect(stage.scripted.calls('C_Sign')).toHaveLength(1)
  })

  it('a module that signs with another key than it was told to', async () => {
    await using stage = new TokenStage()
    const token = await stage.room.addToken()
    await token.addKey({ id: '01', label: 'QES' })
    await token.addKey({ id: '02', label: 'AUT', certificate: { profile: 'C.HP.AUT' } })
    stage.scripted.tell('wrongkey')
    const documents = ['a', 'b', 'c'].map((name) => stage.document(name))
    const words = ['sign', ...documents, '--out', stage.desk.path('out')]
    expect(await stage.ehba(stage.scriptedReader(token), words, { 'PIN.USER': token.userPin })).toMatchObject({
      exit: 32,
      json: { batch: { signed: 0 } },
    })
    expect(stage.scripted.calls('C_Sign')).toHaveLength(1)
  })

  it('a renewed certificate for the same key: the one that is valid', async () => {
    await using stage = new TokenStage()
    const token = await stage.room.addToken()
    const key = await newKey('brainpoolP256r1')
    const sixYearsAgo = new Date(Date.now() - 6 * 366 * 24 * 60 * 60 * 1000)
    const expired = { profile: 'C.HP.QES', now: sixYearsAgo } as const
    await token.addCertificate({ id: '01', label: 'QES', key, certificate: expired })
    const { certificate } = await token.addKey({ id: '01', label: 'QES', key })
    expect(await sign(stage, token.reader(), token)).toMatchObject({ exit: 0 })
    expect(signerOf(stage)).toBe(fingerprint(certificate))
  })

  it('a mechanism that the token lacks, by its name and before any PIN', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    stage.scripted.tell('mechanisms without 1041')
    const refused = await sign(stage, stage.scriptedReader(token), token)
    expect(refused).toMatchObject({ exit: 13, code: 'HC_CARD_OPERATION_REFUSED' })
    expect(refused.call.stdout).toContain('CKM_ECDSA')
    expect(stage.scripted.calls('C_Login')).toHaveLength(0)
  })
})
