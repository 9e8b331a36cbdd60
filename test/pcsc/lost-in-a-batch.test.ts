import { readdirSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parseStory } from '../../simulator/reader/faults/parse-story.js'
import { qesTriesLeft, signaturesMade } from '../support/card-counts.js'
import { createCard, Desk, type Call, type Secrets, type SimulatedCard } from '../support/cli.js'
import { isLongRun, SeededRandom, tell, testLimitMs, testSeed } from '../support/seeded-random.js'
import { backends, cardIn, missing, ReaderDesk } from './reader-desk.js'

/** What may be lost, by the word of a fault story, and the exit codes of a batch that loses it. */
const losses = [
  { loss: 'pull, back after 50 ms', name: 'the card', exits: [51] },
  { loss: 'kill pcscd, back after 50 ms', name: 'pcscd', exits: [10] },
  // pcscd looks at its readers every 400 ms: one that is back before cannot be told from a card that was pulled.
  { loss: 'unplug reader, back after 1 s', name: 'the reader', exits: [10] },
] as const

const LETTERS = 20
const names = Array.from({ length: LETTERS }, (_, i) => `brief-${i}.txt`)
const outputs = names.map((name) => `${name}.p7s`).sort()

describe.skipIf(missing).each(backends)('a batch of twenty, by %s', (backend) => {
  const desk = new Desk()
  let card: SimulatedCard
  let readers: ReaderDesk
  let commands = 0

  const sign = (out: string): Promise<Call> =>
    readers.ehba(['sign', ...names, '--out', out, '--json'], { secrets: secrets() })
  const secrets = (): Secrets => ({ 'PIN.QES': card.secret('PIN.QES') })

  beforeAll(async () => {
    for (const name of names) desk.file(name, name)
    card = await createCard(desk, 'card', 'hba', '--state', 'active')
    readers = await ReaderDesk.set(desk, backend, [{ name: 'Desk', card: cardIn(card) }])
    expect(await sign('clean')).toMatchObject({ exit: 0 })
    commands = readers.commands().length
  })
  afterAll(async () => {
    await readers[Symbol.asyncDispose]()
    desk[Symbol.dispose]()
  })
  afterEach(() => {
    expect(readers.failures).toEqual([])
  })

  it.each(losses)(
    'comes to its end after $name was lost at any command',
    async ({ loss, exits }) => {
      const seed = testSeed()
      const indexes = commandsToStrike(commands, loss, backend, seed)
      tell(`${backend}: ${loss}: ${indexes.length} of ${commands} commands, seed ${seed}`)
      for (const number of indexes) {
        const out = `${loss.slice(0, 4)}-${number}`
        const before = signaturesMade(readers.counters)
        readers.running.bench.tell('Desk', parseStory(`at command ${number} ${loss}`))
        const call = await sign(out)
        // What is lost after the last answer is nobody's loss.
        const allowed = number > commands - 2 ? [0, ...exits] : exits
        expect(allowed, `at command ${number}: ${call.stdout}${call.stderr}`).toContain(call.exit)
        if (call.exit !== 0) await comesToItsEnd(out, number)
        expect(readdirSync(desk.path(out)).sort()).toEqual(outputs)
        // At most the one that was on its way has no output.
        expect(signaturesMade(readers.counters) - before - LETTERS).toBeLessThanOrEqual(1)
        expect(qesTriesLeft(readers.counters)).toBe(3)
      }
      expect((await readers.ehba(['batch', 'list', '--json'])).json).toMatchObject({ batches: [] })
      const { pins } = (await readers.ehba(['pin', 'status', '--json'])).json
      expect(pins?.find(({ pin }) => pin === 'PIN.QES')).toMatchObject({ triesLeft: 3, status: 'notVerified' })
    },
    testLimitMs(300_000),
  )

  async function comesToItsEnd(out: string, number: number): Promise<void> {
    await readers.isBack()
    const resumed = await readers.ehba(['batch', 'resume', '--json'], { secrets: secrets() })
    // A batch that was lost before its PIN entry is not kept.
    const ended = resumed.exit === 2 ? await sign(out) : resumed
    expect(ended, `after command ${number}: ${ended.stdout}`).toMatchObject({
      exit: 0,
      json: { batch: { state: 'done', signed: LETTERS } },
    })
  }
})

/**
 * Each loss costs two runs of the program: `bin/test` strikes at every so many-th command, from one of chance on, the long run
 * at every one.
 */
function commandsToStrike(commands: number, loss: string, backend: string, seed: number): readonly number[] {
  const all = Array.from({ length: commands }, (_, i) => i + 1)
  if (isLongRun()) return all
  const step = (loss.startsWith('pull') ? 5 : 15) * (backend === 'pcsc-mini' ? 1 : 3)
  const first = new SeededRandom(seed).below(step)
  return all.filter((_, i) => i % step === first)
}
