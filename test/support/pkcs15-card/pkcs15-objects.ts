import {
  bitString,
  context,
  contextPrimitive,
  integer,
  octetString,
  sequence,
  utf8String,
} from '../../../src/bytes/der-writer.js'
import { fromHex } from '../../../src/bytes/hex.js'
import { curveOf } from './sign-as-sc-hsm.js'
import type { KeyPlan, TokenPlan } from './token-plan.js'

/*
 * Objects of PKCS#15 v1.1 (ISO 7816-15) that both test cards write: one of them in the files of that standard, the other
 * one by one in files of its own.
 */

// Numbers of named bits in PKCS#15 v1.1 §6.
const TOKEN = { loginRequired: 1 } as const
const OBJECT_IS_PRIVATE = 0
const KEY = { sensitive: 0, alwaysSensitive: 2, neverExtractable: 3 } as const
const USAGE = { sign: 2, nonRepudiation: 9 } as const

/** TokenInfo. */
export function tokenInfo({ label, serial }: TokenPlan): Uint8Array {
  return sequence(
    integer(0),
    octetString(fromHex(serial)),
    utf8String('ehba tests'),
    contextPrimitive(0, Buffer.from(label, 'utf8')),
    bitList(TOKEN.loginRequired),
  )
}

/** Where a private key is, and who opens it. */
export interface KeyPlace {
  readonly reference: number
  /** authId of the PIN, one byte. */
  readonly holder: number
  /** Path of the key's folder, hex. */
  readonly path: string
}

/** A PrivateKeyType. */
export function privateKeyObject(key: KeyPlan, { reference, holder, path }: KeyPlace): Uint8Array {
  const { asymmetricKeyType, asymmetricKeyDetails } = key.privateKey
  const elliptic = asymmetricKeyType === 'ec'
  const parts = [
    sequence(
      utf8String(key.name),
      bitList(OBJECT_IS_PRIVATE),
      octetString(Uint8Array.of(holder)),
      // userConsent: OpenSC wants the PIN for each use.
      ...(key.eachSignature ? [integer(1)] : []),
    ),
    sequence(
      octetString(fromHex(key.id)),
      bitList(USAGE.sign, ...(key.eachSignature ? [USAGE.nonRepudiation] : [])),
      bitList(KEY.sensitive, KEY.alwaysSensitive, KEY.neverExtractable),
      integer(reference),
    ),
    context(
      1,
      sequence(
        sequence(octetString(fromHex(path))),
        // Without the length of the field OpenSC signs with no elliptic curve, and says "function not supported".
        integer(elliptic ? fieldBits(key) : (asymmetricKeyDetails?.modulusLength ?? 0)),
      ),
    ),
  ]
  // PrivateKeyChoice: RSA is the untagged alternative, elliptic curves are [0].
  return elliptic ? context(0, ...parts) : sequence(...parts)
}

function fieldBits({ privateKey }: KeyPlan): number {
  const curve = curveOf(privateKey)
  return curve ? curve.bytes * 8 : 0
}

/** A named bit list (X.690 §11.2.2): no zero bits after the last that is set. */
export function bitList(...bits: readonly number[]): Uint8Array {
  const length = Math.max(...bits) + 1
  const bytes = new Uint8Array(Math.ceil(length / 8))
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
  return bitString(bytes, bytes.length * 8 - length)
}
