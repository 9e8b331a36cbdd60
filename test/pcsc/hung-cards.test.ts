import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { parseStory } from '../../simulator/reader/faults/parse-story.js'
import { createCard, Desk, type SimulatedCard } from '../support/cli.js'
import { backends, cardIn, missing, ReaderDesk } from './reader-desk.js'

describe.skipIf(missing).each(backends)('cards that hang, by %s', (backend) => {
  const desk = new Desk()
  let readers: ReaderDesk
  let good: SimulatedCard[]

  beforeAll(async () => {
    const cards = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((i) => createCard(desk, `card-${i}`, 'hba', '--state', 'active')),
    )
    good = cards.slice(4)
    readers = await ReaderDesk.set(
      desk,
      backend,
      cards.map((card, i) => ({
        name: `Reader ${i}`,
        card: cardIn(card),
        ...(i < 4 && { story: parseStory('at command 1 mute') }),
      })),
    )
  })
  afterAll(async () => {
    await readers[Symbol.asyncDispose]()
    desk[Symbol.dispose]()
  })

  it('do not keep the others off the list for two seconds, and are named in it', async () => {
    const start = performance.now()
    const { exit, json } = await readers.ehba(['card', 'list', '--json'])
    expect(performance.now() - start).toBeLessThan(2000)
    expect(exit).toBe(0)
    expect(json).toMatchObject({
      cards: [
        ...[0, 1, 2, 3].map((i) => ({
          reader: expect.stringContaining(`Reader ${i} `) as string,
          code: 'HC_CARD_SILENT',
        })),
        ...good.map(({ iccsn }) => ({ kind: 'hba', iccsn })),
      ],
    })
  })
})
