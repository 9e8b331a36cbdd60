import type { HealthCardError } from '../../errors/health-card-error.js'
import type { CardLayer, CardMemory } from '../workplace.js'

/** What the program stands on. */
export interface Installation {
  /** `20.19.0` */
  readonly nodeVersion: string
  /** No copy of this program is older; a clock that shows an earlier time is wrong. */
  readonly builtAt: Date
  /** Optional modules, and whether they can be loaded here. */
  readonly modules: readonly { readonly name: OptionalModule; readonly present: boolean }[]
}

/** Native modules that not everybody needs. */
export type OptionalModule = 'pcsc-mini' | 'pcsclite' | 'pkcs11js' | 'koffi'

/** The state folder as it was found. Nothing was changed. */
export interface StateFolderFacts {
  readonly folder: string
  /** `notYetMade`: it is not there, and can be made. */
  readonly state: 'ready' | 'notYetMade' | 'notFolder' | 'notReadable' | 'notWritable'
  /** The path that the state is about: the folder, something in it, or the nearest folder above it. */
  readonly at: string
  /** Folders and files in it, itself included, that group or others may read or write. */
  readonly openToOthers: readonly string[]
}

/** A batch that was begun and not finished. */
export interface LeftOverBatch {
  readonly id: string
  readonly total: number
  /** Documents whose signature is written. */
  readonly done: number
  /** `damaged`: what was noted about it cannot be read; it can only be discarded. `newer`: a later version began it. */
  readonly state: 'incomplete' | 'damaged' | 'newer'
}

/** Everything from outside that the doctor looks at. */
export interface DoctorDesk {
  /** What is wrong with the configuration; undefined: nothing. */
  readonly configurationProblem: HealthCardError | undefined
  readonly installation: () => Promise<Installation>
  readonly stateFolder: () => Promise<StateFolderFacts>
  readonly leftOverBatches: () => Promise<readonly LeftOverBatch[]>
  /** @throws HealthCardError `HC_READER_NONE` where no reader was chosen */
  readonly layer: () => Promise<CardLayer>
  /** ICCSN or Telematik-ID of the card that is meant; undefined: all cards. */
  readonly card: string | undefined
  readonly memory: () => Promise<CardMemory>
  readonly clock: () => Date
}
