import { concat } from '../../../src/bytes/concat.js'
import {
  bitString,
  context,
  contextPrimitive,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  utf8String,
} from '../../../src/bytes/der-writer.js'
import { fromHex } from '../../../src/bytes/hex.js'
import { encodeTlv } from '../../../src/bytes/tlv.js'
import type {
  DescribedAlgorithm,
  DescribedKey,
  DescribedPassword,
  InformationApplication,
} from './information-application.js'

/*
 * Bodies of the files of a DF.CIA (ISO 7816-15 §8, gemSpec_HBA_ObjSys). References of keys, passwords and algorithms stand
 * in one byte although DER would want two above 7F: cards write them so, and their readers expect it.
 */

/** [APPLICATION 15]. */
const APPLICATION_IDENTIFIER = 0x4f

/** PasswordType ENUMERATED: iso9564-1, the format-2 block. */
const FORMAT_2 = encodeTlv(0x0a, Uint8Array.of(4))

// Numbers of named bits in ISO 7816-15.
const CARD = { authRequired: 1, randomNumbers: 2 } as const
const PASSWORD = {
  local: 1,
  changeDisabled: 2,
  unblockDisabled: 3,
  initialized: 4,
  needsPadding: 5,
  unblockingPassword: 6,
  exchangeRefData: 11,
  resetRetryCounter2: 13,
} as const
const KEY = { sensitive: 0, alwaysSensitive: 2, neverExtractable: 3, cardGenerated: 4 } as const
const USAGE = { decipher: 1, sign: 2 } as const
const ACCESS = { execute: 2, computeSignature: 5, decipher: 7, internalAuthenticate: 9 } as const
const OPERATION = { sign: 1, decipher: 5 } as const
const OBJECT_IS_PRIVATE = 0
const AUTHENTICATION_BY_USER = 2

/** EF.CIA.CIAInfo: what this application is and which algorithms its keys know. */
export function ciaInfoBody(application: InformationApplication): Uint8Array {
  const { label, aid, environment, algorithms } = application
  return sequence(
    integer(1),
    contextPrimitive(0, Buffer.from(label, 'utf8')),
    bitList(CARD.authRequired, CARD.randomNumbers),
    ...(environment === undefined ? [] : [sequence(sequence(integer(environment), octetString(fromHex(aid))))]),
    context(2, ...algorithms.map(algorithmInfo)),
  )
}

/** EF.OD: where passwords ([8]), private keys ([0]) and certificates ([4]) are described. */
export function objectDirectoryBody(): Uint8Array {
  const path = (fid: string): Uint8Array => sequence(octetString(fromHex(fid)))
  return concat(context(8, path('5034')), context(0, path('5035')), context(4, path('5038')))
}

/** EF.AOD: the PIN and its PUK. */
export function authenticationObjectsBody({ aid, password }: InformationApplication): Uint8Array {
  return concat(pinObject(aid, password), pukObject(aid, password))
}

/** EF.PrKD: the private keys. @param signatures - how many one entry of PIN.QES opens (userConsent) */
export function privateKeysBody(application: InformationApplication, signatures: number): Uint8Array {
  return concat(...application.keys.map((key) => privateKeyObject(application, key, signatures)))
}

/** EF.CD: the certificates and the keys they belong to. */
export function certificatesBody({ aid, keys }: InformationApplication): Uint8Array {
  const location = (fid: string): Uint8Array =>
    context(1, encodeTlv(APPLICATION_IDENTIFIER, fromHex(aid)), octetString(fromHex(fid)))
  return concat(
    ...keys.map((key) =>
      sequence(
        sequence(utf8String(key.certificate)),
        sequence(octetString(Uint8Array.of(key.reference))),
        context(1, sequence(sequence(location(key.certificateFid)))),
      ),
    ),
  )
}

function pinObject(aid: string, { pin, reference, pinId, pukId, local }: DescribedPassword): Uint8Array {
  return sequence(
    sequence(utf8String(pin), octetString(Uint8Array.of(pukId))),
    passwordIdentifier(pinId, local),
    context(
      1,
      sequence(
        bitList(
          ...(local ? [PASSWORD.local] : []),
          PASSWORD.initialized,
          PASSWORD.needsPadding,
          PASSWORD.exchangeRefData,
        ),
        FORMAT_2,
        integer(6),
        integer(8),
        integer(8),
        ...passwordStorage(reference, local, aid),
      ),
    ),
  )
}

