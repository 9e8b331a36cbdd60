import { fromHex, toHex } from '../../../src/bytes/hex.js'
import type { ControlCode, Disposition, PcscCard, ReaderState } from '../../../src/pcsc/pcsc-backend.js'
import { PcscError, type PcscErrorCode } from '../../../src/pcsc/pcsc-error.js'
import { PcscTransport, type PcscTransportOptions } from '../../../src/pcsc/pcsc-transport.js'

/** What a call comes to: an answer in hex, a failure, or nothing at all. */
export type Result = string | { readonly fails: PcscErrorCode } | typeof hangs

export const hangs = Symbol('nothing comes back')

/** A card behind PC/SC that does what it is told, and remembers what was done with it. */
export class ScriptedCard implements PcscCard {
  /** One word for each call: `lock`, `unlock leave`, `transmit 00a4040c`. */
  readonly calls: string[] = []
  /** Results of the next calls by their first word; those that are not named succeed with 9000. */
  readonly next: Record<string, Result[]> = {}

  lock(): Promise<void> {
    return this.#done('lock')
  }
  unlock(then: Disposition): Promise<void> {
    return this.#done(`unlock ${then}`)
  }
  reconnect(): Promise<void> {
    return this.#done('reconnect')
  }
  async transmit(command: Uint8Array): Promise<Uint8Array> {
    return await this.#answer(`transmit ${toHex(command)}`)
  }
  async control(code: ControlCode, input: Uint8Array): Promise<Uint8Array> {
    const name = 'code' in code ? `#${code.code.toString(16)}` : String(code.functionNumber)
    return await this.#answer(`control ${name} ${toHex(input)}`.trim())
  }
  disconnect(then: Disposition): Promise<void> {
    return this.#done(`disconnect ${then}`)
  }

  async #done(call: string): Promise<void> {
    await this.#answer(call)
  }

  #answer(call: string): Promise<Uint8Array> {
    this.calls.push(call)
    const result = this.next[call.split(' ')[0] ?? '']?.shift() ?? '9000'
    if (result === hangs) return new Promise(() => undefined)
    if (typeof result === 'string') return Promise.resolve(fromHex(result))
    return Promise.reject(new PcscError(result.fails, result.fails))
  }
}

export const here: ReaderState = {
  name: 'Reader',
  card: 'present',
  atr: fromHex('3b00'),
  inUse: true,
  insertions: 1,
}

/** A transport over such a card. */
export function transportOver(card: PcscCard, changes: Partial<PcscTransportOptions> = {}): PcscTransport {
  return new PcscTransport(card, {
    reader: 'Reader',
    atr: here.atr,
    waitMs: 0,
    state: () => Promise.resolve(here),
    programs: () => Promise.resolve(['other (1)']),
    ...changes,
  })
}
