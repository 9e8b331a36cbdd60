import { readFileSync } from 'node:fs'
import { parseStory } from '../../simulator/reader/faults/parse-story.js'
import type { Played, Stage, StepSecrets, StepValues } from '../e2e/play-story.js'
import { StoryFiles } from '../e2e/story-files.js'
import { answerAtTerminal } from '../support/at-terminal.js'
import type { Answer, Desk, SimulatedCard } from '../support/cli.js'
import { KnowingPerson } from '../support/knowing-person.js'
import { untilPcscdSees } from '../support/until-pcscd-sees.js'
import { cardIn, ReaderDesk } from './reader-desk.js'
import type { Way } from './story-translations.js'
import { StoryTypist } from './story-typist.js'

const READER = 'Desk'

/**
 * How the power goes away in CHANGE REFERENCE DATA so that the card holds this afterwards (gemSpec_COS N075.300). Its writes
 * are: the try is counted, the new value is stored, the transport state ends.
 */
const powerLosses: Readonly<Record<string, string>> = {
  'the old value': 'at byte 0 of write 2 lose power',
  'the new value, still protected': 'at byte 0 of write 3 lose power',
  'the new value': 'at answer verify 1 pull',
}

/** A card in a reader of a real pcscd: the same card in the same reader for the whole story. */
export class ReaderStage implements Stage {
  readonly desk: Desk
  readonly card: SimulatedCard
  readonly #readers: ReaderDesk
  readonly #way: Way
  readonly #person: KnowingPerson
  readonly #typist = new StoryTypist()
  readonly #files: StoryFiles

  private constructor(desk: Desk, card: SimulatedCard, readers: ReaderDesk, way: Way, person: KnowingPerson) {
    this.desk = desk
    this.card = card
    this.#readers = readers
    this.#way = way
    this.#person = person
    this.#files = new StoryFiles(desk)
  }

  /** @param backend - the native module of the program */
  static async set(desk: Desk, card: SimulatedCard, backend: string, way: Way): Promise<ReaderStage> {
    const person = new KnowingPerson()
    const plan = { name: READER, card: cardIn(card), ...(way === 'pad' && { pinPad: { person } }) }
    return new ReaderStage(desk, card, await ReaderDesk.set(desk, backend, [plan]), way, person)
  }

  async run(words: readonly string[], secrets: StepSecrets): Promise<Played> {
    if (this.#way === 'stream') return await this.#readers.ehba([...words, ...this.#files.words(secrets)])
    const known = knownTo(secrets)
    if (this.#way === 'terminal') return await this.#atTerminal(words, known)
    this.#person.learn(known)
    return await this.#readers.ehba(words)
  }

  /** The process lives on and says what it knows; the card is put in again. */
  async losePower(words: readonly string[], secrets: StepSecrets, cardHolds: string): Promise<void> {
    const story = powerLosses[cardHolds]
    if (story === undefined) throw new Error(`a card cannot hold ${cardHolds}`)
    const { bench, pcscd } = this.#readers.running
    bench.tell(READER, parseStory(story))
    const { exit, json } = await untilPcscdSees(pcscd, READER, () => this.run(words, secrets))
    if (exit !== 51 || json.error?.code !== 'HC_CARD_REMOVED') throw new Error(`not told: ${exit} ${json.error?.code}`)
    await untilPcscdSees(pcscd, READER, () => bench.insert(READER))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#readers[Symbol.asyncDispose]()
    this.desk[Symbol.dispose]()
    if (this.#readers.failures.length > 0) throw new AggregateError(this.#readers.failures, 'a reader failed')
  }

  async #atTerminal(words: readonly string[], known: StepValues): Promise<Played> {
    this.#typist.learn(known)
    const output = this.desk.path('answer')
    const { exit } = await answerAtTerminal(this.desk, words, {
      output,
      typist: this.#typist.type,
      env: this.#readers.env,
    })
    return { exit, json: JSON.parse(readFileSync(output, 'utf8')) as Answer }
  }
}

function knownTo(secrets: StepSecrets): StepValues {
  if (secrets === 'same file') throw new Error('a file means nothing to a person')
  return secrets ?? {}
}
