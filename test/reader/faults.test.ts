import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/bytes/hex.js'
import { imageCard } from '../../simulator/reader/card-source.js'
import { parseStory } from '../../simulator/reader/faults/parse-story.js'
import { ReaderBench } from '../../simulator/reader/reader-bench.js'
import { ScriptedPerson } from '../../simulator/reader/pinpad/person-script.js'
import type { ReaderTraceLine } from '../../simulator/reader/reader-trace.js'
import type { Question } from '../../simulator/reader/wire/question.js'
import { ReaderWorkshop } from '../support/reader-workshop.js'
import { control, verifyOrder } from '../unit/simulator/reader/part-ten-orders.js'

const SELECT_QES = '00a4040c06d27600006601'
const WRONG_PIN = '002000810826999999ffffffff'

/** A card in a reader that a test asks in place of pcscd. */
class AskedReader implements AsyncDisposable {
  readonly bench: ReaderBench
  readonly lines: ReaderTraceLine[]
  readonly kills: (number | undefined)[]

  private constructor(bench: ReaderBench, lines: ReaderTraceLine[], kills: (number | undefined)[]) {
    this.bench = bench
    this.lines = lines
    this.kills = kills
  }

  static async with(workshop: ReaderWorkshop, imagePath: string, story = '', person?: string): Promise<AskedReader> {
    const lines: ReaderTraceLine[] = []
    const kills: (number | undefined)[] = []
    const bench = await ReaderBench.set({
      readers: [
        {
          card: imageCard({ imagePath, waitMs: 1000 }),
          story: parseStory(story),
          ...(person !== undefined && { pinPad: { person: new ScriptedPerson(Buffer.from(person)) } }),
        },
      ],
      attach: () => Promise.resolve({ close: () => Promise.resolve() }),
      onPcscdKilled: (backAfterMs) => Promise.resolve(void kills.push(backAfterMs)),
      onFailure: workshop.failed,
      trace: (line) => lines.push(line),
      clock: () => new Date(0),
    })
    const asked = new AskedReader(bench, lines, kills)
    await asked.ask({ kind: 'powerUp' })
    return asked
  }

  async ask(question: Question): Promise<string> {
    const answer = await this.bench.readers[0]?.reader.respond(question)
    return answer?.status === 'done' ? toHex(answer.body) : (answer?.status ?? '')
  }

  send(command: string): Promise<string> {
    return this.ask({ kind: 'transmit', command: fromHex(command) })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.bench.close()
  }
}

