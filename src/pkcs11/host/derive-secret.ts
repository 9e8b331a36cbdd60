import { type Attribute, CKR, type Cryptoki, failedWith, type Handle, inCall } from './cryptoki.js'
import { deriveMechanism } from './mechanisms.js'

const CKA_CLASS = 0x00
const CKA_TOKEN = 0x01
const CKA_VALUE = 0x11
const CKA_KEY_TYPE = 0x100
const CKA_SENSITIVE = 0x103
const CKA_VALUE_LEN = 0x161
const CKA_EXTRACTABLE = 0x162
const CKO_SECRET_KEY = 4
const CKK_GENERIC_SECRET = 0x10
const DER_OCTET_STRING = 0x04

/**
 * The x coordinate that a private key and a point come to, as long as the curve's coordinates are. The caller overwrites it.
 *
 * @param point - uncompressed: 04 │ x │ y
 */
export function deriveSecret(cryptoki: Cryptoki, session: Handle, key: Handle, point: Buffer): Buffer {
  const lengthBytes = Math.max(0, Math.floor((point.length - 1) / 2))
  const secret = deriveEither(cryptoki, session, key, point, lengthBytes)
  try {
    const [attribute] = inCall('C_GetAttributeValue', () =>
      cryptoki.C_GetAttributeValue(session, secret, [{ type: CKA_VALUE }]),
    )
    return padded(attribute?.value, lengthBytes)
  } finally {
    inCall('C_DestroyObject', () => {
      cryptoki.C_DestroyObject(session, secret)
    })
  }
}

/** The standard allows the point as it is and wrapped into an OCTET STRING; modules take one of them, or both. */
function deriveEither(cryptoki: Cryptoki, session: Handle, key: Handle, point: Buffer, lengthBytes: number): Handle {
  const template: Attribute[] = [
    { type: CKA_CLASS, value: CKO_SECRET_KEY },
    { type: CKA_KEY_TYPE, value: CKK_GENERIC_SECRET },
    { type: CKA_TOKEN, value: false },
    { type: CKA_SENSITIVE, value: false },
    { type: CKA_EXTRACTABLE, value: true },
    { type: CKA_VALUE_LEN, value: lengthBytes },
  ]
  const deriveWith = (publicData: Buffer): Handle =>
    inCall('C_DeriveKey', () => cryptoki.C_DeriveKey(session, deriveMechanism(publicData), key, template))
  try {
    return deriveWith(point)
  } catch (error) {
    if (!failedWith(error, CKR.MECHANISM_PARAM_INVALID, CKR.ARGUMENTS_BAD)) throw error
    return deriveWith(octetString(point))
  }
}

function octetString(point: Buffer): Buffer {
  const length = point.length < 0x80 ? [point.length] : [0x81, point.length]
  return Buffer.from([DER_OCTET_STRING, ...length, ...point])
}

/** Some modules leave out zeros at the start. */
function padded(value: Attribute['value'], lengthBytes: number): Buffer {
  if (!Buffer.isBuffer(value) || value.length > lengthBytes) throw new Error('a derived secret of another length')
  const whole = Buffer.alloc(lengthBytes)
  whole.set(value, lengthBytes - value.length)
  value.fill(0)
  return whole
}
