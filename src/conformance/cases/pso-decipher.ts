import { constants, publicEncrypt } from 'node:crypto'
import { HealthCardError } from '../../errors/health-card-error.js'
import { cipherObject, encipher, type EciesParts } from '../ecies-sender.js'
import type { CaseGroup, ConformanceCase, Step } from '../conformance-case.js'
import { beginsWith, data, sw, that } from '../expectation.js'
import type { Kept } from '../kept.js'
import { ecPublicKey, rsaPublicKey } from '../key-rules.js'
import { activated, reset, selected, selectedKey, verified } from '../preparation.js'
import { pointOf, rsaKeyOf } from '../public-key-object.js'

const PLAIN = '00112233445566778899AABBCCDDEEFF'
const decipher = '00 2A 80 86 {#cipher} {cipher} 00'
const eccKey = selectedKey('B8', '85', '0B')
const rsaKey = selectedKey('B8', '83', '85')

const readEccKey: Step = { send: '00 46 81 85 00', keep: 'publicKey', expect: that(ecPublicKey) }

/** A message to PrK.HP.ENC.E256 is kept as `cipher`; DF.ESIGN is current. */
function enciphered(plain: string, change: (parts: EciesParts) => EciesParts = (parts) => parts): Step[] {
  const from = (kept: Kept): Uint8Array =>
    cipherObject(change(encipher(pointOf(kept.get('publicKey')) ?? new Uint8Array(), Buffer.from(plain, 'hex'))))
  return [selected('DF.ESIGN'), readEccKey, { compute: 'cipher', from }]
}

/** The same to PrK.HP.ENC.R2048, by OAEP with SHA-256. */
function encipheredByRsa(plain: string): Step[] {
  return [
    selected('DF.ESIGN'),
    { send: '00 46 81 83 00 00 00', keep: 'publicKey', expect: that(rsaPublicKey) },
    { compute: 'cipher', from: (kept) => Buffer.concat([Buffer.of(0), oaep(kept.get('publicKey'), plain)]) },
  ]
}

function oaep(object: Uint8Array, plain: string): Uint8Array {
  const key = rsaKeyOf(object)
  if (!key) throw new HealthCardError('HC_INTERNAL', 'the step before has checked the key')
  return publicEncrypt(
    { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    Buffer.from(plain, 'hex'),
  )
}

function lastBitFlipped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte))
}

/** A message that the card must not decipher, with PIN.CH verified and the key selected. */
function refused(id: string, title: string, change: (parts: EciesParts) => EciesParts): ConformanceCase {
  return {
    id,
    title,
    needs: ['PrK.HP.ENC.E256'],
    given: [...verified('PIN.CH'), ...enciphered(PLAIN, change), eccKey],
    send: decipher,
    expect: sw('6A80'),
  }
}

