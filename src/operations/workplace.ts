import type { CardTransport } from '../apdu/transport.js'
import type { CardKind } from '../card/object-system.js'
import type { Logger } from '../log/logger.js'
import type { CardMemory } from '../pin/card-memory.js'
import type { PinSource } from '../pin/pin-source.js'
import type { RefusedSecrets } from '../pin/refused-secrets.js'

export type { CardMemory, RememberedSecret } from '../pin/card-memory.js'
export type { PadPrompt, PinSource, SecretRequest, SecretRole } from '../pin/pin-source.js'
export { RefusedSecrets } from '../pin/refused-secrets.js'

/** A reader as a layer lists it. */
export interface ReaderInfo {
  /** The name that selects it: `sim:/home/me/card.xml`, or what PC/SC calls it. */
  readonly name: string
  readonly layer: 'simulator' | 'pcsc' | 'pkcs11'
  readonly card: 'present' | 'absent'
}

/** Port: one way to readers and cards. The composition root chooses the implementation. */
export interface CardLayer {
  /** Lists readers without powering a card. */
  readers(): Promise<readonly ReaderInfo[]>
  /**
   * Powers the card in the reader of that name.
   *
   * @throws HealthCardError `HC_READER_NONE`, `HC_CARD_NONE`, `HC_CARD_BUSY`
   */
  connect(reader: string): Promise<CardTransport>
}

/** One of several cards, when a person has to choose. */
export interface CardCandidate {
  readonly reader: string
  readonly kind: CardKind
  readonly iccsn: string
}

/** Everything from outside that an operation with a card may use. */
export interface Workplace {
  readonly layer: CardLayer
  /** ICCSN or Telematik-ID of the wanted card; undefined: the only one that fits. */
  readonly card: string | undefined
  /** Lets a person choose between cards that fit; undefined where there is nobody (then: `HC_CARD_AMBIGUOUS`). */
  readonly chooseCard: ((candidates: readonly CardCandidate[]) => Promise<CardCandidate>) | undefined
  readonly pins: PinSource
  readonly memory: CardMemory
  readonly refused: RefusedSecrets
  readonly allowLastTry: boolean
  readonly clock: () => Date
  readonly log: Logger
}
