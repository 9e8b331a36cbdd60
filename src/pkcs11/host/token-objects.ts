import {
  type Attribute,
  CKR,
  type Cryptoki,
  failedWith,
  type Handle,
  handleText,
  inCall,
  ulongValue,
} from './cryptoki.js'

/** Nobody carries that many certificates: a list that goes on is a fault of the module. */
const MOST_OBJECTS = 4096
const AT_ONCE = 64
/** All values together; a frame takes 16 MiB. */
const MOST_BYTES = 12 * 1024 * 1024
/** One value; a certificate has two thousand bytes or so. */
const LONGEST_VALUE = 64 * 1024
const LONGEST_LABEL = 256

const CKA_CLASS = 0x00
const CKA_LABEL = 0x03
const CKA_VALUE = 0x11
const CKA_CERTIFICATE_TYPE = 0x80
const CKA_KEY_TYPE = 0x100
const CKA_ID = 0x102
const CKA_DECRYPT = 0x105
const CKA_SIGN = 0x108
const CKA_DERIVE = 0x10c
const CKA_MODULUS = 0x120
const CKA_PUBLIC_EXPONENT = 0x122
const CKA_EC_PARAMS = 0x180
const CKA_EC_POINT = 0x181
const CKA_ALWAYS_AUTHENTICATE = 0x202
const CKC_X_509 = 0

/** What tokens say of an attribute that they do not have or do not tell. */
const missing = [CKR.ATTRIBUTE_TYPE_INVALID, CKR.ATTRIBUTE_SENSITIVE, CKR.ATTRIBUTE_VALUE_INVALID]

const objectClasses = { certificate: 1, publicKey: 2, privateKey: 3 } as const
type Kind = keyof typeof objectClasses

/** Key types, by which it is known what else to ask for. */
const CKK_RSA = 0
const CKK_EC = 3
const ofKey = { [CKK_RSA]: [CKA_MODULUS, CKA_PUBLIC_EXPONENT], [CKK_EC]: [CKA_EC_PARAMS, CKA_EC_POINT] } as const

/** Attributes that are flags → their names. */
const flagNames = new Map([
  [CKA_SIGN, 'signs'],
  [CKA_DECRYPT, 'deciphers'],
  [CKA_DERIVE, 'derives'],
  [CKA_ALWAYS_AUTHENTICATE, 'alwaysAuthenticate'],
] as const)
/** Attributes that are bytes → their names. */
const bytesNames = new Map([
  [CKA_ID, 'id'],
  [CKA_VALUE, 'value'],
  [CKA_EC_PARAMS, 'ecParams'],
  [CKA_EC_POINT, 'ecPoint'],
  [CKA_MODULUS, 'modulus'],
  [CKA_PUBLIC_EXPONENT, 'publicExponent'],
] as const)

/** Objects as they travel: `bytes` names the attachments that belong to each, in their order. */
export interface ObjectList {
  readonly objects: readonly object[]
  readonly attachments: readonly Uint8Array[]
}

/** All certificates and keys that are visible now. */
export function listObjects(cryptoki: Cryptoki, session: Handle): ObjectList {
  const list = new GrowingList(cryptoki, session)
  for (const kind of Object.keys(objectClasses) as Kind[]) list.addAll(kind, [])
  return list
}

/** The private keys with that CKA_ID that are visible now. */
export function listPrivateKeys(cryptoki: Cryptoki, session: Handle, id: Buffer): ObjectList {
  const list = new GrowingList(cryptoki, session)
  list.addAll('privateKey', [{ type: CKA_ID, value: id }])
  return list
}

class GrowingList implements ObjectList {
  readonly objects: object[] = []
  readonly attachments: Uint8Array[] = []
  readonly #cryptoki: Cryptoki
  readonly #session: Handle
  #bytes = 0

  constructor(cryptoki: Cryptoki, session: Handle) {
    this.#cryptoki = cryptoki
    this.#session = session
  }

