import { decodeCommand, type CommandApdu } from '../../../src/apdu/command-apdu.js'
import { encodeResponse } from '../../../src/apdu/response-apdu.js'
import { DecodeError } from '../../../src/bytes/decode-error.js'
import { commandTable } from '../commands/command-table.js'
import { keyMaterialOf } from '../crypto/key-material.js'
import { deterministicNonces, randomNonces } from '../crypto/nonce.js'
import { seededRandom, systemRandom } from '../crypto/random-source.js'
import type { CardInterface } from '../image/access-rules.js'
import type { CardImage } from '../image/card-image.js'
import { SimulatorError } from '../simulator-error.js'
import type { StateStore } from '../state/state-store.js'
import { Refusal, refuse, type Answer } from './answer.js'
import { CardMemory } from './card-memory.js'
import { ChannelSet } from './channel-set.js'
import { decodeClass } from './class-byte.js'
import { CommandContext, type CardParts, type CosVersion } from './command-context.js'
import { commandLimit } from './buffer-sizes.js'
import { MALFORMED, SW } from './status-words.js'

/** What makes a card out of an image. */
export interface CardCoreOptions {
  readonly image: CardImage
  readonly store: StateStore
  /** Makes the card repeat itself: randomness from this number, signatures by RFC 6979. */
  readonly seed?: number
  /** 3.10 when not said: what G2.1 cards in the field follow. */
  readonly cos?: CosVersion
  /** How the card is spoken to, which its access rules may ask: by contacts when not said. */
  readonly interface?: CardInterface
}

const ANSWER_TO_NOTHING = new Uint8Array(0)

/** The card itself: command bytes in, answer bytes out, at once. It starts without power. */
export class CardCore {
  readonly image: CardImage
  readonly memory: CardMemory
  readonly #card: CardParts
  readonly #longestCommand: number
  #powered = false

  /** @throws SimulatorError where image or state are not usable. */
  constructor(options: CardCoreOptions) {
    const { image, store, seed, cos = '3.10' } = options
    this.image = image
    this.memory = new CardMemory(image, store)
    this.#longestCommand = commandLimit(image)
    this.#card = {
      image,
      memory: this.memory,
      keys: keyMaterialOf(image.root),
      channels: new ChannelSet(image.root, image.logicalChannels),
      random: seed === undefined ? systemRandom : seededRandom(seed),
      nonces: seed === undefined ? randomNonces(systemRandom) : deterministicNonces,
      cos,
      interface: options.interface ?? 'contact',
    }
  }

  /** Cold reset: gives power. Returns the answer to reset. */
  powerOn(): Uint8Array {
    this.#powered = true
    this.#card.channels.resetAll()
    return this.image.coldAnswerToReset
  }

  /** Warm reset. Returns the answer to reset. */
  reset(): Uint8Array {
    this.#requirePower()
    this.#card.channels.resetAll()
    return this.image.warmAnswerToReset
  }

  /** Takes the power away: only the persistent state is left. */
  powerOff(): void {
    this.#powered = false
    this.#card.channels.resetAll()
  }

  /**
   * Executes one command. Any bytes get an answer; what is malformed gets one of {@link MALFORMED}.
   *
   * @throws SimulatorError `removed` without power, or where it goes away while the card is writing.
   */
  process(command: Uint8Array): Uint8Array {
    this.#requirePower()
    try {
      return encodeResponse(this.#execute(command))
    } catch (error) {
      if (error instanceof Refusal) return encodeResponse({ sw: error.sw, data: ANSWER_TO_NOTHING })
      if (error instanceof SimulatorError && error.code !== 'removed') {
        // N075.000 and its siblings: a write that failed. Nothing of it has been applied.
        return encodeResponse({ sw: SW.memoryFailure, data: ANSWER_TO_NOTHING })
      }
      this.powerOff()
      throw error
    }
  }

  #execute(command: Uint8Array): Answer {
    if (command.length > this.#longestCommand) refuse(MALFORMED.length)
    const apdu = decode(command)
    const cla = decodeClass(apdu.cla)
    if (!cla) refuse(MALFORMED.class)
    const channel = this.#card.channels.get(cla.channel)
    if (!channel) refuse(SW.channelClosed)
    // Secure messaging without session keys (N031.700b); the card has none yet.
    if (cla.secureMessaging) refuse(SW.incorrectSmDo)
    const run = commandTable.get(((cla.plain & 0x80) << 1) | apdu.ins)
    if (!run) refuse(MALFORMED.instruction)
    if (cla.chaining) refuse(MALFORMED.chaining)
    const context = new CommandContext(this.#card, channel, cla.channel, apdu, cla.plain)
    const answer = run(context)
    const { sw, data } = answer
    return data.length <= context.wantedBytes ? answer : { sw, data: data.subarray(0, context.wantedBytes) }
  }

  #requirePower(): void {
    if (!this.#powered) throw new SimulatorError('removed', 'the card has no power')
  }
}

function decode(command: Uint8Array): CommandApdu {
  try {
    return decodeCommand(command)
  } catch (error) {
    if (error instanceof DecodeError) refuse(MALFORMED.length)
    throw error
  }
}
