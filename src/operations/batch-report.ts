import type { PinName } from '../card/object-system.js'
import type { HealthCardError } from '../errors/health-card-error.js'
import type { ErrorCode } from '../errors/catalogue.js'

/** How one signature job is asked for. */
export interface SignRequest {
  readonly inputs: readonly string[]
  readonly outputFolder: string
  readonly recursive: boolean
  readonly force: boolean
  /** `qes`, `sig`, `osig`, or a key object's own name; undefined: the card's default. */
  readonly key: string | undefined
  readonly mechanism: 'ecdsa' | 'pss' | 'pkcs1' | undefined
  /** The document goes into the signature file (`.p7m`). */
  readonly attached: boolean
  /** Sign with a certificate that is out of its validity; only for test cards. */
  readonly allowExpired: boolean
  /** Do everything up to the PIN. */
  readonly dryRun: boolean
  /** Files with CA certificates to put into the signatures. */
  readonly chain: readonly string[]
}

/** What the person sees before the PIN is asked for. */
export interface BatchPlan {
  readonly batchId: string
  readonly reader: string
  readonly card: { readonly kind: string; readonly iccsn: string }
  readonly signer: {
    readonly name: string
    readonly profession: string | null
    readonly telematikId: string | null
    readonly test: boolean
    /** Monetary limit of the certificate as a person reads it: `250000 EUR`; null: none. */
    readonly monetaryLimit: string | null
    readonly restriction: string | null
  }
  readonly certificate: { readonly sha256: string; readonly notAfter: string; readonly expired: boolean }
  /** Nobody has asked the issuer whether the certificate is revoked. */
  readonly revocation: 'notChecked'
  readonly key: string
  readonly mechanism: string
  readonly pin: PinName
  /** Tries left for the PIN; null where unknown. */
  readonly triesLeft: number | null
  /** Signatures that one PIN entry allows; null: any number. */
  readonly signaturesPerEntry: number | null
  /** PIN entries that this batch needs. */
  readonly pinEntries: number
  readonly documents: readonly { readonly input: string; readonly output: string; readonly sizeBytes: number }[]
}

/** One document of a report. */
export interface DocumentReport {
  readonly input: string
  readonly output: string
  /** Hex; null while not hashed. */
  readonly sha256: string | null
  readonly state: 'pending' | 'signed' | 'failed'
  readonly code?: ErrorCode
}

/** Outcome of a batch; `error` says why it is not done. */
export interface BatchReport {
  readonly batch: {
    readonly id: string
    readonly state: 'done' | 'incomplete' | 'planned'
    readonly signed: number
    readonly total: number
    /** PIN entries of this run. */
    readonly pinEntries: number
    /** Signatures that the card may have made and whose answer was lost; they were made again. */
    readonly madeAndLost: number
  }
  readonly documents: readonly DocumentReport[]
  /** Absent where nothing was left for the card to do. */
  readonly plan?: BatchPlan
  readonly error?: HealthCardError
}

/** One of several PIN entries of a batch. */
export interface PinEntry {
  /** Counted from 1. */
  readonly number: number
  readonly of: number
  /** Documents that it is for. */
  readonly documents: number
  /** Documents of the whole batch that have neither signature nor verdict, and all of them. */
  readonly left: number
  readonly total: number
}

/** Told what happens, for progress and prompts. */
export interface BatchObserver {
  /** Before the first PIN entry. */
  planned(plan: BatchPlan): void
  /** Before each PIN entry. */
  pinEntry(entry: PinEntry): void
  /** After the first PIN entry, where the key turns out to want more of them than was planned. */
  moreEntries(found: { readonly signaturesPerEntry: number; readonly pinEntries: number }): void
  progress(progress: { readonly done: number; readonly total: number; readonly secondsLeft: number | null }): void
}
