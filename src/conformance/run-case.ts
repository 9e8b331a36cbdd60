import { decodeCommand } from '../apdu/command-apdu.js'
import type { ResponseApdu } from '../apdu/response-apdu.js'
import { statusWordHex } from '../apdu/status-words.js'
import { toHex } from '../bytes/hex.js'
import { unlessMalformed } from '../bytes/unless-malformed.js'
import type { CardFacts } from './card-facts.js'
import type { LeftOutReason } from './case-result.js'
import { commandBytes } from './command-bytes.js'
import { stepsOf, type ConformanceCase, type Exchange, type Step } from './conformance-case.js'
import { describeExpectation, meets, ok } from './expectation.js'
import { passwords } from './hba-objects.js'
import type { HeldCard } from './held-card.js'
import { Kept } from './kept.js'
import type { SuiteSecrets } from './suite-secrets.js'

/** What running one case came to. */
export type CaseEnd =
  | { readonly verdict: 'passed'; readonly got: string }
  | { readonly verdict: 'failed'; readonly got: string; readonly failedAt?: string }
  | { readonly verdict: 'leftOut'; readonly reason: LeftOutReason }

/** Bytes of an answer that are shown. */
const SHOWN_BYTES = 24

/** One run of one case on a card that was just reset. */
export class CaseRun {
  readonly #card: HeldCard
  readonly #secrets: SuiteSecrets
  readonly #facts: CardFacts
  readonly #kept = new Kept()

  constructor(card: HeldCard, secrets: SuiteSecrets, facts: CardFacts) {
    this.#card = card
    this.#secrets = secrets
    this.#facts = facts
  }

  async run(row: ConformanceCase): Promise<CaseEnd> {
    if (row.needs?.some((key) => !this.#facts.keys.has(key))) return { verdict: 'leftOut', reason: 'keyNotThere' }
    for (const step of stepsOf(row)) {
      const end = await this.#prepare(step)
      if (end) return end
    }
    return await this.#exchange(row)
  }

  /** Undefined where the step went as it should. */
  async #prepare(step: Step): Promise<CaseEnd | undefined> {
    if ('reset' in step) {
      await this.#card.reset()
      return undefined
    }
    if ('compute' in step) {
      this.#kept.keep(step.compute, step.from(this.#kept))
      return undefined
    }
    if ('activate' in step) {
      const { activate: name } = step
      if (!this.#secrets.isProtected(name)) return undefined
      const { reference } = passwords[name]
      return await this.#prepare({ send: `00 24 00 ${reference} 10 {${name}.transport} {${name}}` })
    }
    const end = await this.#exchange(step)
    if (end.verdict === 'passed') return undefined
    if (end.verdict === 'leftOut') return end
    return { ...end, failedAt: `${step.send} (${describeExpectation(step.expect ?? ok)})` }
  }

  async #exchange({ send, on, expect = ok, keep, times = 1 }: Exchange): Promise<CaseEnd> {
    const count = times === 'signatureLimit' ? this.#facts.signatureLimit : times
    let got = ''
    for (let i = 0; i < count; i++) {
      const command = commandBytes(send, this.#secrets, this.#kept)
      if ('missing' in command) return { verdict: 'leftOut', reason: command.missing }
      if (!this.#card.extendedLength && isExtended(command)) return { verdict: 'leftOut', reason: 'noExtendedLength' }
      if (on !== undefined) command[0] = classOn(command[0] ?? 0, this.#kept.get(on)[0] ?? 0)
      const answer = await this.#card.transmit(command)
      got = describeAnswer(answer)
      if (!meets(expect, answer, this.#kept)) return { verdict: 'failed', got }
      if (keep !== undefined) this.#kept.keep(keep, answer.data)
    }
    return { verdict: 'passed', got }
  }
}

/** CLA for a logical channel (gemSpec_COS CosT_760): two bits for the first four, then a class of its own. */
function classOn(cla: number, channel: number): number {
  return channel < 4 ? cla | channel : cla | 0x40 | (channel - 4)
}

/** False also for what is malformed on purpose. */
function isExtended(command: Uint8Array): boolean {
  return unlessMalformed(() => decodeCommand(command).extended) ?? false
}

function describeAnswer({ sw, data }: ResponseApdu): string {
  const status = statusWordHex(sw)
  if (data.length === 0) return status
  const shown = toHex(data.subarray(0, SHOWN_BYTES)).toUpperCase()
  return data.length > SHOWN_BYTES ? `${status}, ${data.length} bytes ${shown}…` : `${status}, ${shown}`
}
