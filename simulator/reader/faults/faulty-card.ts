import { setTimeout as wait } from 'node:timers/promises'
import { SimulatorError } from '../../card/simulator-error.js'
import { ForwardingCard } from '../forwarding-card.js'
import type { ReaderCard } from '../reader-card.js'
import type { DueFaults, FaultPlan } from './fault-plan.js'
import { FaultStrike, type Strike } from './fault-strike.js'
import type { Fault } from './story.js'

const strikes = { pull: 'pull', 'unplug reader': 'readerGone', 'kill pcscd': 'pcscdKilled' } as const

/** A card to which the faults of a story happen. */
export class FaultyCard extends ForwardingCard {
  readonly #plan: FaultPlan
  #pulled = false

  constructor(card: ReaderCard, plan: FaultPlan) {
    super(card)
    this.#plan = plan
  }

  /**
   * @throws FaultStrike where a fault takes the answer away
   * @throws SimulatorError `removed` after a pull
   */
  transmit(command: Uint8Array): Promise<Uint8Array> {
    if (this.#pulled) return Promise.reject(new SimulatorError('removed', 'the card was pulled'))
    const due = this.#plan.command(command)
    return due ? this.#transmitWith(due, command) : this.card.transmit(command)
  }

  async #transmitWith({ before, after, delayMs }: DueFaults, command: Uint8Array): Promise<Uint8Array> {
    for (const fault of before) await this.#suffer(fault)
    let answer = await this.card.transmit(command)
    if (delayMs > 0) await wait(delayMs)
    for (const fault of after) {
      await this.#suffer(fault)
      answer = this.#spoil(answer, fault)
    }
    return answer
  }

  async #suffer(fault: Fault): Promise<void> {
    switch (fault.kind) {
      case 'pull':
      case 'unplug reader':
      case 'kill pcscd':
        // Whatever it is, the card has no power for a moment at least.
        await this.card.powerDown()
        this.#pulled = fault.kind === 'pull'
        throw new FaultStrike(strikeOf(fault))
      case 'mute':
        await new Promise(() => undefined)
        return
      case 'wait':
        await wait(fault.ms)
        return
      case 'clock':
        this.#plan.jumpClock(fault.byMs)
        return
      case 'short':
      case 'garbage':
      case 'lose power':
        return
    }
  }

  #spoil(answer: Uint8Array, fault: Fault): Uint8Array {
    if (fault.kind === 'garbage') return this.#plan.chance.bytes(answer.length)
    if (fault.kind !== 'short') return answer
    return answer.slice(0, fault.bytes ?? this.#plan.chance.below(answer.length))
  }
}

function strikeOf({ kind, backAfterMs }: Extract<Fault, { kind: keyof typeof strikes }>): Strike {
  return { kind: strikes[kind], ...(backAfterMs !== undefined && { backAfterMs }) }
}
