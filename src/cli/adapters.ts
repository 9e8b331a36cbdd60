import type { LogLevelSetting, Settings } from '../config/settings.js'
import type { ErrorCode } from '../errors/catalogue.js'
import type { Logger } from '../log/logger.js'
import type { BatchJournals } from '../operations/batch-journal.js'
import type { Installation, LeftOverBatch, StateFolderFacts } from '../operations/doctor/doctor-desk.js'
import type { DocumentStore } from '../operations/documents.js'
import type { CardLayer, CardMemory } from '../operations/workplace.js'

/** Options of simulated cards, as texts where the simulator reads them itself. */
export interface SimulationOptions {
  /** `sign=200ms` */
  readonly delays: readonly string[]
  readonly seed: number | undefined
  readonly state: string | undefined
  readonly cos: '3.10' | '3.12' | undefined
  /** File of a fault story. */
  readonly faults: string | undefined
}

/** Which readers a run uses, and how. */
export interface CardLayerOptions {
  /** Names from the command line or the configuration; empty: all readers of PC/SC. */
  readonly readers: readonly string[]
  readonly pcscBackend: Settings['pcscBackend']
  readonly pkcs11Modules: Settings['pkcs11Modules']
  readonly simulation: SimulationOptions
  /** How long to wait for a card that another process uses, in ms. */
  readonly waitMs: number
  /** File for the trace of all exchanges. */
  readonly trace: string | undefined
  readonly clock: () => Date
  readonly log: Logger
  /** Ends a wait. */
  readonly signal: AbortSignal
}

/** A secrets stream: an open descriptor or a file. */
export type SecretsPlace = { readonly fd: number } | { readonly file: string }

/** Content of a secrets stream. */
export interface SecretsContent {
  readonly bytes: Uint8Array
  /** Tells this state of the file from every other; null for a pipe. */
  readonly fingerprint: string | null
}

/** Port: entries of secrets files that cards refused, across processes. */
export interface RefusedEntryMemory {
  /** Makes sure that a refusal could be remembered. @throws HealthCardError `HC_OUTPUT_UNUSABLE` */
  prepare(): Promise<void>
  isRefused(entry: { readonly file: string; readonly iccsn: string; readonly secret: string }): Promise<boolean>
  refuse(entry: { readonly file: string; readonly iccsn: string; readonly secret: string }): Promise<void>
}

/** What `sim create` asks for. */
export interface SimulatedCardOrder {
  readonly kind: 'hba' | 'smcb'
  readonly out: string
  readonly state: 'transport' | 'active'
  readonly limit: number
  readonly profession: string
  readonly keys: 'ecc' | 'rsa' | 'both'
  readonly force: boolean
  readonly seed: number | undefined
  readonly now: Date
  /** What is not said is filled up with somebody fictional. */
  readonly holder: { readonly givenName?: string; readonly surname?: string }
}

/** A card that was made: public facts and paths. */
export interface SimulatedCardFacts {
  readonly kind: string
  readonly state: string
  readonly limit: number
  readonly iccsn: string
  readonly telematikId: string
  readonly profession: string
  readonly holder: { readonly givenName: string; readonly surname: string }
  readonly directory: string
  readonly image: string
  readonly pinLetter: string
  readonly secrets: string
  readonly trust: string
}

/** What a simulated card counts itself. */
export interface SimulatedCardCounters {
  readonly image: string
  readonly iccsn: string | null
  readonly cardName: string | null
  /** Successful signatures per key. */
  readonly signatures: Readonly<Record<string, number>>
  readonly passwords: Readonly<
    Record<string, { readonly triesLeft: number; readonly pukUses: number; readonly transportStatus: string }>
  >
  /** Why the card could not be asked. */
  readonly code?: ErrorCode
}

/** Port: the workshop of simulated cards. */
export interface Simulator {
  create(order: SimulatedCardOrder): Promise<SimulatedCardFacts>
  counters(image: string, simulation: SimulationOptions, waitMs: number): Promise<SimulatedCardCounters>
}

/** What `sim run` asks for. */
export interface ReaderSimulationOrder {
  /** Card images; each gets a reader. */
  readonly images: readonly string[]
  readonly simulation: SimulationOptions
  /** How long to wait for a card that another process uses, in ms. */
  readonly waitMs: number
  /** `HOST:PORT` of a stock vpcd; undefined: a pcscd of our own. */
  readonly vpcd: string | undefined
  readonly pinPad: SimulatedPinPad | undefined
  /** File for the trace of all readers. */
  readonly trace: string | undefined
  readonly clock: () => Date
  readonly log: Logger
  /** Ends the simulation. */
  readonly signal: AbortSignal
}

/** The PIN pads of simulated readers. */
export interface SimulatedPinPad {
  /** What the person types; overwritten when it is read. */
  readonly script: Uint8Array
  readonly display: boolean
  /** Lengths that the pad takes, whatever the host asks for; undefined: 4 to 12. */
  readonly digits: { readonly min: number; readonly max: number } | undefined
}

/** Said once, when other programs can use the readers. */
export interface ReaderSimulationReady {
  readonly event: 'ready'
  /** For `PCSCLITE_CSOCK_NAME`; null at a vpcd. */
  readonly socket: string | null
  /** Names as PC/SC has them. */
  readonly readers: readonly string[]
}

/** What can be done to a reader of a running simulation. `reader`: its name, or its number from 1. */
export type ReaderChange =
  /** Without image the card that was there last. */
  | { readonly verb: 'insert'; readonly reader: string; readonly image?: string }
  | { readonly verb: 'remove' | 'unplug' | 'plug'; readonly reader: string }
  /** Begins the fault story in the file. */
  | { readonly verb: 'tell'; readonly reader: string; readonly file: string }
  | { readonly verb: 'killPcscd' | 'startPcscd' }

/** Port: card readers in software. */
export interface ReaderSimulation {
  /** Resolves when the signal has ended it. */
  run(order: ReaderSimulationOrder, onReady: (ready: ReaderSimulationReady) => void): Promise<void>
  change(change: ReaderChange): Promise<void>
}

/** Everything outside that the command line uses; made by the composition root, loaded when it is needed. */
export interface CliAdapters {
  readonly settings: () => Promise<Settings>
  readonly cardLayer: (options: CardLayerOptions) => Promise<CardLayer>
  readonly documents: () => Promise<DocumentStore>
  /** @param retentionDays - how long journals of finished batches are kept */
  readonly journals: (retentionDays: number) => Promise<BatchJournals>
  /** Asks a process to end (SIGTERM). */
  readonly interrupt: (pid: number) => boolean
  readonly cardMemory: () => Promise<CardMemory>
  readonly refusedEntries: () => Promise<RefusedEntryMemory>
  readonly readSecrets: (place: SecretsPlace) => Promise<SecretsContent>
  readonly simulator: () => Promise<Simulator>
  readonly readerSimulation: () => Promise<ReaderSimulation>
  readonly installation: () => Promise<Installation>
  readonly stateFolder: () => Promise<StateFolderFacts>
  readonly leftOverBatches: () => Promise<readonly LeftOverBatch[]>
  readonly log: (level: LogLevelSetting, file: string | undefined) => Promise<Logger>
  readonly clock: () => Date
}
