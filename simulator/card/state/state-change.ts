import { SimulatorError } from '../simulator-error.js'

/** One record as it is stored. */
export interface StoredRecord {
  /** Lower-case hex. */
  readonly value: string
  readonly active: boolean
}

/** Everything of an object that outlives a power-off. Bytes are lower-case hex. */
export interface StoredFields {
  readonly secret: string
  readonly retryCounter: number
  readonly pukUsage: number
  readonly transportStatus: string
  readonly flagEnabled: boolean
  /** A transparent file from its first byte to the logical end of file. */
  readonly body: string
  readonly records: readonly StoredRecord[]
  readonly pointInTime: string
  /** active, deactivated or terminated; of any object, and of the card. */
  readonly lifeCycleStatus: string
  /** True after DELETE; the object and all in it are gone for ever. */
  readonly deleted: boolean
  /** Statistics: successful signatures of a key. */
  readonly signatures: number
  /** Statistics: successful VERIFY commands of a password. */
  readonly verifications: number
  /** Statistics: wrong secrets sent by VERIFY. */
  readonly failedVerifications: number
}

/** New values of some fields of one object; `card` is the card itself. */
export type StateChange = { readonly path: string } & Partial<StoredFields>

/** Address under which the card's own fields are stored. */
export const CARD_PATH = 'card'

const fieldTypes: Readonly<Record<keyof StoredFields, 'string' | 'number' | 'boolean' | 'records'>> = {
  secret: 'string',
  retryCounter: 'number',
  pukUsage: 'number',
  transportStatus: 'string',
  flagEnabled: 'boolean',
  body: 'string',
  records: 'records',
  pointInTime: 'string',
  lifeCycleStatus: 'string',
  deleted: 'boolean',
  signatures: 'number',
  verifications: 'number',
  failedVerifications: 'number',
}

/**
 * Checks a change that came from a state file.
 *
 * @throws SimulatorError `stateInvalid` on any field or type that this card does not write.
 */
export function readStateChange(value: unknown): StateChange {
  if (!isObject(value) || typeof value['path'] !== 'string') throw malformed('a change without path')
  for (const [name, field] of Object.entries(value)) {
    if (name !== 'path' && !hasFieldType(name, field)) throw malformed(`field ${name}`)
  }
  // Every own property has just been checked against the table of fields.
  return value as StateChange
}

function hasFieldType(name: string, field: unknown): boolean {
  if (!Object.hasOwn(fieldTypes, name)) return false
  const type = fieldTypes[name as keyof StoredFields]
  return type === 'records' ? Array.isArray(field) && field.every(isStoredRecord) : typeof field === type
}

function isStoredRecord(value: unknown): boolean {
  return isObject(value) && typeof value['value'] === 'string' && typeof value['active'] === 'boolean'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function malformed(what: string): SimulatorError {
  return new SimulatorError('stateInvalid', `the state holds ${what} that this card does not write`)
}
