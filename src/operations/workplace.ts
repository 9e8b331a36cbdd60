import type { CardTransport } from '../apdu/transport.js'
import type { Logger } from '../log/logger.js'
import type { AnyCardKind, Card } from './card.js'
import type { CardMemory } from '../pin/card-memory.js'
import type { PinSource } from '../pin/pin-source.js'
import type { RefusedSecrets } from '../pin/refused-secrets.js'

export type { CardMemory, RememberedSecret } from '../pin/card-memory.js'
export { streamName, type PadPrompt, type PinSource, type SecretRequest, type SecretRole } from '../pin/pin-source.js'
export { RefusedSecrets } from '../pin/refused-secrets.js'

/** A reader as a layer lists it. */
export interface ReaderInfo {
  /** The name that selects it: `sim:/home/me/card.xml`, or what PC/SC calls it. */
  readonly name: string
  readonly layer: 'simulator' | 'pcsc' | 'pkcs11'
  /** Stays the same while cards come and go; absent where the name does. */
  readonly seat?: string
  /** `mute`: it does not answer to its power; `unknown`: the reader was unplugged, or does not tell. */
  readonly card: 'present' | 'absent' | 'mute' | 'unknown'
  /** Hex; null or absent where nothing is known of it without powering the card. */
  readonly atr?: string | null
  /** The native module behind it. */
  readonly backend?: string
  /** Another number for another card, also for the same one put in again; absent where cards stay where they are. */
  readonly insertions?: number
}

/** True where a card is in the reader, whether it answers or not. */
export function holdsCard({ card }: Pick<ReaderInfo, 'card'>): boolean {
  return card === 'present' || card === 'mute'
}

/** Port: one way to readers and cards. The composition root chooses the implementation. */
export interface CardLayer {
  /** Lists readers without powering a card. */
  readers(): Promise<readonly ReaderInfo[]>
  /** Whether the reader has keys for PINs; null where it does not tell. Absent where none has. No card is powered. */
  hasPinPad?(reader: string): Promise<boolean | null>
  /**
   * Powers the card in the reader of that name.
   *
   * @returns a line to a card that is still to be recognised, or the card itself where the layer knows what it is (PKCS#11)
   * @param patienceMs - how long the card may take for anything from now on; the layer's own times where not said
   * @throws HealthCardError `HC_READER_NONE`, `HC_CARD_NONE`, `HC_CARD_BUSY`, `HC_CARD_SILENT`
   */
  connect(reader: string, patienceMs?: number): Promise<CardTransport | Card>
  /**
   * How to get copies of the card in that reader, each as its image has it, in memory alone, and nobody's loss. Only a layer
   * whose cards are simulated has them: whoever gets copies knows that.
   */
  copies?(reader: string): Promise<(() => Promise<CardTransport>) | undefined>
}

/** A layer to readers alone: every card behind it is still to be recognised. */
export interface ReaderLayer extends CardLayer {
  connect(reader: string, patienceMs?: number): Promise<CardTransport>
}

/** One of several cards, when a person has to choose. */
export interface CardCandidate {
  readonly reader: string
  readonly kind: AnyCardKind
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
