import { SW } from './status-words.js'

/** What a command ends with: a trailer and perhaps data. */
export interface Answer {
  readonly sw: number
  readonly data: Uint8Array
}

const NO_DATA = new Uint8Array(0)

/** A command that did what it should, or ends with a warning. */
export function answer(data: Uint8Array = NO_DATA, sw: number = SW.noError): Answer {
  return { sw, data }
}

/** A command that ends early: "terminates with the trailer …" of the specification. Caught where commands are run. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly sw: number

  constructor(sw: number) {
    super(`status ${sw.toString(16)}`)
    this.sw = sw
  }
}

/** One for each trailer: to note where it came from would cost more than most commands. */
const refusals = new Map<number, Refusal>()

/** Ends the command with this trailer. */
export function refuse(sw: number): never {
  const refusal = refusals.get(sw) ?? new Refusal(sw)
  refusals.set(sw, refusal)
  throw refusal
}
