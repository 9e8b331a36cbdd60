import { fromHex, toHex } from '../../../src/bytes/hex.js'
import type { CardImage } from '../image/card-image.js'
import type {
  Password,
  RecordContent,
  RecordFile,
  RegularPassword,
  SecretKey,
  TransparentFile,
  TransportStatus,
} from '../image/object-system.js'
import { allFolders } from '../image/search.js'
import { SimulatorError } from '../simulator-error.js'
import { CARD_PATH, type StateChange, type StoredFields, type StoredRecord } from '../state/state-change.js'
import type { Durability, StateStore } from '../state/state-store.js'
import { LifeCycles } from './life-cycles.js'

/** The changing attributes of a regular password. */
export interface PasswordState {
  readonly secret: Uint8Array | undefined
  readonly retryCounter: number
  readonly pukUsage: number
  readonly transportStatus: TransportStatus
}

/**
 * The persistent attributes of all objects: as delivered in the image, overlaid with what has changed since. Values change
 * only by {@link CardMemory.commit}, and only after the store has them.
 */
export class CardMemory {
  readonly lifeCycles: LifeCycles
  readonly #store: StateStore
  readonly #passwords = new Map<string, PasswordState>()
  readonly #enabled = new Map<string, boolean>()
  readonly #bodies = new Map<string, Uint8Array>()
  readonly #records = new Map<string, readonly RecordContent[]>()
  readonly #statistics = new Map<string, Partial<StoredFields>>()
  #pointInTime: Uint8Array

  /** @throws SimulatorError as {@link StateStore.load}, and `stateInvalid` on an object that the image does not have. */
  constructor(image: CardImage, store: StateStore) {
    this.lifeCycles = new LifeCycles(image)
    this.#store = store
    this.#pointInTime = image.pointInTime
    for (const folder of allFolders(image.root)) {
      for (const password of folder.passwords) this.#addPassword(password)
      for (const file of folder.files) {
        if (file.kind === 'transparent') this.#bodies.set(file.path, file.body)
        else this.#records.set(file.path, file.records)
      }
      for (const key of folder.secretKeys) this.#statistics.set(key.path, {})
    }
    for (const change of store.load(image.digest)) this.#apply(change)
  }

  /** State of a password; a multi-reference password shares that of its target (gemSpec_COS N016.325). */
  password(password: Password): PasswordState {
    return known(this.#passwords, regular(password).path)
  }

  flagEnabled(password: Password): boolean {
    return known(this.#enabled, password.path)
  }

  /** Content of a transparent file up to its logical end. */
  body(file: TransparentFile): Uint8Array {
    return known(this.#bodies, file.path)
  }

  records(file: RecordFile): readonly RecordContent[] {
    return known(this.#records, file.path)
  }

  get pointInTime(): Uint8Array {
    return this.#pointInTime
  }

  /** How many signatures the key has made. */
  signatures(key: SecretKey): number {
    return this.#statistics.get(key.path)?.signatures ?? 0
  }

  /** How often VERIFY has succeeded and failed with the password. */
  verifications(password: Password): { readonly successful: number; readonly failed: number } {
    const counted = this.#statistics.get(password.path)
    return { successful: counted?.verifications ?? 0, failed: counted?.failedVerifications ?? 0 }
  }

  /**
   * Stores and then applies changes, all or none.
   *
   * @throws SimulatorError as {@link StateStore.commit}.
   */
  commit(changes: readonly StateChange[], durability: Durability = 'durable'): void {
    this.#store.commit(changes, durability)
    for (const change of changes) this.#apply(change)
  }

  #addPassword(password: Password): void {
    this.#enabled.set(password.path, password.flagEnabled)
    this.#statistics.set(password.path, {})
    if (password.kind !== 'password') return
    const { secret, retryCounter, pukUsage, transportStatus } = password
    this.#passwords.set(password.path, { secret, retryCounter, pukUsage, transportStatus })
  }

  #apply(change: StateChange): void {
    const { path } = change
    if (!this.lifeCycles.knows(path)) {
      throw new SimulatorError('stateInvalid', `the state speaks of ${path}, the image does not`)
    }
    this.lifeCycles.apply(change)
    const password = this.#passwords.get(path)
    if (password) this.#passwords.set(path, changedPassword(password, change))
    if (change.flagEnabled !== undefined && this.#enabled.has(path)) this.#enabled.set(path, change.flagEnabled)
    if (change.body !== undefined && this.#bodies.has(path)) this.#bodies.set(path, storedBytes(change.body))
    if (change.records && this.#records.has(path)) this.#records.set(path, change.records.map(readRecord))
    if (change.pointInTime !== undefined && path === CARD_PATH) this.#pointInTime = storedBytes(change.pointInTime)
    const statistics = this.#statistics.get(path)
    if (statistics) this.#statistics.set(path, { ...statistics, ...change })
  }
}

/** The password whose secret and counters `password` uses. */
export function regular(password: Password): RegularPassword {
  return password.kind === 'password' ? password : password.target
}

/** Records in the form in which they are stored. */
export function storedRecords(records: readonly RecordContent[]): StoredRecord[] {
  return records.map(({ value, active }) => ({ value: toHex(value), active }))
}

function changedPassword(password: PasswordState, change: StateChange): PasswordState {
  return {
    secret: change.secret === undefined ? password.secret : storedBytes(change.secret),
    retryCounter: change.retryCounter ?? password.retryCounter,
    pukUsage: change.pukUsage ?? password.pukUsage,
    transportStatus:
      change.transportStatus === undefined ? password.transportStatus : readTransportStatus(change.transportStatus),
  }
}

function readRecord({ value, active }: StoredRecord): RecordContent {
  return { value: storedBytes(value), active }
}

function readTransportStatus(text: string): TransportStatus {
  if (text === 'regularPassword' || text === 'transportPIN' || text === 'leerPIN') return text
  throw new SimulatorError('stateInvalid', 'the state holds an unknown transport status')
}

function storedBytes(hex: string): Uint8Array {
  try {
    return fromHex(hex)
  } catch (cause) {
    throw new SimulatorError('stateInvalid', 'the state holds bytes that are not hex', { cause })
  }
}

/** A value that every object of the image has from the start. */
function known<T>(table: ReadonlyMap<string, T>, path: string): T {
  const value = table.get(path)
  if (value === undefined) throw new Error(`${path} is not an object of this card`)
  return value
}
