import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/bytes/hex.js'
import { CardCore } from '../../simulator/card/core/card-core.js'
import { parseCardImage } from '../../simulator/card/image/card-image.js'
import { volatileStore } from '../../simulator/card/state/log-state-store.js'
import { Twin } from '../jcardsim/twin.js'
import { whyNoTwin } from '../jcardsim/why-no-twin.js'
import { createCard, Desk, type SimulatedCard } from '../support/cli.js'
import { SeededRandom, tell, testRuns, testSeed } from '../support/seeded-random.js'
import { CommandGrammar } from './side-by-side/command-grammar.js'
import { compareOn, type Comparison } from './side-by-side/compare-cards.js'

const SEQUENCES = 500
const COMMANDS = 50
/** Sequences on one card, with a cold reset between them; then both cards are new. */
const PER_CARD = 50

describe.skipIf(whyNoTwin)('the TypeScript card and the Java Card twin, side by side', () => {
  const desk = new Desk()
  let image = new Uint8Array()
  let card: SimulatedCard

  beforeAll(async () => {
    card = await createCard(desk, 'card', 'hba')
    image = Uint8Array.from(readFileSync(card.image))
  })
  afterAll(() => {
    desk[Symbol.dispose]()
  })

  it(
    'answer random commands alike, or differ as the specification allows',
    { timeout: testRuns(300_000) },
    async () => {
      const seed = testSeed()
      const grammar = new CommandGrammar(new SeededRandom(seed), card)
      const met: Comparison = { differences: [], allowed: new Map(), statuses: new Map() }
      const state = desk.path('twin.state')
      for (let done = 0; done < testRuns(SEQUENCES); done += PER_CARD) {
        await rm(state, { force: true })
        await using twin = await Twin.start({ image: card.image, state })
        const core = new CardCore({ image: parseCardImage(image), store: volatileStore() })
        for (let sequence = 0; sequence < PER_CARD; sequence++) {
          core.powerOn()
          twin.restart()
          const cards = { ours: (command: string) => toHex(core.process(fromHex(command))), twin: twin.ask.bind(twin) }
          await compareOn(grammar.sequence(COMMANDS), cards, met)
        }
      }
      tell(
        `side by side: seed ${seed}, ${testRuns(SEQUENCES)} × ${COMMANDS} commands, ` +
          `${met.statuses.size} status words, allowed: ${JSON.stringify([...met.allowed])}`,
      )
      expect(met.differences.slice(0, 5)).toEqual([])
      expect(met.statuses.size).toBeGreaterThan(15)
    },
  )
})
