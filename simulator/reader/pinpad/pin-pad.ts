import { uint16 } from '../../../src/bytes/big-endian.js'
import type { SecretBytes } from '../../../src/bytes/secret-bytes.js'
import { unlessMalformed } from '../../../src/bytes/unless-malformed.js'
import type { ReaderTrace } from '../reader-trace.js'
import {
  controlCode,
  featureList,
  features,
  GET_FEATURE_REQUEST,
  padStatus,
  pinProperties,
  tlvProperties,
} from './part-ten.js'
import { fillPinBlock } from './pin-block.js'
import { decodePinModify, decodePinVerify, type PinModify, type PinVerify } from './pin-structures.js'
import type { PadPerson, Question, Reaction } from './person-script.js'

/** How a simulated PIN pad is built. */
export interface PinPadOptions {
  readonly person: PadPerson
  /** Two lines of 16 characters where not said; null: the pad has no display. */
  readonly display?: { readonly lines: number; readonly characters: number } | null
  /** Digits that it says it takes; 4 to 12 where not said. */
  readonly reportedDigits?: { readonly min: number; readonly max: number }
  /** Digits that it takes indeed; what it reports where not said. */
  readonly digits?: { readonly min: number; readonly max: number }
  readonly trace?: ReaderTrace
}

/** What the person saw when the pad asked. */
export interface PadPrompt {
  readonly kind: 'verify' | 'modify'
  /** Indexes of the messages; the pad's own where empty. Never shown by a pad without display. */
  readonly messages: readonly number[]
  /** Windows language identifier. */
  readonly language: number
  /** Digits that are taken. */
  readonly digits: { readonly min: number; readonly max: number }
  readonly timeOutSeconds: number
}

const MAX_APDU_DATA = 0xffff
const [VERIFY, MODIFY] = [controlCode(features.verifyPinDirect), controlCode(features.modifyPinDirect)]
const PROPERTIES = controlCode(features.ifdPinProperties)
const TLV_PROPERTIES = controlCode(features.getTlvProperties)
const RESET_RETRY_COUNTER = 0x2c

/** What a reader without a PIN pad answers to a control code; undefined where it does not know it. */
export function describePlainReader(code: number): Uint8Array | undefined {
  if (code === GET_FEATURE_REQUEST) return featureList([features.getTlvProperties])
  return code === TLV_PROPERTIES ? tlvProperties({ lines: 0, characters: 0, maxApduData: MAX_APDU_DATA }) : undefined
}

/**
 * The PIN pad of a reader (PC/SC part 10): the host sends a command with an empty PIN block, the person types, and the digits
 * go to the card without passing the host.
 */
export class PinPad {
  /** Everything that the person was asked, in order. */
  readonly prompts: PadPrompt[] = []
  readonly #options: PinPadOptions

  constructor(options: PinPadOptions) {
    this.#options = options
  }

  /** What the pad tells of itself; undefined where the code is no question of that kind. */
  describe(code: number): Uint8Array | undefined {
    const { lines, characters } =
      this.#options.display === undefined
        ? { lines: 2, characters: 16 }
        : (this.#options.display ?? { lines: 0, characters: 0 })
    const properties = { lines, characters, digits: this.#reported, maxApduData: MAX_APDU_DATA }
    switch (code) {
      case GET_FEATURE_REQUEST:
        return featureList(Object.values(features))
      case PROPERTIES:
        return pinProperties(properties)
      case TLV_PROPERTIES:
        return tlvProperties(properties)
      default:
        return undefined
    }
  }

  /** Whether the code asks for an entry of the person. */
  isEntry(code: number): boolean {
    return code === VERIFY || code === MODIFY
  }

  /**
   * Carries out an entry. Resolves to the answer of the card, or to a status word of the pad's own; never, where the person
   * never answers.
   *
   * @param transmit - sends to the card; the command is overwritten afterwards
   */
  async enter(
    code: number,
    structure: Uint8Array,
    transmit: (command: Uint8Array) => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const entry = readStructure(code, structure)
    if (!entry) return uint16(padStatus.structureInvalid)
    const digits = this.#allowed(entry)
    this.#show(entry, digits)
    const reaction = this.#options.person.answer({ ...questionOf(entry), digits })
    const command = Uint8Array.from(entry.template)
    try {
      const refusal = await typeInto(command, entry, digits, reaction)
      return refusal === undefined ? await transmit(command) : uint16(refusal)
    } finally {
      command.fill(0)
      if (reaction.kind === 'types') for (const typed of reaction.entries) typed.dispose()
    }
  }

  get #reported(): { readonly min: number; readonly max: number } {
    return this.#options.reportedDigits ?? { min: 4, max: 12 }
  }

  /** A pad takes no more than both host and pad allow. */
  #allowed({ digits }: PinVerify | PinModify): { readonly min: number; readonly max: number } {
    const own = this.#options.digits ?? this.#reported
    return { min: Math.max(digits.min, own.min), max: Math.min(digits.max, own.max) }
  }

  #show(entry: PinVerify | PinModify, digits: { readonly min: number; readonly max: number }): void {
    const { kind, messages = [], language, timeOutSeconds } = entry
    this.prompts.push({ kind, messages, language, digits, timeOutSeconds })
    this.#options.trace?.pinPad(kind, messages)
  }
}

function readStructure(code: number, structure: Uint8Array): PinVerify | PinModify | undefined {
  return unlessMalformed(() => (code === VERIFY ? decodePinVerify(structure) : decodePinModify(structure)))
}

function questionOf(entry: PinVerify | PinModify): Omit<Question, 'digits'> {
  const [, ins, , reference = 0] = entry.template
  const proof = ins === RESET_RETRY_COUNTER ? 'puk' : entry.kind === 'verify' ? 'pin' : 'old'
  if (entry.kind === 'verify') return { reference, values: [proof] }
  return { reference, values: entry.offsets.old === undefined ? ['new'] : [proof, 'new'] }
}

/** Puts what is typed into the command. Resolves to the pad's status word where the entry did not come about. */
function typeInto(
  command: Uint8Array,
  entry: PinVerify | PinModify,
  allowed: { readonly min: number; readonly max: number },
  reaction: Reaction,
): Promise<number | undefined> {
  switch (reaction.kind) {
    case 'neverAnswers':
      return new Promise(() => undefined)
    case 'cancels':
      return Promise.resolve(padStatus.cancelled)
    case 'letsItTimeOut':
      return Promise.resolve(padStatus.timedOut)
    case 'types':
      return Promise.resolve(place(command, entry, allowed, reaction.entries))
  }
}

function place(
  command: Uint8Array,
  entry: PinVerify | PinModify,
  { min, max }: { readonly min: number; readonly max: number },
  typed: readonly SecretBytes[],
): number | undefined {
  const offsets = entry.kind === 'verify' ? [0] : [entry.offsets.old, entry.offsets.new].filter((o) => o !== undefined)
  // A prompt that the script says nothing for: the person has left.
  if (typed.length < offsets.length) return padStatus.timedOut
  if (typed.some(({ length }) => length < min || length > max)) return padStatus.lengthOutOfRange
  const [last, repeated] = [typed[offsets.length - 1], typed[offsets.length]]
  const confirmed = entry.kind === 'modify' && entry.confirmed
  if (confirmed && last && repeated && !last.equals(repeated)) return padStatus.newPinsDiffer
  for (const [i, offset] of offsets.entries())
    typed[i]?.use((digits) => {
      fillPinBlock(command, offset, digits)
    })
  return undefined
}
