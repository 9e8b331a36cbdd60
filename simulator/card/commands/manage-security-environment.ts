import { DecodeError } from '../../../src/bytes/decode-error.js'
import { readTlvs, type Tlv } from '../../../src/bytes/tlv.js'
import { answer, refuse, type Answer } from '../core/answer.js'
import type { KeyUse } from '../core/channel.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED, SW } from '../core/status-words.js'
import type { AlgorithmName, PrivateKey } from '../image/object-system.js'

const RESTORE = 0xf3
/** Data objects: reference of a private key, of a public or symmetric key, algorithm identifier. */
const PRIVATE_KEY_REFERENCE = 0x84
const KEY_REFERENCE = 0x83
const ALGORITHM = 0x80

/** Private-key variants by P1 P2: which reference they set, and which algorithms a code can mean there. */
const privateKeyUses: ReadonlyMap<number, { use: KeyUse; codes: ReadonlyMap<number, readonly AlgorithmName[]> }> =
  new Map([
    [
      0x41a4,
      {
        use: 'internalAuthenticate',
        codes: new Map<number, AlgorithmName[]>([
          [0x00, ['elcRoleAuthentication', 'rsaRoleAuthentication']],
          [0x02, ['signPKCS1_V1_5']],
          [0x05, ['rsaClientAuthentication']],
          [0x54, ['elcSessionkey4SM', 'rsaSessionkey4SM']],
          [0x74, ['rsaSessionkey4TC']],
          [0xd4, ['elcSessionkey4TC']],
          [0xf4, ['elcAsynchronAdmin']],
        ]),
      },
    ],
    [
      0x41b6,
      {
        use: 'signatureCreation',
        codes: new Map<number, AlgorithmName[]>([
          [0x00, ['signECDSA']],
          [0x02, ['signPKCS1_V1_5']],
          [0x05, ['signPSS', 'rsaClientAuthentication']],
          [0x07, ['sign9796_2_DS2']],
        ]),
      },
    ],
    [
      0x41b8,
      {
        use: 'dataDecipher',
        codes: new Map<number, AlgorithmName[]>([
          [0x0b, ['elcSharedSecretCalculation']],
          [0x81, ['rsaDecipherPKCS1_V1_5']],
          [0x85, ['rsaDecipherOaep']],
        ]),
      },
    ],
  ])

/** Codes of symmetric keys for authentication (gemSpec_COS CosT_7a2). */
const symmetricCodes: ReadonlyMap<number, string> = new Map([
  [0x54, 'aesSessionkey4SM'],
  [0x74, 'aesSessionkey4TC'],
])

/** MANAGE SECURITY ENVIRONMENT (gemSpec_COS §14.9.9). It needs no access rule (N022.810a). */
export function manageSecurityEnvironment(context: CommandContext): Answer {
  const { p1, p2 } = context
  if (p1 === RESTORE) return restore(context)
  const variant = p1 * 256 + p2
  const privateKeyUse = privateKeyUses.get(variant)
  if (privateKeyUse) return setPrivateKey(context, privateKeyUse.use, privateKeyUse.codes)
  if (variant === 0x81a4) return setExternalKey(context)
  if (variant === 0x81b6) return setCertificateKey(context)
  return refuse(MALFORMED.parameters)
}

/** N104.200. There is no error for an environment that no object knows; its number is one of 1 to 4 (N007.900). */
function restore(context: CommandContext): Answer {
  context.expectCase(1)
  if (context.p2 < 1 || context.p2 > 4) refuse(MALFORMED.parameters)
  context.channel.restoreEnvironment(context.p2)
  return answer()
}

/** `84 01 ref 80 01 alg`. The key is searched for at once, as N104.300a.1 recommends. */
function setPrivateKey(
  context: CommandContext,
  use: KeyUse,
  codes: ReadonlyMap<number, readonly AlgorithmName[]>,
): Answer {
  const [reference, code] = dataObjects(context, PRIVATE_KEY_REFERENCE, ALGORITHM)
  const key = context.findSecretKey(onlyByte(reference)) ?? refuse(SW.keyNotFound)
  if (key.kind !== 'privateElc' && key.kind !== 'privateRsa') return refuse(SW.unsupportedFunction)
  const wanted = codes.get(onlyByte(code)) ?? []
  const algorithm = algorithmsNow(context, key).find((name) => wanted.includes(name)) ?? refuse(SW.unsupportedFunction)
  context.channel.keyReferences.set(use, { key: onlyByte(reference), algorithm, folder: key.folder })
  return answer()
}

/** `83 01 ref 80 01 alg` for a symmetric key, `83 0C CHR 80 01 alg` for an imported public key: none is imported yet. */
function setExternalKey(context: CommandContext): Answer {
  const [reference, code] = dataObjects(context, KEY_REFERENCE, ALGORITHM)
  if (reference.length !== 1) return refuse(reference.length === 12 ? SW.keyNotFound : MALFORMED.data)
  const key = context.findSecretKey(onlyByte(reference)) ?? refuse(SW.keyNotFound)
  const algorithm = symmetricCodes.get(onlyByte(code))
  if (key.kind !== 'symmetricAuthentication' || key.algorithm !== algorithm) return refuse(SW.unsupportedFunction)
  context.channel.keyReferences.set('externalAuthenticate', {
    key: onlyByte(reference),
    algorithm: 'other',
    folder: key.folder,
  })
  return answer()
}

/** `83 08 CAR`: the key that will check a certificate. */
function setCertificateKey(context: CommandContext): Answer {
  const [reference] = dataObjects(context, KEY_REFERENCE)
  if (reference.length !== 8) return refuse(MALFORMED.data)
  const key = context.findPublicKey(reference) ?? refuse(SW.keyNotFound)
  context.channel.keyReferences.set('verifyCertificate', { key: reference, algorithm: 'other', folder: key.folder })
  return answer()
}

/** The algorithms that the key lists for the security environment of its folder (gemSpec_COS N021.500b). */
export function algorithmsNow({ channel }: CommandContext, key: PrivateKey): readonly AlgorithmName[] {
  return key.algorithms.get(channel.environmentOf(key.folder)) ?? []
}

/** The values of exactly these data objects in exactly this order. */
function dataObjects(context: CommandContext, first: number, second: number): [Uint8Array, Uint8Array]
function dataObjects(context: CommandContext, first: number): [Uint8Array]
function dataObjects(context: CommandContext, ...tags: number[]): Uint8Array[] {
  context.expectCase(3)
  const found = readObjects(context.data)
  if (found.length !== tags.length || found.some(({ tag }, i) => tag !== tags[i])) refuse(MALFORMED.data)
  return found.map(({ value }) => value)
}

function readObjects(data: Uint8Array): Tlv[] {
  try {
    return readTlvs(data)
  } catch (error) {
    if (error instanceof DecodeError) return refuse(MALFORMED.data)
    throw error
  }
}

function onlyByte(value: Uint8Array): number {
  const [byte] = value
  return value.length === 1 && byte !== undefined ? byte : refuse(MALFORMED.data)
}
