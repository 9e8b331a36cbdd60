import { readdirSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { parseStory } from '../../simulator/reader/faults/parse-story.js'
import { createCard, Desk, type Call, type Secrets, type SimulatedCard } from '../support/cli.js'
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

describe.skipIf(missing).each(backends)('a batch of three, by %s', (backend) => {
  /** Each run takes seconds: all commands with one module, some with the other. */
  const step = backend === 'pcsc-mini' ? 1 : 5
  const desk = new Desk()
  const names = ['a.txt', 'b.txt', 'c.txt']
  let card: SimulatedCard
  let readers: ReaderDesk
  let commands = 0

  const secrets = (): Secrets => ({ 'PIN.QES': card.secret('PIN.QES') })
  const sign = (out: string): Promise<Call> =>
    readers.ehba(['sign', ...names, '--out', out, '--json'], { secrets: secrets() })

  beforeAll(async () => {
    for (const name of names) desk.file(name, name)
    card = await createCard(desk, 'card', 'hba', '--state', 'active')
    readers = await ReaderDesk.set(desk, backend, [{ name: 'Desk', card: cardIn(card) }])
    expect((await sign('clean')).exit).toBe(0)
    commands = readers.commands().length
  })
  afterAll(async () => {
    await readers[Symbol.asyncDispose]()
    desk[Symbol.dispose]()
  })

  /** Every batch that is open is finished; each document has one signature then, and the PIN all its tries. */
  async function comesToItsEnd(call: Call, out: string, exits: readonly number[]): Promise<void> {
    expect(exits, call.stdout + call.stderr).toContain(call.exit)
    if (call.exit !== 0) await isBack()
    if (call.exit !== 0) {
      // One that had no signature yet is not kept.
      const { batches } = (await readers.ehba(['batch', 'list', '--json'])).json as unknown as { batches: unknown[] }
      const again =
        batches.length > 0 ? await readers.ehba(['batch', 'resume', '--json'], { secrets: secrets() }) : await sign(out)
      expect(again.exit, again.stdout).toBe(0)
    }
    expect(readdirSync(desk.path(out)).sort()).toEqual(names.map((name) => `${name}.p7s`))
    const { json } = await readers.ehba(['batch', 'list', '--json'])
    expect(json).toMatchObject({ batches: [] })
    const { pins } = (await readers.ehba(['pin', 'status', '--json'])).json
    expect(pins?.find(({ pin }) => pin === 'PIN.QES')).toMatchObject({ triesLeft: 3, status: 'notVerified' })
  }

  /** pcscd shows a reader that was unplugged as there once more when a connection to it ends: not only one look counts. */
  async function isBack(): Promise<void> {
    for (let looks = 0; looks < 10; looks++) {
      const states = await readers.running.pcscd.readers().catch(() => [])
      if (states[0]?.card !== 'present') looks = 0
      await wait(50)
    }
  }

  it('comes to its end after pulls at its commands', async () => {
    for (let number = 1; number <= commands; number += step) {
      readers.running.bench.tell('Desk', parseStory(`at command ${number} pull, back after 100 ms`))
      await comesToItsEnd(await sign(`pull-${number}`), `pull-${number}`, [0, 51])
    }
  }, 300_000)

  it('comes to its end after pcscd was killed at commands all over it', async () => {
    for (let number = 1; number <= commands; number += 5) {
      readers.running.bench.tell('Desk', parseStory(`at command ${number} kill pcscd, back after 100 ms`))
      await comesToItsEnd(await sign(`kill-${number}`), `kill-${number}`, [0, 10])
    }
  }, 300_000)

  it('comes to its end after the reader was unplugged at commands all over it', async () => {
    for (let number = 1; number <= commands; number += 5) {
      readers.running.bench.tell('Desk', parseStory(`at command ${number} unplug reader, back after 1 s`))
      await comesToItsEnd(await sign(`unplug-${number}`), `unplug-${number}`, [0, 10])
    }
  }, 300_000)
})
