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

/** Ends the command with this trailer. */
export function refuse(sw: number): never {
  throw new Refusal(sw)
}