/** PSO DECIPHER, gemSpec_COS §14.8.3. */
export const psoDecipher: CaseGroup = {
  name: 'pso-decipher',
  cases: [
    ...[
      { plain: '5A', length: 'one byte' },
      { plain: PLAIN, length: 'one whole block' },
      { plain: PLAIN + PLAIN, length: '32 bytes' },
      { plain: `${PLAIN}${PLAIN}0102`, length: '34 bytes' },
    ].map(({ plain, length }) => ({
      id: 'N090.300 c.7',
      title: `PrK.HP.ENC.E256 deciphers a message of ${length}.`,
      needs: ['PrK.HP.ENC.E256'] as const,
      given: [...verified('PIN.CH'), ...enciphered(plain), eccKey],
      send: decipher,
      expect: data(plain),
    })),
    {
      id: 'N089.800',
      title: 'PSO DECIPHER by ELC takes an extended Le.',
      needs: ['PrK.HP.ENC.E256'],
      given: [...verified('PIN.CH'), ...enciphered(PLAIN), eccKey],
      send: '00 2A 80 86 {##cipher} {cipher} 00 00',
      expect: data(PLAIN),
    },
    refused('N090.400', 'A message with a wrong MAC ends with WrongCiphertext.', (parts) => ({
      ...parts,
      mac: lastBitFlipped(parts.mac),
    })),
    refused('N090.400', 'A message that was changed on its way ends with WrongCiphertext.', (parts) => ({
      ...parts,
      cipher: lastBitFlipped(parts.cipher),
    })),
    refused('N090.400', 'A message with another ephemeral key ends with WrongCiphertext.', (parts) => ({
      ...parts,
      ephemeralPoint: encipher(parts.ephemeralPoint, new Uint8Array(1)).ephemeralPoint,
    })),
    refused('N090.300 c.6', 'A message for another curve ends with WrongCiphertext.', (parts) => ({
      ...parts,
      oid: Buffer.from('2B240303020801010B', 'hex'),
    })),
    refused('N090.400', 'A point that is not on the curve ends with WrongCiphertext.', (parts) => ({
      ...parts,
      ephemeralPoint: lastBitFlipped(parts.ephemeralPoint),
    })),
    {
      id: 'N090.200',
      title: 'PrK.HP.ENC.E256 does not decipher without PIN.CH.',
      needs: ['PrK.HP.ENC.E256'],
      given: [...activated('PIN.CH'), ...enciphered(PLAIN), eccKey],
      send: decipher,
      expect: sw('6982'),
    },
    {
      id: 'N090.200',
      title: 'PrK.HP.ENC.E256 does not decipher after a reset.',
      needs: ['PrK.HP.ENC.E256'],
      given: [...verified('PIN.CH'), reset, ...enciphered(PLAIN), eccKey],
      send: decipher,
      expect: sw('6982'),
    },
    {
      id: 'N090.100 a',
      title: 'PSO DECIPHER without a selected key ends with NoKeyReference.',
      needs: ['PrK.HP.ENC.E256'],
      given: [...verified('PIN.CH'), ...enciphered(PLAIN)],
      send: decipher,
      expect: sw('6985'),
    },
    {
      id: 'N090.100 a',
      title: 'A key that is selected for signatures is none for deciphering.',
      needs: ['PrK.HP.ENC.E256'],
      given: [...verified('PIN.CH'), ...enciphered(PLAIN), selectedKey('B6', '86', '00')],
      send: decipher,
      expect: sw('6985'),
    },
    {
      id: 'N090.300 b',
      title: 'PrK.HP.ENC.R2048 deciphers a message by OAEP.',
      needs: ['PrK.HP.ENC.R2048'],
      given: [...verified('PIN.CH'), ...encipheredByRsa(PLAIN), rsaKey],
      send: '00 2A 80 86 {##cipher} {cipher} 00 00',
      expect: data(PLAIN),
    },
    {
      id: 'N090.400',
      title: 'What no OAEP message is ends with WrongCiphertext.',
      needs: ['PrK.HP.ENC.R2048'],
      given: [...verified('PIN.CH'), selected('DF.ESIGN'), rsaKey],
      send: '00 2A 80 86 00 01 01 00 {5A x 256} 00 00',
      expect: sw('6A80'),
    },
    {
      id: 'N090.200',
      title: 'PrK.HP.ENC.R2048 does not decipher without PIN.CH.',
      needs: ['PrK.HP.ENC.R2048'],
      given: [...activated('PIN.CH'), ...encipheredByRsa(PLAIN), rsaKey],
      send: '00 2A 80 86 {##cipher} {cipher} 00 00',
      expect: sw('6982'),
    },
    {
      id: 'N082.900 c.1',
      title: 'A message that was refused leaves the status of PIN.CH.',
      needs: ['PrK.HP.ENC.E256'],
      given: [
        ...verified('PIN.CH'),
        ...enciphered(PLAIN, (parts) => ({ ...parts, mac: lastBitFlipped(parts.mac) })),
        eccKey,
        { send: decipher, expect: sw('6A80') },
        ...enciphered(PLAIN),
      ],
      send: decipher,
      expect: beginsWith(PLAIN),
    },
  ],
}
