import { uint16 } from '../../../src/bytes/big-endian.js'
import { concat } from '../../../src/bytes/concat.js'
import { context, contextPrimitive, integer, octetString, sequence, utf8String } from '../../../src/bytes/der-writer.js'
import { fromHex } from '../../../src/bytes/hex.js'
import { encodeTlv } from '../../../src/bytes/tlv.js'
import { bitList, privateKeyObject, tokenInfo } from './pkcs15-objects.js'
import type { KeyPlan, PasswordPlan, Pkcs15Plan } from './token-plan.js'

/** Path of the application from the MF. */
const APPLICATION = '3f005015'
const PKCS15_AID = 'a000000063504b43532d3135'
const fids = {
  application: 0x5015,
  objects: 0x5031,
  info: 0x5032,
  passwords: 0x5034,
  keys: 0x5035,
  certificates: 0x5038,
}
const FIRST_CERTIFICATE = 0xc000
const DIRECTORY = 0x2f00

// Numbers of named bits in PKCS#15 v1.1 §6.
const PASSWORD = { local: 1, initialized: 4, unblocking: 6 } as const
const OBJECT_IS_PRIVATE = 0
const ASCII_NUMERIC = encodeTlv(0x0a, Uint8Array.of(1))

/** Folders of the card with their elementary files: file identifier → body. */
export interface Pkcs15Files {
  readonly master: ReadonlyMap<number, Uint8Array>
  readonly application: ReadonlyMap<number, Uint8Array>
  /** File identifier of the application. */
  readonly applicationId: number
}

/** Writes what the card says of itself. */
export function pkcs15Files(plan: Pkcs15Plan): Pkcs15Files {
  const { passwords, keys } = plan
  return {
    applicationId: fids.application,
    master: new Map([[DIRECTORY, directoryBody(plan)]]),
    application: new Map([
      [fids.objects, objectDirectoryBody()],
      [fids.info, tokenInfo(plan)],
      [fids.passwords, concat(...passwords.map((password, i) => passwordObjects(password, i + 1, passwords.length)))],
      [fids.keys, concat(...keys.map((key, i) => privateKeyObject(key, { ...placeOf(key, plan), reference: i + 1 })))],
      [fids.certificates, concat(...keys.map(certificateObject))],
      ...keys.map(({ certificate }, i): [number, Uint8Array] => [FIRST_CERTIFICATE + i, certificate]),
    ]),
  }
}

function directoryBody({ label }: Pkcs15Plan): Uint8Array {
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

/** A password and, behind it, its PUK. `count`: passwords of the card; the ids of the PUKs come after theirs. */
function passwordObjects({ name, kind, puk, reference }: PasswordPlan, id: number, count: number): Uint8Array {
  const common = [...(kind === 'local' ? [PASSWORD.local] : []), PASSWORD.initialized]
  const own = passwordObject({ name, id, ...(puk !== undefined && { pukId: id + count }), flags: common, reference })
  if (puk === undefined) return own
  const unblocking = { name: `PUK of ${name}`, id: id + count, flags: [...common, PASSWORD.unblocking], reference }
  return concat(own, passwordObject({ ...unblocking, shortest: puk.length }))
}

interface PasswordObject {
  readonly name: string
  readonly id: number
  /** The PUK opens the PIN as an object: that is how OpenSC finds it. */
  readonly pukId?: number
  readonly flags: readonly number[]
  readonly shortest?: number
  readonly reference: number
}

function passwordObject({ name, id, pukId, flags, shortest = 6, reference }: PasswordObject): Uint8Array {
  return sequence(
    sequence(
      utf8String(name),
      bitList(OBJECT_IS_PRIVATE),
      ...(pukId === undefined ? [] : [octetString(Uint8Array.of(pukId))]),
    ),
    sequence(octetString(Uint8Array.of(id))),
    context(
      1,
      sequence(
        bitList(...flags),
        ASCII_NUMERIC,
        integer(shortest),
        integer(8),
        integer(8),
        // In one byte, although DER would want two above 7F: so cards write it.
        contextPrimitive(0, Uint8Array.of(reference)),
        sequence(octetString(fromHex(APPLICATION))),
      ),
    ),
  )
}

function placeOf(
  { password }: Pkcs15Plan['keys'][number],
  { passwords }: Pkcs15Plan,
): { holder: number; path: string } {
  return { holder: passwords.findIndex(({ name }) => name === password) + 1, path: APPLICATION }
}

function certificateObject({ name, id }: KeyPlan, index: number): Uint8Array {
  return sequence(
    sequence(utf8String(name)),
    sequence(octetString(fromHex(id))),
    context(1, sequence(path(FIRST_CERTIFICATE + index))),
  )
}

/** A file of the application. */
function path(fid: number): Uint8Array {
  return sequence(octetString(concat(fromHex(APPLICATION), uint16(fid))))
}
