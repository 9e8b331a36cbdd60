import { afterAll, describe, expect, it } from 'vitest'
import { playStory } from '../e2e/play-story.js'
import { readStories, type Story } from '../e2e/read-stories.js'
import { StoryCards } from '../e2e/story-cards.js'
import { Desk } from '../support/cli.js'
import { isLongRun, testSeed } from '../support/seeded-random.js'
import { backends, missing } from './reader-desk.js'
import { ReaderStage } from './reader-stage.js'
import { translate, translations, type Way } from './story-translations.js'

const stories = readStories(new URL('../e2e/pin-stories.md', import.meta.url))
/** Steps of all stories, told for all their cards, and those of them that have no meaning where nobody gives a file. */
const STEPS = 192
const ABOUT_FILES = 8

/**
 * The tests that play all stories of pin-stories.md on cards in a reader of a real pcscd, one pcscd for each story.
 *
 * @param backend - the native module of the program
 * @param usualShare - `bin/test` tells every so many-th story, from one of chance on; the long run tells all
 */
export function tellPinStories(backend: (typeof backends)[number], ways: readonly Way[], usualShare: number): void {
  const share = isLongRun() ? 1 : usualShare
  const seed = testSeed()
  const told = stories.filter((_, i) => i % share === seed % share)
  const named = told.map((story) => [story.title, `${story.kind} ${story.pin}`, story] as const)
  const cards = new StoryCards()
  afterAll(() => {
    cards[Symbol.dispose]()
  })

  describe.skipIf(missing ?? !backends.includes(backend)).each(ways)(`the stories, by ${backend} and %s`, (way) => {
    const played: StepCount = { steps: 0, withoutMeaning: 0 }

    it.each(named)('%s (%s)', async (_, __, story) => {
      const desk = new Desk()
      await using stage = await ReaderStage.set(desk, await cards.deal(desk, story), backend, way)
      const steps = story.steps.flatMap((step) => translate(step, way) ?? [])
      expect(await playStory(stage, steps)).toEqual(steps)
      played.steps += steps.length
      played.withoutMeaning += story.steps.length - steps.length
    })

    it('were played whole, but for the steps that are about files where there are none', () => {
      const withoutMeaning = way === 'stream' ? 0 : ABOUT_FILES
      expect(countSteps(stories, way)).toEqual({ steps: STEPS - withoutMeaning, withoutMeaning })
      expect(played).toEqual(countSteps(told, way))
    })

    it('needed each of the translations that stand in the table for it', () => {
      const steps = stories.flatMap((story) => story.steps)
      for (const { ways: for_, applies, because } of translations) {
        if (for_.includes(way)) expect(steps.some(applies), because).toBe(true)
      }
    })
  })
}

interface StepCount {
  steps: number
  withoutMeaning: number
}

/** Steps of these stories that have a meaning where secrets are given that way, and those that have none. */
function countSteps(some: readonly Story[], way: Way): StepCount {
  const all = some.flatMap((story) => story.steps)
  const steps = all.filter((step) => translate(step, way) !== undefined).length
  return { steps, withoutMeaning: all.length - steps }
}