describe('a story at a simulated reader', () => {
  const workshop = new ReaderWorkshop()
  let cards = 0
  let image = ''

  beforeAll(async () => {
    image = await workshop.card('first')
  })
  afterAll(() => {
    expect(workshop.failures).toEqual([])
    workshop[Symbol.dispose]()
  })
  const freshCard = (): Promise<string> => workshop.card(`card-${++cards}`)

  it('pulls the card before a command, which the card never sees, and puts it in again in time', async () => {
    await using reader = await AskedReader.with(workshop, image, 'at command 2 pull, back after 10 ms\n')
    expect(await reader.send(SELECT_QES)).toBe('9000')
    expect(await reader.send(SELECT_QES)).toBe('noCard')
    expect(await reader.ask({ kind: 'presence' })).toBe('00')
    expect(await reader.send(SELECT_QES)).toBe('noCard')
    while ((await reader.ask({ kind: 'presence' })) === '00') await wait(5)
    await reader.ask({ kind: 'powerUp' })
    expect(await reader.send(SELECT_QES)).toBe('9000')
  })

  it('pulls the card before its answer: what it did is done', async () => {
    await using reader = await AskedReader.with(workshop, await freshCard(), 'at answer verify 1 pull\n')
    await reader.send(SELECT_QES)
    expect(await reader.send(WRONG_PIN)).toBe('noCard')
    await reader.bench.insert('1')
    expect(reader.bench.counters()[0]?.passwords['DF.QES/PIN.QES']?.triesLeft).toBe(2)
  })

  it('unplugs the reader: nothing is answered until it is back, and the card has lost its power', async () => {
    await using reader = await AskedReader.with(workshop, image, 'at command 1 unplug reader, back after 10 ms\n')
    expect(await reader.send(SELECT_QES)).toBe('readerGone')
    expect(await reader.ask({ kind: 'presence' })).toBe('readerGone')
    while ((await reader.ask({ kind: 'presence' })) === 'readerGone') await wait(5)
    expect(await reader.ask({ kind: 'presence' })).toBe('01')
    expect(await reader.ask({ kind: 'powerUp' })).toMatch(/^3b/)
  })

  it('has pcscd killed, and says when it is to be back', async () => {
    await using reader = await AskedReader.with(workshop, image, 'at command 1 kill pcscd, back after 1 s\n')
    void reader.send(SELECT_QES)
    while (reader.kills.length === 0) await wait(1)
    expect(reader.kills).toEqual([1000])
  })

  it('cuts answers and fills them with others, the same with the same seed', async () => {
    const story = 'seed 4\nat answer 1 garbage\nat answer 2 short\nat answer 3 short 1\n'
    const run = async (): Promise<string[]> => {
      await using reader = await AskedReader.with(workshop, image, story)
      const answers: string[] = []
      for (const command of ['00b0820000', '00b0820000', '00b0820000', '00b0820000']) {
        answers.push(await reader.send(command))
      }
      return answers
    }
    const [garbage = '', short = '', one = '', sound = ''] = await run()
    expect(sound).toMatch(/^5a0a.*9000$/)
    expect(garbage).toHaveLength(sound.length)
    expect(garbage).not.toBe(sound)
    expect(sound.startsWith(short)).toBe(true)
    expect(short.length).toBeLessThan(sound.length)
    expect(one).toBe('5a')
    expect(await run()).toEqual([garbage, short, one, sound])
  })

  it('lets a mute card keep silent until it is pulled', async () => {
    await using reader = await AskedReader.with(workshop, image, 'at command 1 mute\n')
    const answer = reader.send(SELECT_QES)
    expect(await Promise.race([answer, wait(50, 'silence')])).toBe('silence')
    await reader.bench.remove('1')
    expect(await answer).toBe('noCard')
  })

  it.each([0, 20, 1_000_000])('takes the power away after %i bytes of a write, and the card lives on', async (byte) => {
    const path = await freshCard()
    await using reader = await AskedReader.with(workshop, path, `at byte ${byte} of write 1 lose power\n`)
    await reader.send(SELECT_QES)
    expect(await reader.send(WRONG_PIN)).toBe('noCard')
    await reader.bench.insert('1')
    await reader.ask({ kind: 'powerUp' })
    // The comparison may have been spent, as COS demands it, or not at all; nothing else.
    const left = reader.bench.counters()[0]?.passwords['DF.QES/PIN.QES']?.triesLeft
    expect(left).toBe(byte > 1000 ? 2 : 3)
    expect(await reader.send(SELECT_QES)).toBe('9000')
  })

  it('counts commands over a pulled card, and from the beginning with a new story', async () => {
    await using reader = await AskedReader.with(workshop, image, 'at command 3 pull\n')
    await reader.send(SELECT_QES)
    await reader.bench.remove('1')
    await reader.bench.insert('1')
    await reader.ask({ kind: 'powerUp' })
    expect(await reader.send(SELECT_QES)).toBe('9000')
    expect(await reader.send(SELECT_QES)).toBe('noCard')
    reader.bench.tell('1', parseStory('at command 2 pull\n'))
    await reader.bench.insert('1')
    await reader.ask({ kind: 'powerUp' })
    expect([await reader.send(SELECT_QES), await reader.send(SELECT_QES)]).toEqual(['9000', 'noCard'])
  })

  it('a person who never answers is interrupted by pulling the card', async () => {
    await using reader = await AskedReader.with(workshop, image, '', 'never\n')
    const answer = reader.ask({ kind: 'control', code: control.verify, input: verifyOrder() })
    expect(await Promise.race([answer, wait(50, 'silence')])).toBe('silence')
    await reader.bench.remove('1')
    expect(await answer).toBe('noCard')
  })

  it('the trace tells everything in order, and no digit', async () => {
    await using reader = await AskedReader.with(workshop, await freshCard(), '', 'type 999999\n')
    await reader.send(SELECT_QES)
    expect(await reader.ask({ kind: 'control', code: control.verify, input: verifyOrder() })).toBe('63c2')
    await reader.ask({ kind: 'reset' })
    await reader.bench.remove('1')
    const head = { time: '1970-01-01T00:00:00.000Z', reader: 'ehba simulated reader 1' }
    expect(reader.lines).toEqual([
      { ...head, event: 'insert' },
      { ...head, event: 'powerUp' },
      { ...head, toCard: SELECT_QES },
      { ...head, fromCard: '9000' },
      { ...head, pinPad: 'verify', messages: [0] },
      { ...head, toCard: '0020008108<8 secret bytes>' },
      { ...head, fromCard: '63c2' },
      { ...head, event: 'reset' },
      { ...head, event: 'remove' },
    ])
  })
})
