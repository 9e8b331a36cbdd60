import { stillCopy } from '../bytes/still-bytes.js'
import type { Frame } from './frame.js'
import type { ModuleAnswer } from './module-calls.js'
import { ProtocolError } from './protocol-error.js'
import type { MechanismFacts, ModuleFacts, SlotFacts, TokenFacts, TokenObject } from './token-module.js'

/*
 * What the process of a module says, believed only as far as it has the right form: vendors' code runs in there. Every
 * function throws ProtocolError with the path in the header.
 */

/** Makes something of a result. Attachments are views that are overwritten afterwards. */
export type ReadAnswer<T> = (result: unknown, attachments: Frame['attachments']) => T

const LONGEST_TEXT = 256
const HIGHEST_ULONG = 0xffffffff

/** One JSON object, read field by field. */
class Fields {
  readonly #values: Readonly<Record<string, unknown>>
  readonly #where: string

  constructor(value: unknown, where: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ProtocolError('no object', where)
    this.#values = value as Readonly<Record<string, unknown>>
    this.#where = where
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#values, name)
  }

  get(name: string): unknown {
    return this.has(name) ? this.#values[name] : undefined
  }

  at(name: string): string {
    return `${this.#where}.${name}`
  }

  /** Trimmed, without control characters. */
  text(name: string): string {
    const value = this.get(name)
    if (typeof value !== 'string') throw new ProtocolError('no text', this.at(name))
    return value
      .replace(/\p{Cc}/gu, '')
      .trim()
      .slice(0, LONGEST_TEXT)
  }

  number(name: string): number {
    const value = this.get(name)
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > HIGHEST_ULONG) {
      throw new ProtocolError('no number of 32 bits', this.at(name))
    }
    return value
  }

  numberOrNull(name: string): number | null {
    return this.get(name) === null ? null : this.number(name)
  }

  flag(name: string): boolean {
    const value = this.get(name)
    if (typeof value !== 'boolean') throw new ProtocolError('no flag', this.at(name))
    return value
  }

  /** A CK_ULONG as a decimal text. */
  handle(name: string): string {
    const value = this.get(name)
    if (typeof value !== 'string' || !/^\d{1,20}$/.test(value)) throw new ProtocolError('no handle', this.at(name))
    return value
  }

  oneOf<T extends string>(name: string, choice: readonly T[]): T {
    const found = choice.find((one) => one === this.get(name))
    if (found === undefined) throw new ProtocolError('not one of those known', this.at(name))
    return found
  }

  /** `read` of that field, where it is there. */
  optional<N extends string, T>(name: N, read: (name: N) => T): Partial<Record<N, T>> {
    return this.has(name) ? ({ [name]: read(name) } as Partial<Record<N, T>>) : {}
  }
}

function listAt(value: unknown, where: string): readonly Fields[] {
  if (!Array.isArray(value)) throw new ProtocolError('no list', where)
  return value.map((entry, index) => new Fields(entry, `${where}[${index}]`))
}

/** The header of any answer. */
export function readAnswer(header: unknown): ModuleAnswer {
  const fields = new Fields(header, 'answer')
  if (fields.has('result')) return { result: fields.get('result') }
  if (fields.has('ckr')) {
    const call = fields.text('call')
    if (!/^C_[A-Za-z]+$/.test(call)) throw new ProtocolError('no function of PKCS#11', fields.at('call'))
    return { ckr: fields.number('ckr'), call }
  }
  if (fields.has('unusable')) return { unusable: fields.text('unusable') }
  if (fields.has('missing')) return { missing: fields.oneOf('missing', ['pkcs11js', 'koffi']) }
  return { bug: fields.text('bug') }
}

export function readModuleFacts(result: unknown): ModuleFacts {
  const fields = new Fields(result, 'facts')
  return {
    cryptokiVersion: fields.text('cryptokiVersion'),
    manufacturer: fields.text('manufacturer'),
    description: fields.text('description'),
    version: fields.text('version'),
  }
}

export function readSlots(result: unknown): SlotFacts[] {
  return listAt(result, 'slots').map((fields) => ({
    slot: fields.handle('slot'),
    description: fields.text('description'),
    manufacturer: fields.text('manufacturer'),
    removable: fields.flag('removable'),
    token: fields.has('token') ? readToken(fields.get('token'), fields.at('token')) : undefined,
  }))
}

export function readToken(result: unknown, where = 'token'): TokenFacts {
  const fields = new Fields(result, where)
  return {
    label: fields.text('label'),
    manufacturer: fields.text('manufacturer'),
    model: fields.text('model'),
    serial: fields.text('serial'),
    flags: fields.number('flags'),
    minPinBytes: fields.numberOrNull('minPinBytes'),
    maxPinBytes: fields.numberOrNull('maxPinBytes'),
    firmware: fields.text('firmware'),
  }
}

export function readMechanisms(result: unknown): MechanismFacts[] {
  return listAt(result, 'mechanisms').map((fields) => ({
    type: fields.number('type'),
    minKeySize: fields.number('minKeySize'),
    maxKeySize: fields.number('maxKeySize'),
    flags: fields.number('flags'),
  }))
}

/** The number of a session that was opened. */
export function readSessionNumber(result: unknown): number {
  return new Fields({ session: result }, 'open').number('session')
}

const kinds = ['certificate', 'publicKey', 'privateKey'] as const
const bytesNames = ['id', 'value', 'ecParams', 'ecPoint', 'modulus', 'publicExponent'] as const

/** @param attachments - views; what is kept of them is copied */
export function readObjects(result: unknown, attachments: Frame['attachments']): TokenObject[] {
  let next = 0
  const objects = listAt(result, 'objects').map((fields): TokenObject => {
    const named = fields.get('bytes')
    if (!Array.isArray(named)) throw new ProtocolError('no list', fields.at('bytes'))
    const bytes: Partial<Record<(typeof bytesNames)[number], Uint8Array>> = {}
    for (const entry of named) {
      const name = bytesNames.find((known) => known === entry)
      const attachment = attachments[next++]
      if (!name || !attachment) throw new ProtocolError('bytes that are not there', fields.at('bytes'))
      bytes[name] = Uint8Array.from(attachment)
    }
    return {
      handle: fields.handle('handle'),
      kind: fields.oneOf('kind', kinds),
      label: fields.text('label'),
      ...fields.optional('keyType', (name) => fields.number(name)),
      ...fields.optional('signs', (name) => fields.flag(name)),
      ...fields.optional('deciphers', (name) => fields.flag(name)),
      ...fields.optional('derives', (name) => fields.flag(name)),
      ...fields.optional('alwaysAuthenticate', (name) => fields.flag(name)),
      ...bytes,
      id: bytes.id ?? new Uint8Array(0),
    }
  })
  if (next !== attachments.length) throw new ProtocolError('bytes of no object', 'objects')
  return objects
}

/** A copy of the one attachment: a signature or what was deciphered. */
export function readBytes(_result: unknown, attachments: Frame['attachments']): Uint8Array {
  const [bytes] = attachments
  if (!bytes || attachments.length !== 1) throw new ProtocolError('not one array of bytes', 'attachments')
  return stillCopy(bytes)
}

/** Where nothing is answered but that it went well. */
export function readNothing(): undefined {
  return undefined
}