function pukObject(aid: string, { puk, reference, pukId, local }: DescribedPassword): Uint8Array {
  return sequence(
    sequence(utf8String(puk)),
    passwordIdentifier(pukId, local),
    context(
      1,
      sequence(
        bitList(
          ...(local ? [PASSWORD.local] : []),
          PASSWORD.changeDisabled,
          PASSWORD.unblockDisabled,
          PASSWORD.initialized,
          PASSWORD.needsPadding,
          PASSWORD.unblockingPassword,
          PASSWORD.resetRetryCounter2,
        ),
        FORMAT_2,
        integer(8),
        integer(8),
        ...passwordStorage(reference, local, aid),
      ),
    ),
  )
}

function passwordIdentifier(id: number, local: boolean): Uint8Array {
  return sequence(octetString(Uint8Array.of(id)), ...(local ? [contextPrimitive(0, Uint8Array.of(1))] : []))
}

function passwordStorage(reference: number, local: boolean, aid: string): Uint8Array[] {
  const padding = octetString(Uint8Array.of(0xff))
  return [contextPrimitive(0, Uint8Array.of(reference)), padding, ...(local ? [folderPath(aid)] : [])]
}

function privateKeyObject(application: InformationApplication, key: DescribedKey, signatures: number): Uint8Array {
  const { aid, environment, password } = application
  const holder = octetString(Uint8Array.of(password.pinId))
  const userAuthentication = bitList(AUTHENTICATION_BY_USER)
  const condition = context(
    1,
    holder,
    sequence(userAuthentication, ...(environment === undefined ? [] : [integer(environment)])),
  )
  const parts = [
    sequence(
      utf8String(key.privateKey),
      bitList(OBJECT_IS_PRIVATE),
      holder,
      ...(environment === undefined ? [] : [integer(signatures)]),
      sequence(sequence(keyUses[key.use].accessMode, condition)),
    ),
    sequence(
      octetString(Uint8Array.of(key.reference)),
      keyUses[key.use].usage,
      bitList(KEY.sensitive, KEY.alwaysSensitive, KEY.neverExtractable, KEY.cardGenerated),
      byteInteger(key.reference),
      context(1, ...key.algorithms.map(byteInteger)),
    ),
    context(1, sequence(folderPath(aid), ...(key.algorithm === 'rsa' ? [integer(2048)] : []))),
  ]
  // PrivateKeyChoice: RSA is the untagged alternative, elliptic curves are [0].
  return key.algorithm === 'rsa' ? sequence(...parts) : context(0, ...parts)
}

/** AccessMode (which commands) and KeyUsageFlags (what for). */
const keyUses = {
  sign: { accessMode: bitList(ACCESS.execute, ACCESS.computeSignature), usage: bitList(USAGE.sign) },
  signAndLogin: {
    accessMode: bitList(ACCESS.execute, ACCESS.computeSignature, ACCESS.internalAuthenticate),
    usage: bitList(USAGE.sign),
  },
  decipher: { accessMode: bitList(ACCESS.execute, ACCESS.decipher), usage: bitList(USAGE.decipher) },
} as const

function algorithmInfo(algorithm: DescribedAlgorithm): Uint8Array {
  return sequence(
    integer(algorithm.reference),
    // Mechanism numbers from 80000000 on stand in four bytes.
    encodeTlv(0x02, mechanismBytes(algorithm.mechanism)),
    algorithm.parameters === 'sha256AndMgf1' ? sha256AndMgf1() : nullValue(),
    bitList(OPERATION[algorithm.operation]),
    objectIdentifier(algorithm.oid),
    byteInteger(algorithm.cosAlgorithm),
  )
}

function mechanismBytes(mechanism: number): Uint8Array {
  return fromHex(mechanism.toString(16).padStart(mechanism > 0xff ? 8 : 2, '0'))
}

function sha256AndMgf1(): Uint8Array {
  const sha256 = sequence(objectIdentifier('2.16.840.1.101.3.4.2.1'), nullValue())
  return sequence(context(0, sha256), context(1, sequence(objectIdentifier('1.2.840.113549.1.1.8'), sha256)))
}

/** Path of an application as a whole: its AID and no file in it. */
function folderPath(aid: string): Uint8Array {
  return sequence(context(1, encodeTlv(APPLICATION_IDENTIFIER, fromHex(aid)), octetString(new Uint8Array(0))))
}

/** A named bit list (X.690 §11.2.2): no zero bits after the last that is set. */
function bitList(...bits: readonly number[]): Uint8Array {
  const length = Math.max(...bits) + 1
  const bytes = new Uint8Array(Math.ceil(length / 8))
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
  return bitString(bytes, bytes.length * 8 - length)
}

/** An INTEGER of one byte, whatever its first bit. */
function byteInteger(value: number): Uint8Array {
  return encodeTlv(0x02, Uint8Array.of(value))
}
