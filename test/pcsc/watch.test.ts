import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { copyCard, createCard, Desk, type SimulatedCard } from '../support/cli.js'
import { Watch } from '../support/watch.js'
import { backends, cardIn, missing, ReaderDesk } from './reader-desk.js'

const home = new Desk()
let cards: SimulatedCard[]

beforeAll(async () => {
  cards = [await createCard(home, 'hba', 'hba', '--state', 'active'), await createCard(home, 'smcb', 'smcb')]
  return () => {
    home[Symbol.dispose]()
  }
})

describe.skipIf(missing).each(backends)('a watch over readers, by %s', (backend) => {
  let desk: Desk
  let readers: ReaderDesk

  async function start(verb: string): Promise<Watch> {
    desk = new Desk()
    const [first, second] = cards.map((card, i) => cardIn(copyCard(desk, `card-${i}`, card)))
    readers = await ReaderDesk.set(desk, backend, [
      { name: 'Desk', ...(first && { card: first }) },
      { name: 'Counter', ...(second && { card: second }) },
    ])
    return new Watch(readers.start([verb, 'watch', '--json']))
  }

  afterEach(async () => {
    await readers[Symbol.asyncDispose]()
    desk[Symbol.dispose]()
  })

  it('says which cards are there, and sees one that is taken out and put in again within a second', async () => {
    const watch = await start('card')
    for (const { iccsn } of cards) await watch.tells({ event: 'cardRecognised', iccsn })
    await readers.running.bench.remove('Desk')
    expect(await watch.tells({ event: 'cardRemoved', reader: 'Desk 00 00' })).toBeLessThan(1000)
    await readers.running.bench.insert('Desk')
    expect(await watch.tells({ event: 'cardInserted', reader: 'Desk 00 00' }, 2)).toBeLessThan(1000)
    await watch.tells({ event: 'cardRecognised', reader: 'Desk 00 00' }, 2)
    expect(await watch.end()).toBe(0)
  })

  it('survives the end of pcscd, and goes on with the next one', async () => {
    const watch = await start('card')
    await watch.tells({ event: 'cardRecognised' }, 2)
    await readers.running.pcscd.kill()
    await watch.tells({ event: 'serviceLost' })
    await readers.running.pcscd.restart()
    await watch.tells({ event: 'serviceBack' })
    await watch.tells({ event: 'cardRecognised' }, 4)
    expect(await watch.end()).toBe(0)
  })

  it('tells of readers that are unplugged and plugged in, and powers no card', async () => {
    const watch = await start('reader')
    await watch.tells({ event: 'cardInserted' }, 2)
    const from = readers.trace.length
    await readers.running.bench.unplug('Counter')
    await watch.tells({ event: 'readerRemoved', reader: 'Counter 01 00' })
    readers.running.bench.plug('Counter')
    await watch.tells({ event: 'readerAdded', reader: 'Counter 01 00' }, 2)
    expect(await watch.end()).toBe(0)
    expect(watch.lines.map(({ event }) => event)).not.toContain('cardRecognised')
    expect(readers.commands(from)).toEqual([])
  })
})
