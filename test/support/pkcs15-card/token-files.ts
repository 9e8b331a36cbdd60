import { concat } from '../../../src/bytes/concat.js'
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
import { encodeTlv } from '../../../src/bytes/tlv.js'
import type { KeyPlan, PasswordPlan, TokenPlan } from './token-plan.js'

/** Path of the application from the MF. */
const APPLICATION = '3f005015'
const PKCS15_AID = 'a000000063504b43532d3135'
const fids = { application: 0x5015, objects: 0x5031, info: 0x5032, passwords: 0x5034, keys: 0x5035, certificates: 0x5038 }
const FIRST_CERTIFICATE = 0xc000
const DIRECTORY = 0x2f00

// Numbers of named bits in PKCS#15 v1.1 §6.
const PASSWORD = { local: 1, initialized: 4, unblocking: 6, so: 7 } as const
const TOKEN = { readOnly: 0, loginRequired: 1 } as const
const OBJECT_IS_PRIVATE = 0
const KEY = { sensitive: 0, alwaysSensitive: 2, neverExtractable: 3 } as const
const USAGE = { sign: 2, nonRepudiation: 9 } as const
const ASCII_NUMERIC = encodeTlv(0x0a, Uint8Array.of(1))

/** Folders of the card with their elementary files: file identifier → body. */
export interface TokenFiles {
  readonly master: ReadonlyMap<number, Uint8Array>
  readonly application: ReadonlyMap<number, Uint8Array>
  /** File identifier of the application. */
  readonly applicationId: number
}

/** Writes what the card says of itself (PKCS#15 v1.1, which is ISO 7816-15). */
export function tokenFiles(plan: TokenPlan): TokenFiles {
  return {
    applicationId: fids.application,
    master: new Map([[DIRECTORY, directoryBody(plan)]]),
    application: new Map([
      [fids.objects, objectDirectoryBody()],
      [fids.info, tokenInfoBody(plan)],
      [fids.passwords, concat(...plan.passwords.map((password, i) => passwordObjects(password, i, plan)))],
      [fids.keys, concat(...plan.keys.map((key) => privateKeyObject(key, plan)))],
      [fids.certificates, concat(...plan.keys.map(certificateObject))],
      ...plan.keys.map(({ certificate }, i): [number, Uint8Array] => [FIRST_CERTIFICATE + i, certificate]),
    ]),
  }
}

function directoryBody({ label }: TokenPlan): Uint8Array {
  return encodeTlv(
    0x61,
    encodeTlv(0x4f, fromHex(PKCS15_AID)),
    encodeTlv(0x50, Buffer.from(label, 'utf8')),
    encodeTlv(0x51, fromHex(APPLICATION)),
  )
}

function objectDirectoryBody(): Uint8Array {
  const reference = (tag: number, fid: number): Uint8Array => context(tag, path(fid))
  return concat(reference(8, fids.passwords), reference(0, fids.keys), reference(4, fids.certificates))
}

function tokenInfoBody({ label, serial }: TokenPlan): Uint8Array {
  return sequence(
    integer(0),
    octetString(fromHex(serial)),
    utf8String('ehba tests'),
    contextPrimitive(0, Buffer.from(label, 'utf8')),
    bitList(TOKEN.readOnly, TOKEN.loginRequired),
  )
}

/** A password and, behind it, its PUK. */
function passwordObjects(password: PasswordPlan, index: number, plan: TokenPlan): Uint8Array {
  const { name, kind, puk, reference } = password
  const local = kind === 'local' ? [PASSWORD.local] : []
  const so = kind === 'so' ? [PASSWORD.so] : []
  const id = index + 1
  const own = passwordObject({
    name,
    id,
    // The PUK opens the PIN as an object: that is how OpenSC finds it.
    openedBy: puk === undefined ? [] : [octetString(Uint8Array.of(pukId(id, plan)))],
    flags: [...local, PASSWORD.initialized, ...so],
    length: [6, 8],
    reference,
  })
  if (puk === undefined) return own
  const unblocking = passwordObject({
    name: `PUK of ${name}`,
    id: pukId(id, plan),
    openedBy: [],
    flags: [...local, PASSWORD.initialized, PASSWORD.unblocking],
    length: [puk.length, puk.length],
    reference,
  })
  return concat(own, unblocking)
}

interface PasswordObject {
  readonly name: string
  readonly id: number
  readonly openedBy: readonly Uint8Array[]
  readonly flags: readonly number[]
  readonly length: readonly [least: number, most: number]
  readonly reference: number
}

function passwordObject({ name, id, openedBy, flags, length, reference }: PasswordObject): Uint8Array {
  const [least, most] = length
  return sequence(
    sequence(utf8String(name), bitList(OBJECT_IS_PRIVATE), ...openedBy),
    sequence(octetString(Uint8Array.of(id))),
    context(
      1,
      sequence(
        bitList(...flags),
        ASCII_NUMERIC,
        integer(least),
        integer(most),
        integer(most),
        // In one byte, although DER would want two above 7F: so cards write it, and OpenSC reads a number below zero else.
        contextPrimitive(0, Uint8Array.of(reference)),
        sequence(octetString(fromHex(APPLICATION))),
      ),
    ),
  )
}

function privateKeyObject(key: KeyPlan, plan: TokenPlan): Uint8Array {
  const holder = plan.passwords.findIndex(({ name }) => name === key.password) + 1
  const elliptic = key.privateKey.asymmetricKeyType === 'ec'
  const parts = [
    sequence(
      utf8String(key.name),
      bitList(OBJECT_IS_PRIVATE),
      octetString(Uint8Array.of(holder)),
      ...(key.eachSignature ? [integer(1)] : []),
    ),
    sequence(
      octetString(fromHex(key.id)),
      bitList(USAGE.sign, ...(key.eachSignature ? [USAGE.nonRepudiation] : [])),
      bitList(KEY.sensitive, KEY.alwaysSensitive, KEY.neverExtractable),
      integer(key.reference),
    ),
    context(
      1,
      sequence(sequence(octetString(fromHex(APPLICATION))), ...(elliptic ? [] : [integer(modulusBits(key))])),
    ),
  ]
  // PrivateKeyChoice: RSA is the untagged alternative, elliptic curves are [0].
  return elliptic ? context(0, ...parts) : sequence(...parts)
}

function certificateObject({ name, id }: KeyPlan, index: number): Uint8Array {
  return sequence(
    sequence(utf8String(name.replace('PrK', 'C'))),
    sequence(octetString(fromHex(id))),
    context(1, sequence(path(FIRST_CERTIFICATE + index))),
  )
}

/** A file of the application. */
function path(fid: number): Uint8Array {
  return sequence(octetString(concat(fromHex(APPLICATION), Uint8Array.of(fid >> 8, fid & 0xff))))
}

function pukId(passwordId: number, { passwords }: TokenPlan): number {
  return passwordId + passwords.length
}

function modulusBits({ privateKey }: KeyPlan): number {
  return privateKey.asymmetricKeyDetails?.modulusLength ?? 0
}

/** A named bit list (X.690 §11.2.2): no zero bits after the last that is set. */
function bitList(...bits: readonly number[]): Uint8Array {
  const length = Math.max(...bits) + 1
  const bytes = new Uint8Array(Math.ceil(length / 8))
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
  return bitString(bytes, bytes.length * 8 - length)
}