  addAll(kind: Kind, having: readonly Attribute[]): void {
    const template = [{ type: CKA_CLASS, value: objectClasses[kind] }, ...having]
    for (const handle of this.#find(template)) {
      if (this.#bytes > MOST_BYTES) return
      const values = this.#valuesOf(handle, kind)
      if (values) this.#add(handle, kind, values)
    }
  }

  #find(template: readonly Attribute[]): Handle[] {
    const [cryptoki, session] = [this.#cryptoki, this.#session]
    const found: Handle[] = []
    inCall('C_FindObjectsInit', () => {
      cryptoki.C_FindObjectsInit(session, template)
    })
    try {
      while (found.length + this.objects.length < MOST_OBJECTS) {
        const more = inCall('C_FindObjects', () => cryptoki.C_FindObjects(session, AT_ONCE))
        if (more.length === 0) break
        found.push(...more)
      }
    } finally {
      // A search that stays open would refuse the next one.
      inCall('C_FindObjectsFinal', () => {
        cryptoki.C_FindObjectsFinal(session)
      })
    }
    return found.slice(0, MOST_OBJECTS - this.objects.length)
  }

  /** undefined: it is gone meanwhile, or a certificate that is no X.509. */
  #valuesOf(handle: Handle, kind: Kind): Map<number, Buffer> | undefined {
    try {
      if (kind === 'certificate') {
        const values = this.#read(handle, [CKA_CERTIFICATE_TYPE, CKA_ID, CKA_LABEL, CKA_VALUE])
        const type = values.get(CKA_CERTIFICATE_TYPE)
        return type && ulongValue(type) !== CKC_X_509 ? undefined : values
      }
      const abilities = kind === 'privateKey' ? [...flagNames.keys()] : []
      const values = this.#read(handle, [CKA_KEY_TYPE, CKA_ID, CKA_LABEL, ...abilities])
      const keyType = ulongValue(values.get(CKA_KEY_TYPE) ?? Buffer.alloc(0))
      const more = keyType === CKK_RSA || keyType === CKK_EC ? ofKey[keyType] : []
      return new Map([...values, ...this.#read(handle, more)])
    } catch (error) {
      if (failedWith(error, CKR.OBJECT_HANDLE_INVALID)) return undefined
      throw error
    }
  }

  /** All at once where the token has them all, else one by one: one that is missing spoils the call. */
  #read(handle: Handle, types: readonly number[]): Map<number, Buffer> {
    const values = this.#readOnce(handle, types) ?? types.flatMap((type) => this.#readOnce(handle, [type]) ?? [])
    return new Map(
      values.flatMap(({ type, value }) =>
        Buffer.isBuffer(value) && value.length <= LONGEST_VALUE ? [[type, value]] : [],
      ),
    )
  }

  #readOnce(handle: Handle, types: readonly number[]): readonly Attribute[] | undefined {
    if (types.length === 0) return []
    try {
      const wanted = types.map((type) => ({ type }))
      return inCall('C_GetAttributeValue', () => this.#cryptoki.C_GetAttributeValue(this.#session, handle, wanted))
    } catch (error) {
      if (failedWith(error, ...missing)) return undefined
      throw error
    }
  }

  #add(handle: Handle, kind: Kind, values: ReadonlyMap<number, Buffer>): void {
    const keyType = ulongValue(values.get(CKA_KEY_TYPE) ?? Buffer.alloc(0))
    const flags = [...flagNames].flatMap(([type, name]) => {
      const value = values.get(type)?.[0]
      return value === undefined ? [] : [[name, value !== 0] as const]
    })
    const bytes = [...bytesNames].flatMap(([type, name]) => {
      const value = values.get(type)
      if (!value) return []
      this.attachments.push(value)
      this.#bytes += value.length
      return [name]
    })
    const label = values.get(CKA_LABEL)?.toString('utf8').slice(0, LONGEST_LABEL) ?? ''
    const facts = { handle: handleText(handle), kind, label, ...(keyType !== undefined && { keyType }) }
    this.objects.push({ ...facts, ...Object.fromEntries(flags), bytes })
  }
}
