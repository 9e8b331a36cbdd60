import {
  constants,
  createCipheriv,
  createECDH,
  createHash,
  createPublicKey,
  publicEncrypt,
  verify,
  type KeyObject,
} from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/bytes/hex.js'
import { createCard, Desk, type SimulatedCard } from '../support/cli.js'
import { opensslOutput, Workbench } from '../support/openssl.js'
import { pinBlock } from './pin-block.js'
import { Twin } from './twin.js'
import { whyNoTwin } from './why-no-twin.js'

const SELECT_ESIGN = '00a4040c0aa000000167455349474e'
const HASH = createHash('sha256').update('Befund').digest()

describe.skipIf(whyNoTwin)('commands of the twin', () => {
  const desk = new Desk()
  const bench = new Workbench()
  let card: SimulatedCard
  let twin: Twin

  beforeAll(async () => {
    card = await createCard(desk, 'card', 'hba', '--state', 'active', '--keys', 'both')
    twin = await Twin.start({ image: card.image })
  })
  afterAll(async () => {
    await twin.close()
    bench[Symbol.dispose]()
    desk[Symbol.dispose]()
  })

  async function run(...commands: readonly string[]): Promise<string> {
    let last = ''
    for (const command of commands) {
      last = await twin.ask(command)
      expect(`${command} ${last.slice(-4)}`).toBe(`${command} 9000`)
    }
    return last.slice(0, -4)
  }
  async function useEsign(...choice: readonly string[]): Promise<string> {
    return run(SELECT_ESIGN, `0020000108${pinBlock(card.secret('PIN.CH'))}`, ...choice)
  }
  async function certificate(file: string): Promise<KeyObject> {
    const der = fromHex(await run(SELECT_ESIGN, `00b0${file}00000000`))
    const pem = opensslOutput(['x509', '-inform', 'DER', '-in', bench.file(der), '-pubkey', '-noout'])
    return createPublicKey(Buffer.from(pem))
  }

  it.each(['00b0', '002000010926', '00b0910000ff', '00a40400000000ff', '00a4', '00b091000000000000'])(
    'answers 6700 to %s, which is no command, and goes on',
    async (malformed) => {
      expect(await twin.ask(malformed)).toBe('6700')
      expect(await twin.ask('80200001')).toMatch(/^(63c3|9000)$/)
    },
  )

  it('answers 6d00 to what is out of its scope, and 6988 to secure messaging without keys (N031.700b)', async () => {
    for (const command of [
      '0086000002 7c00 00',
      '0082000008 0000000000000000',
      '002a00be02 0000',
      '002281b60a83080000000000000000',
    ]) {
      expect(await twin.ask(command)).toBe('6d00')
    }
    expect(await twin.ask('0ca4040c0a8e080000000000000000')).toBe('6988')
    expect(await twin.ask('05a4040c')).toBe('6881')
  })

  it('reads a file by short identifier, which becomes the current one, to its end and not beyond (N051.800, N052)', async () => {
    await run('00a4040c')
    expect(await twin.ask('00b0000000')).toBe('6986')
    const whole = await run('00b0820000')
    expect(whole).toBe(`5a0a${card.iccsn}`)
    expect(await twin.ask('00b000020a')).toBe(`${card.iccsn}9000`)
    expect(await twin.ask('00b000020b')).toBe(`${card.iccsn}6282`)
    expect(await twin.ask('00b0000000')).toBe(`${whole}9000`)
    expect(await twin.ask('00b0000c00')).toBe('6b00')
    expect(await twin.ask('00b09f0000')).toBe('6a82')
    // A file of records: no rule of it speaks of READ BINARY, and rules come first (N051.900).
    expect(await twin.ask('00b09e0000')).toBe('6982')
  })

  it('reads and searches records, and lets nobody write them (N067, N069)', async () => {
    await run('00a4040c')
    const first = await run('00b201f400')
    expect(first).toBe('61084f06d27600014601')
    expect(await twin.ask('00b2010403')).toBe('61084f9000')
    expect(await twin.ask('00b20104ff')).toBe(`${first}6282`)
    expect(await twin.ask('00b2ff0400')).toBe('6a83')
    expect(await twin.ask('00b2000400')).toBe('6a83')
    expect(await twin.ask('00a2010406d2760000660100')).toBe('03049000')
    expect(await twin.ask('00a2010402ffff00')).toBe('6282')
    expect(await twin.ask('00dc01040161')).toBe('6982')
  })

  it('describes what was selected (N013.900), cut where Le says so (N048.300)', async () => {
    expect(await run('00a4040400')).toBe('621282017883023f008406d276000146018a0105')
    expect(await twin.ask('00a4040402')).toBe('62129000')
    expect(await run('00a40204022f0200')).toBe('62158002000c82014183022f028801108a0105c502000c')
    expect(await twin.ask('00a4030c')).toBe('6a82')
    expect(await twin.ask('00a4010c02dead')).toBe('6a82')
    await run('00a4040c06d27600006601', '00a4030c')
    expect(await run('00b0820000')).toBe(`5a0a${card.iccsn}`)
  })

  it('signs with ECDSA, PSS and PKCS#1 what node:crypto accepts (N088.600)', async () => {
    const ecdsa = await useEsign('002241b606840186800100', `002a9e9a20${toHex(HASH)}00`)
    const plain = { key: await certificate('86'), dsaEncoding: 'ieee-p1363' } as const
    expect(verify('sha256', Buffer.from('Befund'), plain, fromHex(ecdsa))).toBe(true)

    const rsa = await certificate('81')
    const pss = await useEsign('002241b606840182800105', `002a9e9a20${toHex(HASH)}00`)
    const salted = { key: rsa, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
    expect(verify('sha256', Buffer.from('Befund'), salted, fromHex(pss))).toBe(true)

    const digestInfo = `3031300d060960864801650304020105000420${toHex(HASH)}`
    const pkcs1 = await useEsign('002241b606840182800102', `002a9e9a33${digestInfo}00`)
    expect(verify('sha256', Buffer.from('Befund'), rsa, fromHex(pkcs1))).toBe(true)

    const client = await useEsign('002241a406840182800105', `0088000020${toHex(HASH)}00`)
    expect(verify('sha256', Buffer.from('Befund'), salted, fromHex(client))).toBe(true)
  })

  it('tells why it cannot sign (N088.300 to N088.500)', async () => {
    const sign = `002a9e9a20${toHex(HASH)}00`
    await run('00704000', SELECT_ESIGN)
    expect(await twin.ask(sign)).toBe('6985')
    expect(await twin.ask('002241b606840199800100')).toBe('6a88')
    expect(await twin.ask('002241b606840182800100')).toBe('6a81')
    await run('002241b606840186800100')
    expect(await twin.ask(sign)).toBe('6982')
    expect(await twin.ask(sign.slice(0, -2))).toBe('6700')
  })

  it('reads the public key that belongs to the certificate (N098.200)', async () => {
    const point = pointOf(await certificate('86'))
    expect(await run('0046818600')).toBe(`7f49438641${toHex(point)}`)
  })

  it('deciphers RSA-OAEP with SHA-256, and nothing that was changed on the way (N090.300b)', async () => {
    const key = await certificate('82')
    const cipher = publicEncrypt({ key, oaepHash: 'sha256' }, Buffer.from('geheim'))
    await useEsign('002241b806840183800185')
    expect(await run(`002a808600010100${toHex(cipher)}0000`)).toBe(toHex(Buffer.from('geheim')))
    const changed = `${toHex(cipher).slice(0, -2)}${((cipher.at(-1) ?? 0) ^ 1).toString(16).padStart(2, '0')}`
    expect(await twin.ask(`002a808600010100${changed}0000`)).toBe('6a80')
  })

  it('deciphers by a shared secret on the curve, and nothing that was changed on the way (N090.300c)', async () => {
    const cryptogram = encipher(pointOf(await certificate('85')), Buffer.from('geheim'))
    await useEsign('002241b80684018580010b')
    const length = (cryptogram.length / 2).toString(16)
    expect(await run(`002a8086${length}${cryptogram}00`)).toBe(toHex(Buffer.from('geheim')))
    expect(await twin.ask(`002a8086${length}${cryptogram.slice(0, -2)}0000`)).toBe('6a80')
  })

  /** ELC_ENC (N004.500) with what openssl and node:crypto have; hex of data object A6. */
  function encipher(peer: Uint8Array, message: Uint8Array): string {
    const ephemeral = createECDH('brainpoolP256r1')
    ephemeral.generateKeys()
    const shared = ephemeral.computeSecret(peer)
    const derive = (counter: number): Buffer =>
      createHash('sha256')
        .update(shared)
        .update(Buffer.of(0, 0, 0, counter))
        .digest()
    const ecb = createCipheriv('aes-256-ecb', derive(1), null)
    const cbc = createCipheriv('aes-256-cbc', derive(1), ecb.update(Buffer.alloc(16))).setAutoPadding(false)
    const ciphertext = Buffer.concat([cbc.update(padded(message)), cbc.final()])
    const macOptions = ['-macopt', 'cipher:AES-256-CBC', '-macopt', `hexkey:${toHex(derive(2))}`]
    const mac = opensslOutput(['mac', ...macOptions, '-in', bench.file(padded(ciphertext)), 'CMAC'])
    return tlv(
      'a6',
      tlv('06', '2b2403030208010107'),
      tlv('7f49', tlv('86', toHex(ephemeral.getPublicKey()))),
      tlv('86', `02${toHex(ciphertext)}`),
      tlv('8e', Buffer.from(mac).toString().slice(0, 16).toLowerCase()),
    )
  }
})

describe.skipIf(whyNoTwin)('the launcher of the twin', () => {
  const desk = new Desk()
  afterAll(() => {
    desk[Symbol.dispose]()
  })

  it('ends with status 0 when its standard input does', async () => {
    const { image } = await createCard(desk, 'card', 'smcb')
    const twin = await Twin.start({ image })
    expect(await twin.ask('00a4040c06d27600014606')).toBe('9000')
    expect(await twin.close()).toBe(0)
  })

  it('says what is wrong with an image, or with the state of another card', async () => {
    const { image } = await createCard(desk, 'other', 'smcb')
    const nonsense = desk.file('nonsense.xml', '<card version="3"/>')
    await expect(Twin.start({ image: nonsense })).rejects.toThrow(
      'the twin ended with 2: the image has no object system',
    )
    const state = desk.file('nonsense.state', 'nonsense\n')
    await expect(Twin.start({ image, state })).rejects.toThrow('not the state of a simulated card')
  })
})

/** The point of a key on brainpoolP256r1: it ends the key's SubjectPublicKeyInfo. */
function pointOf(key: KeyObject): Uint8Array {
  return key.export({ format: 'der', type: 'spki' }).subarray(-65)
}

/** PaddingIso for blocks of 16 bytes. */
function padded(message: Uint8Array): Buffer {
  const block = Buffer.alloc((Math.floor(message.length / 16) + 1) * 16)
  block.set(message)
  block[message.length] = 0x80
  return block
}

/** A data object of less than 128 bytes, or of less than 256, in hex. */
function tlv(tag: string, ...values: readonly string[]): string {
  const value = values.join('')
  const length = value.length / 2
  return `${tag}${length > 0x7f ? '81' : ''}${length.toString(16).padStart(2, '0')}${value}`
}
