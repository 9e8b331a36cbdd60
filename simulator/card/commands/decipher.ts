import { toHex } from '../../../src/bytes/hex.js'
import { childrenOf, readTlvs, type Tlv } from '../../../src/bytes/tlv.js'
import { unlessMalformed } from '../../../src/bytes/unless-malformed.js'
import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED, SW } from '../core/status-words.js'
import type { Curve } from '../crypto/curves.js'
import { decipherEcies, type EciesMessage } from '../crypto/ecies.js'
import { decipherOaep, decipherPkcs1 } from '../crypto/rsa.js'
import type { AlgorithmName, PrivateElcKey, PrivateRsaKey } from '../image/object-system.js'
import { selectedKey } from './selected-key.js'

/** First byte of the command data for RSA (gemSpec_COS CosT_643), and of the cryptogram for ELC (N090.300c.4). */
const RSA_PADDING_INDICATOR = 0x00
const ELC_PADDING_INDICATOR = 0x02

/** PSO DECIPHER (gemSpec_COS §14.8.3) with private keys. */
export function decipher(context: CommandContext): Answer {
  context.expectCase(4)
  const { key, algorithm } = selectedKey(context, 'dataDecipher')
  const plain = key.kind === 'privateElc' ? decipherElc(context, key, algorithm) : decipherRsa(context, key, algorithm)
  return answer(plain ?? refuse(SW.wrongCiphertext))
}

/** `00 ‖ C`, extended lengths only (gemSpec_COS N089.200). */
function decipherRsa(context: CommandContext, key: PrivateRsaKey, algorithm: AlgorithmName): Uint8Array | undefined {
  const { data } = context
  if (!context.isExtended || data.length !== 1 + key.modulusBytes) refuse(MALFORMED.length)
  if (data[0] !== RSA_PADDING_INDICATOR) refuse(MALFORMED.data)
  context.requireAccess(key)
  const privateKey = context.card.keys.rsa(key) ?? refuse(SW.keyInvalid)
  const cipher = data.subarray(1)
  switch (algorithm) {
    case 'rsaDecipherOaep':
      return decipherOaep(privateKey, cipher)
    case 'rsaDecipherPKCS1_V1_5':
      return decipherPkcs1(privateKey, cipher)
    default:
      return refuse(SW.unsupportedFunction)
  }
}

function decipherElc(context: CommandContext, key: PrivateElcKey, algorithm: AlgorithmName): Uint8Array | undefined {
  if (algorithm !== 'elcSharedSecretCalculation') refuse(SW.unsupportedFunction)
  context.requireAccess(key)
  const { curve, privateValue } = context.card.keys.elc(key) ?? refuse(SW.keyInvalid)
  const message = readContainer(context.data, curve)
  return message && decipherEcies(curve, privateValue, message)
}

/**
 * The container of an ELC cryptogram (gemSpec_COS N090.300c); undefined where it has another structure or curve, which
 * the card answers like any other wrong cryptogram (N090.300c.6):
 *
 * ```
 * A6 { 06 curve, 7F49 { 86 point }, 86 { 02 ‖ cipher }, 8E mac }
 * ```
 */
function readContainer(data: Uint8Array, curve: Curve): EciesMessage | undefined {
  const [container, ...others] = unlessMalformed(() => readTlvs(data)) ?? []
  const [oid, publicKey, cipher, mac] = container ? children(container, 0xa6, [0x06, 0x7f49, 0x86, 0x8e]) : []
  const [point] = publicKey ? children(publicKey, 0x7f49, [0x86]) : []
  if (others.length > 0 || !oid || !point || !cipher || !mac) return undefined
  if (toHex(oid.value) !== curve.oid || cipher.value[0] !== ELC_PADDING_INDICATOR) return undefined
  return { ephemeralPoint: point.value, cipher: cipher.value.subarray(1), mac: mac.value }
}

/** The data objects in `parent`, if it has that tag and they exactly these. */
function children(parent: Tlv, tag: number, tags: readonly number[]): readonly Tlv[] {
  if (parent.tag !== tag) return []
  const found = unlessMalformed(() => childrenOf(parent)) ?? []
  return found.length === tags.length && found.every((child, i) => child.tag === tags[i]) ? found : []
}
