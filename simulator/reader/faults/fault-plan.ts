import { kindOf } from '../../card/delays.js'
import { Chance } from './chance.js'
import { drawRealDelay } from './real-delays.js'
import type { Fault, FaultStory, Moment } from './story.js'

/** What is due with one command. */
export interface DueFaults {
  readonly before: readonly Fault[]
  readonly after: readonly Fault[]
  /** How long the command takes, in ms, computing not included; 0 where the story says nothing. */
  readonly delayMs: number
}

/** What is due with one write of the card's state. */
export interface DueWrite {
  /** So many bytes are stored, then the power goes away. */
  readonly bytesStored: number
}

const nothingHappens: FaultStory = { seed: 0, events: [], delays: [] }

/**
 * A story as it goes: counts commands and writes, over all cards that are put into the same reader, and says what is due.
 * Everything happens once.
 */
export class FaultPlan {
  readonly #onClock: (byMs: number) => void
  readonly #counts = new Map<string, number>()
  #story: FaultStory
  #chance: Chance
  #delays: Chance
  #writes = 0

  /** @param onClock - told of a jump of the clock */
  constructor(story: FaultStory = nothingHappens, onClock: (byMs: number) => void = () => undefined) {
    this.#story = story
    this.#onClock = onClock
    this.#chance = new Chance(story.seed, 'faults')
    this.#delays = new Chance(story.seed, 'delays')
  }

  /** Ends the story and begins another. */
  begin(story: FaultStory): void {
    this.#story = story
    this.#counts.clear()
    this.#writes = 0
    this.#chance = new Chance(story.seed, 'faults')
    this.#delays = new Chance(story.seed, 'delays')
  }

  /** What the seed of the story decides. */
  get chance(): Chance {
    return this.#chance
  }

  /** Counts a command; undefined where there is no story. */
  command(command: Uint8Array): DueFaults | undefined {
    if (this.#story === nothingHappens) return undefined
    const kind = kindOf(command)
    const counted = ['command', ...(kind ? [kind] : [])]
    for (const name of counted) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
    const isNow = (moment: Moment): boolean =>
      moment.at !== 'write' && counted.includes(moment.kind) && this.#counts.get(moment.kind) === moment.number
    const due = this.#story.events.filter(({ moment }) => isNow(moment))
    return {
      before: due.filter(({ moment }) => moment.at === 'command').map(({ fault }) => fault),
      after: due.filter(({ moment }) => moment.at === 'answer').map(({ fault }) => fault),
      delayMs: this.#delayOf(kind),
    }
  }

  /** Counts a durable write of so many bytes. */
  write(lengthBytes: number): DueWrite | undefined {
    this.#writes++
    const due = this.#story.events.find(({ moment }) => moment.at === 'write' && moment.number === this.#writes)
    if (due?.moment.at !== 'write') return undefined
    // All lengths from nothing to everything: also the whole write can be the last thing that the card does.
    return { bytesStored: Math.min(due.moment.byte ?? this.#chance.below(lengthBytes + 1), lengthBytes) }
  }

  jumpClock(byMs: number): void {
    this.#onClock(byMs)
  }

  #delayOf(kind: ReturnType<typeof kindOf>): number {
    const { delays } = this.#story
    const said = delays.find((delay) => delay.kind === kind) ?? delays.find((delay) => delay.kind === 'any')
    if (!said) return 0
    return said.ms === 'like real' ? drawRealDelay(kind ?? 'any', this.#delays) : said.ms
  }
}
