import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/bytes/hex.js'
import { CardCore } from '../../simulator/card/core/card-core.js'
import { parseCardImage } from '../../simulator/card/image/card-image.js'
import { volatileStore } from '../../simulator/card/state/log-state-store.js'
import { Twin } from '../jcardsim/twin.js'
import { whyNoTwin } from '../jcardsim/why-no-twin.js'
import { createCard, Desk, type SimulatedCard } from '../support/cli.js'
import { isLongRun, SeededRandom, tell, testLimitMs, testSeed } from '../support/seeded-random.js'
import { CommandGrammar, type CardSecrets } from './side-by-side/command-grammar.js'
import { compareOn, type Comparison } from './side-by-side/compare-cards.js'

const SEQUENCES = isLongRun() ? 5000 : 100
const COMMANDS = 50
/** Sequences on one card, with a warm reset between them; then both cards are new. */
const PER_CARD = 50

interface ComparedCard {
  readonly image: string
  readonly secrets: CardSecrets
}

describe.skipIf(whyNoTwin)('the TypeScript card and the Java Card twin, side by side', () => {
  const desk = new Desk()
  let cards: readonly ComparedCard[]

  beforeAll(async () => {
    const delivered = await createCard(desk, 'transport', 'hba', '--keys', 'both')
    const active = await createCard(desk, 'active', 'hba', '--keys', 'both', '--state', 'active', '--limit', '3')
    cards = [
      { image: delivered.image, secrets: secretsOf(delivered, '13579246') },
      { image: active.image, secrets: secretsOf(active) },
    ]
  })
  afterAll(() => {
    desk[Symbol.dispose]()
  })

  it(
    'answer random commands alike, or differ as the specification allows',
    { timeout: testLimitMs(120_000) },
    async () => {
      const seed = testSeed()
      const random = new SeededRandom(seed)
      const met: Comparison = { differences: [], allowed: new Map(), statuses: new Map() }
      await using twins = await Twins.of(cards)
      for (let done = 0; done < SEQUENCES;) {
        const card = random.pick(cards)
        const grammar = new CommandGrammar(random, card.secrets)
        const image = parseCardImage(readFileSync(card.image))
        const core = new CardCore({ image, store: volatileStore() })
        const twin = twins.fresh(card)
        const both = {
          ours: (command: string) => toHex(core.process(fromHex(command))),
          twin: (command: string) => twin.ask(command),
        }
        core.powerOn()
        for (let same = true, sequence = 0; same && sequence < PER_CARD; sequence++, done++) {
          same = await compareOn(grammar.sequence(COMMANDS), both, met)
          core.reset()
          twin.reset()
        }
      }
      tell(
        `side by side: seed ${seed}, ${SEQUENCES} × ${COMMANDS} commands, ` +
          `${met.statuses.size} status words, allowed: ${JSON.stringify([...met.allowed])}`,
      )
      expect(met.differences.map(({ commands, ...answers }) => ({ last: commands.at(-1), ...answers }))).toEqual([])
      expect(met.differences).toEqual([])
      expect(met.statuses.size).toBeGreaterThan(15)
    },
  )
})

/** @param pin - of a card that came with Transport-PINs: what it gets in this test */
function secretsOf({ secret }: SimulatedCard, pin?: string): CardSecrets {
  return (name, kind) => (kind === 'pin' ? (pin ?? secret(name)) : secret(`${name}.${kind}`))
}

/** A twin for each image, which gives another card at every power-up. */
class Twins implements AsyncDisposable {
  readonly #twins: ReadonlyMap<string, Twin>

  private constructor(twins: ReadonlyMap<string, Twin>) {
    this.#twins = twins
  }

  static async of(cards: readonly ComparedCard[]): Promise<Twins> {
    const start = async ({ image }: ComparedCard): Promise<[string, Twin]> => [
      image,
      await Twin.start({ image, volatile: true }),
    ]
    return new Twins(new Map(await Promise.all(cards.map(start))))
  }

  fresh({ image }: ComparedCard): Twin {
    const twin = this.#twins.get(image)
    if (!twin) throw new Error(`no twin of ${image}`)
    twin.restart()
    return twin
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const twin of this.#twins.values()) await twin.close()
  }
}
