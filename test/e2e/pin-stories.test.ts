import { afterAll, describe, expect, it } from 'vitest'
import { Desk, type SimulatedCard } from '../support/cli.js'
import { losePower } from './lose-power.js'
import { playStory, type Played, type Stage, type StepSecrets } from './play-story.js'
import { readStories } from './read-stories.js'
import { StoryCards } from './story-cards.js'
import { StoryFiles } from './story-files.js'

const stories = readStories(new URL('pin-stories.md', import.meta.url))
const cards = new StoryCards()

afterAll(() => {
  cards[Symbol.dispose]()
})

describe('the stories of pin-stories.md', () => {
  it.each(stories.map((story) => [story.title, `${story.kind} ${story.pin}`, story] as const))(
    '%s (%s)',
    async (_, __, story) => {
      const desk = new Desk()
      await using stage = new SimulatorStage(desk, await cards.deal(desk, story))
      expect(await playStory(stage, story.steps)).toEqual(story.steps)
    },
  )
})

/** The simulated card in the process of the program itself, and a secrets file. */
class SimulatorStage implements Stage {
  readonly desk: Desk
  readonly card: SimulatedCard
  readonly #files: StoryFiles

  constructor(desk: Desk, card: SimulatedCard) {
    this.desk = desk
    this.card = card
    this.#files = new StoryFiles(desk)
  }

  run(words: readonly string[], secrets: StepSecrets): Promise<Played> {
    return this.desk.ehba(this.#all(words, secrets))
  }

  async losePower(words: readonly string[], secrets: StepSecrets, cardHolds: string): Promise<void> {
    await losePower(this.desk, this.card, this.#all(words, secrets), cardHolds)
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.desk[Symbol.dispose]()
    return Promise.resolve()
  }

  #all(words: readonly string[], secrets: StepSecrets): readonly string[] {
    return [...words, ...this.#files.words(secrets), ...this.card.reader]
  }
}
