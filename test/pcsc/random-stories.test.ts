import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatStory } from '../../simulator/reader/faults/format-story.js'
import { randomStory } from '../../simulator/reader/faults/random-story.js'
import { copyCard, createCard, Desk, type SimulatedCard } from '../support/cli.js'
import { tell, testLimitMs, testRuns, testSeed } from '../support/seeded-random.js'
import { backends, missing } from './reader-desk.js'
import { StoryLane, type Verb } from './story-lane.js'

/** For each verb and backend; `npm run test:long` tells ten times as many. */
const STORIES = testRuns(2)

const lanes = backends.flatMap((backend) =>
  (['sign', 'activate', 'change', 'unblock'] as const).map((verb): [Verb, string] => [verb, backend]),
)

const home = new Desk()
let cards: Readonly<Record<Verb, SimulatedCard>>

beforeAll(async () => {
  const active = await createCard(home, 'active', 'hba', '--state', 'active')
  const delivered = await createCard(home, 'delivered', 'hba')
  const blocked = copyCard(home, 'blocked', active)
  for (const pin of ['00000001', '00000002', '00000003']) {
    await home.ehba(['pin', 'verify', 'PIN.QES', '--allow-last-try', ...blocked.reader], {
      secrets: { 'PIN.QES': pin },
    })
  }
  cards = { sign: active, activate: delivered, change: active, unblock: blocked }
})
afterAll(() => {
  home[Symbol.dispose]()
})

describe.skipIf(missing)('whatever goes wrong', () => {
  // Most of the time they wait for pcscd to see what happened: several at a time cost little more than one.
  it.concurrent.each(lanes)(
    '%s, by %s, loses no try, no signature and no card',
    async (verb, backend) => {
      const seed = testSeed()
      await using lane = await StoryLane.set(backend, verb, cards[verb])
      const size = await lane.size()
      const exits = new Map<number | null, number>()
      for (let i = 0; i < STORIES; i++) {
        const story = randomStory(seed + i, size)
        try {
          const exit = await lane.happen(story)
          exits.set(exit, (exits.get(exit) ?? 0) + 1)
        } catch (error) {
          throw new Error(`in this story:\n${formatStory(story)}`, { cause: error })
        }
      }
      const counted = [...exits].map(([exit, count]) => `${count} × exit ${exit}`).join(', ')
      tell(`${verb}, by ${backend}: ${STORIES} stories from seed ${seed}: ${counted}`)
      expect(lane.failures).toEqual([])
    },
    testLimitMs(300_000),
  )
})
