import { decodeCommand, type CommandApdu } from '../../../src/apdu/command-apdu.js'
import { uint16 } from '../../../src/bytes/big-endian.js'
import { concat } from '../../../src/bytes/concat.js'
import { encodeTlv } from '../../../src/bytes/tlv.js'
import type { CardCounters } from '../../../simulator/card/card-counters.js'
import type { CardSource } from '../../../simulator/reader/card-source.js'
import { FaultyCard } from '../../../simulator/reader/faults/faulty-card.js'
import type { ReaderCard } from '../../../simulator/reader/reader-card.js'
import type { TokenPassword } from './token-password.js'
import type { TokenPlan } from './token-plan.js'

/** Status word and response data. */
export type Answer = readonly [status: number, data?: Uint8Array]

/**
 * A card of the tests' own, for PKCS#11 modules. Everything but the security status outlives its stay in a reader and the
 * processes that used it: the object is what the person holds in the hand.
 */
export abstract class TokenCard implements ReaderCard {
  abstract readonly atr: Uint8Array
  abstract readonly plan: TokenPlan
  /** By name. */
  abstract readonly passwords: ReadonlyMap<string, TokenPassword>
  /** Signatures by the name of the key. */
  readonly signatures = new Map<string, number>()

  /** @throws Error where the plan has no such password */
  password(name: string): TokenPassword {
    const found = this.passwords.get(name)
    if (!found) throw new Error(`no password ${name}`)
    return found
  }

  /** Puts the card into a reader, with faults where the reader's plan has some. It may be pulled out and put in again. */
  get source(): CardSource {
    return {
      imagePath: this.plan.label,
      open: (plan) => Promise.resolve({ card: new FaultyCard(this, plan), counters: () => this.#counters() }),
    }
  }

  transmit(bytes: Uint8Array): Promise<Uint8Array> {
    const [status, data = new Uint8Array(0)] = this.answer(decodeCommand(bytes))
    return Promise.resolve(concat(data, uint16(status)))
  }

  reset(): Promise<void> {
    this.forget()
    return Promise.resolve()
  }

  async powerUp(): Promise<Uint8Array> {
    await this.reset()
    return this.atr
  }

  powerDown(): Promise<void> {
    return this.reset()
  }

  close(): Promise<void> {
    return this.reset()
  }

  protected abstract answer(command: CommandApdu): Answer

  /** Loses what a reset loses. */
  protected forget(): void {
    for (const password of this.passwords.values()) password.forget()
  }

  #counters(): CardCounters {
    const { serial, label } = this.plan
    return {
      iccsn: serial,
      cardName: label,
      signatures: Object.fromEntries(this.signatures),
      passwords: Object.fromEntries(
        [...this.passwords].map(([name, { triesLeft, pukUses, counts }]) => [
          name,
          { triesLeft, pukUses, transportStatus: 'regularPassword', ...counts },
        ]),
      ),
    }
  }
}

/** READ BINARY from `offset` on; `wanted` is Le. */
export function readFrom(file: Uint8Array | undefined, offset: number, wanted: number): Answer {
  if (!file) return [0x6986]
  if (offset > file.length) return [0x6b00]
  return [0x9000, file.subarray(offset, offset + wanted)]
}

/** FCI with what OpenSC looks at: size, kind and identifier of the file. Undefined: a folder. */
export function fileControlInformation(file: Uint8Array | undefined, identifier: number): Uint8Array {
  const size = file ? [encodeTlv(0x80, uint16(file.length))] : []
  const kind = encodeTlv(0x82, Uint8Array.of(file ? 0x01 : 0x38))
  return encodeTlv(0x6f, ...size, kind, encodeTlv(0x83, uint16(identifier)))
}
