import {
  ScriptedPerson,
  type PadPerson,
  type Question,
  type Reaction,
} from '../../simulator/reader/pinpad/person-script.js'
import { secretLines, type Secrets } from './secrets.js'

/** Somebody at the keys of a reader who knows other secrets from time to time, and cancels where they do not know what is asked. */
export class KnowingPerson implements PadPerson {
  #now = new ScriptedPerson(new Uint8Array(0))

  /** From now on they know these secrets, each line once, and no others. */
  learn(secrets: Secrets): void {
    this.#now = new ScriptedPerson(Uint8Array.from(Buffer.from(secretLines(secrets))))
  }

  answer(question: Question): Reaction {
    return this.#now.answer(question)
  }
}
