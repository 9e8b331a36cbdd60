import { constants, createECDH, publicEncrypt, randomBytes, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { SecretBytes } from '../../src/bytes/secret-bytes.js'
import { openTokenModule } from '../../src/pkcs11/module-process.js'
import type { TokenCard } from '../../src/pkcs11/token-card.js'
import { TokenLayer } from '../../src/pkcs11/token-layer.js'
import { opensslOutput, Workbench } from '../support/openssl.js'
import { SoftHsmRoom } from '../support/softhsm.js'
import type { KeyType } from '../support/softhsm-certificates.js'
import type { SigningKey } from '../../src/trust-centre/certificate-writer.js'
import type { SoftHsmToken, TokenObject } from '../support/softhsm-token.js'
import { whyNoSoftHsm } from '../support/why-no-softhsm.js'

/** Names of the keys, which are those of their certificates. */
const [RSA, BRAINPOOL, NIST] = ['RSA', 'brainpool', 'NIST']
const keyTypes: Readonly<Record<string, KeyType>> = {
  [RSA]: 'rsa2048',
  [BRAINPOOL]: 'brainpoolP256r1',
  [NIST]: 'P-256',
}
const curves = [
  [BRAINPOOL, 'brainpoolP256r1'],
  [NIST, 'prime256v1'],
] as const

const secret = randomBytes(32)

function textOf(bytes: SecretBytes): string {
  using taken = bytes
  return taken.use((content) => Buffer.from(content).toString('hex'))
}

describe.skipIf(whyNoSoftHsm)('the keys of a token that open what was encrypted for them', () => {
  const bench = new Workbench()
  const objects = new Map<string, TokenObject>()
  let room: SoftHsmRoom
  let token: SoftHsmToken
  let card: TokenCard

  const keyOf = (name: string): SigningKey => {
    const { key } = objects.get(name) ?? {}
    if (!key) throw new Error(`no key ${name}`)
    return key
  }
  const publicKeyOf = (name: string): KeyObject => keyOf(name).publicKey
  const pemOf = (name: string): string =>
    bench.file(publicKeyOf(name).export({ format: 'pem', type: 'spki' }).toString(), '.pem')

  beforeAll(async () => {
    room = new SoftHsmRoom()
    // The module runs in a process that inherits ours.
    for (const [name, value] of Object.entries(room.env)) vi.stubEnv(name, value)
    token = await room.addToken()
    for (const [i, [label, type]] of Object.entries(keyTypes).entries()) {
      objects.set(label, await token.addKey({ id: `0${i}`, label, type, certificate: { profile: 'C.HP.ENC' } }))
    }
    const layer = new TokenLayer({
      readers: [token.reader()],
      knownModules: () => Promise.resolve([]),
      openModule: (path) => openTokenModule(path),
    })
    card = await layer.connect(token.reader())
  })
  afterAll(async () => {
    await card[Symbol.asyncDispose]()
    await room[Symbol.asyncDispose]()
    bench[Symbol.dispose]()
    vi.unstubAllEnvs()
  })

  it('say before the PIN is verified that it is not', async () => {
    const cipher = publicEncrypt(publicKeyOf(RSA), secret)
    const missing = { code: 'HC_PIN_NOT_VERIFIED', data: { object: RSA } }
    await expect(card.decipherer(RSA).decipher('pkcs1', cipher)).rejects.toMatchObject(missing)
    await expect(card.decipherer(NIST).agree(new Uint8Array(65))).rejects.toMatchObject({ code: missing.code })
    expect(() => card.decipherer('nobody')).toThrow(expect.objectContaining({ code: 'HC_INTERNAL' }))
  })

  describe('after the PIN', () => {
    beforeAll(async () => {
      using current = SecretBytes.take(Buffer.from(token.userPin))
      expect(await card.pins.verify('PIN.USER', { current, pad: undefined })).toEqual({ kind: 'verified' })
    })

    it('decipher by RSA PKCS#1 v1.5 what openssl enciphered', async () => {
      const cipher = opensslOutput(['pkeyutl', '-encrypt', '-pubin', '-inkey', pemOf(RSA), '-in', bench.file(secret)])
      expect(textOf(await card.decipherer(RSA).decipher('pkcs1', cipher))).toBe(secret.toString('hex'))
    })

    it('name RSA-OAEP with SHA-256, which SoftHSM2 does not know', async () => {
      const cipher = publicEncrypt(
        { key: publicKeyOf(RSA), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
        secret,
      )
      await expect(card.decipherer(RSA).decipher('oaepSha256', cipher)).rejects.toMatchObject({
        code: 'HC_CARD_OPERATION_REFUSED',
        data: {
          object: RSA,
          status: 'CKR_ARGUMENTS_BAD',
          command: 'C_DecryptInit',
          lacks: ['CKM_RSA_PKCS_OAEP (SHA-256)'],
        },
      })
      // It is the hash alone: with SHA-1 it deciphers.
      const [input, output] = [join(room.folder, 'cipher'), join(room.folder, 'plain')]
      const withSha1 = { key: publicKeyOf(RSA), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }
      writeFileSync(input, publicEncrypt(withSha1, secret))
      const words = ['--decrypt', '--id', '00', '--mechanism', 'RSA-PKCS-OAEP', '--hash-algorithm', 'SHA-1']
      await token.tool([...words, '--input-file', input, '--output-file', output])
      expect(readFileSync(output)).toEqual(secret)
    })

    it.each(curves)('agree by ECDH on what node:crypto and openssl come to (%s)', async (name, curve) => {
      const key = keyOf(name)
      if (key.algorithm !== 'ecc') throw new Error('no key for ECDH')
      const peer = createECDH(curve)
      // One secret of 256 begins with a zero, which a module may leave out.
      do peer.generateKeys()
      while (peer.computeSecret(key.point)[0] !== 0)
      const agreed = await card.decipherer(name).agree(peer.getPublicKey())
      expect(textOf(agreed)).toBe(peer.computeSecret(key.point).toString('hex'))

      const other = bench.file(opensslOutput(['ecparam', '-name', curve, '-genkey', '-noout']), '.pem')
      const point = opensslOutput(['pkey', '-in', other, '-pubout', '-outform', 'DER']).slice(-65)
      const common = opensslOutput(['pkeyutl', '-derive', '-inkey', other, '-peerkey', pemOf(name)])
      expect(textOf(await card.decipherer(name).agree(point))).toBe(Buffer.from(common).toString('hex'))
    })

    it('say what they refuse, and go on', async () => {
      const refused = { code: 'HC_CARD_OPERATION_REFUSED', data: { status: 'CKR_KEY_FUNCTION_NOT_PERMITTED' } }
      await expect(card.decipherer(NIST).decipher('pkcs1', randomBytes(256))).rejects.toMatchObject(refused)
      await expect(card.decipherer(RSA).agree(randomBytes(65))).rejects.toMatchObject(refused)
      // Neither padding nor point: SoftHSM2 has one word for both.
      const malformed = { code: 'HC_CARD_STATUS_UNKNOWN', data: { status: 'CKR_GENERAL_ERROR' } }
      await expect(card.decipherer(RSA).decipher('pkcs1', new Uint8Array(256))).rejects.toMatchObject(malformed)
      await expect(card.decipherer(NIST).agree(new Uint8Array(65).fill(4))).rejects.toMatchObject(malformed)
      const cipher = publicEncrypt({ key: publicKeyOf(RSA), padding: constants.RSA_PKCS1_PADDING }, secret)
      expect(textOf(await card.decipherer(RSA).decipher('pkcs1', cipher))).toBe(secret.toString('hex'))
    })
  })
})
