import { readdirSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import type { FaultStory } from '../../simulator/reader/faults/story.js'
import { qesTriesLeft, signaturesMade } from '../support/card-counts.js'
import { copyCard, Desk, type Call, type Secrets, type SimulatedCard } from '../support/cli.js'
import { cardIn, ReaderDesk } from './reader-desk.js'

/** What a person does while things go wrong. */
export type Verb = 'sign' | 'activate' | 'change' | 'unblock'

const LETTERS = 8
const names = Array.from({ length: LETTERS }, (_, i) => `brief-${i}.txt`)
const outputs = names.map((name) => `${name}.p7s`).sort()

const NEW_PIN = '97531864'

/** As often as anything may go wrong in one story, and the last time that it goes well. */
const ATTEMPTS = 8

/** Does one thing again and again, with a new copy of a card in the same reader each time, while a story goes on there. */
export class StoryLane implements AsyncDisposable {
  readonly #desk: Desk
  readonly #readers: ReaderDesk
  readonly #verb: Verb
  readonly #card: SimulatedCard
  #copies = 0

  private constructor(desk: Desk, readers: ReaderDesk, verb: Verb, card: SimulatedCard) {
    this.#desk = desk
    this.#readers = readers
    this.#verb = verb
    this.#card = card
  }

  /** @param card - in the state that the verb begins with */
  static async set(backend: string, verb: Verb, card: SimulatedCard): Promise<StoryLane> {
    const desk = new Desk()
    for (const name of names) desk.file(name, name)
    const readers = await ReaderDesk.set(desk, backend, [
      { name: 'Desk', card: cardIn(copyCard(desk, 'card-0', card)) },
    ])
    return new StoryLane(desk, readers, verb, card)
  }

  /** What went wrong at the reader without a story. */
  get failures(): readonly unknown[] {
    return this.#readers.failures
  }

  /** Commands and durable writes of the undisturbed run. */
  async size(): Promise<{ commands: number; writes: number }> {
    for (let writes = 0; ; writes++) {
      await this.#putIn()
      this.#readers.running.bench.tell('Desk', {
        seed: 0,
        delays: [],
        events: [{ moment: { at: 'write', number: writes + 1, byte: 0 }, fault: { kind: 'lose power' } }],
      })
      const from = this.#readers.trace.length
      const { exit } = await this.#attempt('measured')
      if (exit === 0) return { commands: this.#readers.commands(from).length, writes }
    }
  }

  /** @returns the exit code of the run that the story began with */
  async happen(story: FaultStory): Promise<number | null> {
    await this.#putIn()
    const out = `out-${this.#copies}`
    this.#readers.running.bench.tell('Desk', story)
    const first = await this.#attempt(out)
    await this.#cardIsBack()
    // The comparison costs a try when power goes inside it (gemSpec_COS N074.700c, N076.100a, N082.900b): no other does.
    const powerLosses = story.events.filter(({ fault }) => fault.kind === 'lose power').length
    if (this.#verb !== 'unblock') expect(this.#triesLeft()).toBeGreaterThanOrEqual(3 - powerLosses)
    const told = await this.#untilDone(() => this.#readers.ehba(['pin', 'status', '--json']))
    for (const { pin, status, triesLeft } of told.json.pins ?? []) {
      expect(['notVerified', 'transportPin', 'blocked']).toContain(status)
      if (pin === 'PIN.QES' && status === 'notVerified') expect(triesLeft).toBe(this.#triesLeft())
    }
    await this.#goesOn(out, first)
    expect(this.#triesLeft()).toBe(3)
    if (this.#verb === 'sign') await this.#expectSigned(out, story.events.length)
    return first.exit
  }

  async #goesOn(out: string, first: Call): Promise<void> {
    if (first.exit === 0 && this.#verb !== 'change') return
    if (this.#verb === 'sign') {
      await this.#untilDone(async () => {
        const resumed = await this.#readers.ehba(['batch', 'resume', '--json'], {
          secrets: secretsOf('sign', this.#card),
        })
        // A batch whose PIN was never entered is not kept.
        return resumed.json.error?.code === 'HC_BATCH_UNKNOWN' ? await this.#attempt(out) : resumed
      })
    } else if (this.#verb === 'change') {
      // Which value the card has now is told by the card alone.
      const verify = (pin: string): Promise<Call> =>
        this.#untilDone(
          () => this.#readers.ehba(['pin', 'verify', 'PIN.QES', '--json'], { secrets: { 'PIN.QES': pin } }),
          [0, 20],
        )
      const isNew = (await verify(NEW_PIN)).exit === 0
      if (first.exit === 0) expect(isNew).toBe(true)
      else if (!isNew) expect((await verify(this.#card.secret('PIN.QES'))).exit).toBe(0)
    } else if (this.#verb === 'unblock') {
      await this.#untilDone(() => this.#attempt(out))
    } else {
      // What was interrupted holds the value of the letter or the new one: a person tries the one, then the other.
      const holdsNew = new Set<string>()
      await this.#untilDone(async () => {
        const call = await this.#attempt(out, holdsNew)
        const { error, pins = [] } = call.json
        if (error?.code === 'HC_PIN_WRONG') holdsNew.add(pins.length > 0 ? 'PIN.QES' : 'PIN.CH')
        return call
      })
      const verify = ['pin', 'verify', 'PIN.QES', '--json']
      await this.#untilDone(() => this.#readers.ehba(verify, { secrets: { 'PIN.QES': NEW_PIN } }))
    }
  }

  async #expectSigned(out: string, faults: number): Promise<void> {
    expect(readdirSync(this.#desk.path(out)).sort()).toEqual(outputs)
    const files = outputs.map((name) => this.#desk.path(out, name))
    const words = ['verify', ...files, '--trust', this.#card.trust, '--content', this.#desk.folder, '--json']
    expect((await this.#readers.ehba(words)).exit).toBe(0)
    expect((await this.#readers.ehba(['batch', 'list', '--json'])).json).toMatchObject({ batches: [] })
    // Of each loss at most the signature that was on its way is made twice.
    expect(signaturesMade(this.#readers.counters)).toBeLessThanOrEqual(LETTERS + faults)
  }

  /** Again and again until the card lets it: the next run can name what it finds, and go on. */
  async #untilDone(run: () => Promise<Call>, done: readonly number[] = [0]): Promise<Call> {
    for (let i = 0; i < ATTEMPTS; i++) {
      await this.#cardIsBack()
      const call = named(await run())
      if (call.exit !== null && done.includes(call.exit)) return call
      await this.#rescue(call)
    }
    const answers = this.#desk.calls.slice(-ATTEMPTS).map(({ stdout }) => stdout)
    throw new Error(`does not come to an end: ${answers.join('')}`)
  }

  /** A person who is down to the last try, by power that was lost and by their own guess, has the PUK give all tries back. */
  async #rescue({ json: { error, pins = [] } }: Call): Promise<void> {
    if (error?.code !== 'HC_PIN_LAST_TRY' && error?.code !== 'HC_PIN_BLOCKED') return
    const pin = this.#verb === 'activate' && pins.length === 0 ? 'PIN.CH' : 'PIN.QES'
    const secrets = { [`${pin}.puk`]: this.#card.secret(`${pin}.puk`) }
    named(await this.#readers.ehba(['pin', 'unblock', pin, '--json'], { secrets }))
  }

  async #attempt(out: string, holdsNew: ReadonlySet<string> = new Set()): Promise<Call> {
    await this.#cardIsBack()
    const secrets = secretsOf(this.#verb, this.#card)
    const changed = Object.fromEntries([...holdsNew].map((pin) => [`${pin}.transport`, NEW_PIN]))
    return named(
      await this.#readers.ehba([...wordsOf(this.#verb, out), '--json'], { secrets: { ...secrets, ...changed } }),
    )
  }

  /** A card that lost its power while it was writing stays out until somebody puts it in again. */
  async #cardIsBack(): Promise<void> {
    const { bench } = this.#readers.running
    const [seat] = bench.readers
    for (let looks = 0; looks < 20 && seat?.reader.holdsCard === false; looks++) await wait(20)
    if (seat?.reader.holdsCard === false) await bench.insert('Desk')
    await this.#readers.isBack()
  }

  async #putIn(): Promise<void> {
    const card = copyCard(this.#desk, `card-${++this.#copies}`, this.#card)
    const { bench } = this.#readers.running
    bench.tell('Desk', { seed: 0, events: [], delays: [] })
    await bench.remove('Desk')
    await bench.insert('Desk', cardIn(card))
  }

  #triesLeft(): number | undefined {
    return qesTriesLeft(this.#readers.counters)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#readers[Symbol.asyncDispose]()
    this.#desk[Symbol.dispose]()
  }
}

/** Every end has a name that is none of a fault of ours. */
function named(call: Call): Call {
  if (call.exit === 0) return call
  expect(call.json.error, call.stdout + call.stderr).toMatchObject({ code: expect.stringMatching(/^HC_/) as string })
  expect(call.json.error?.code).not.toBe('HC_INTERNAL')
  return call
}

function wordsOf(verb: Verb, out: string): readonly string[] {
  switch (verb) {
    case 'sign':
      return ['sign', ...names, '--out', out]
    case 'activate':
      return ['card', 'activate']
    case 'change':
      return ['pin', 'change', 'PIN.QES']
    case 'unblock':
      return ['pin', 'unblock', 'PIN.QES']
  }
}

function secretsOf(verb: Verb, card: SimulatedCard): Secrets {
  switch (verb) {
    case 'sign':
      return { 'PIN.QES': card.secret('PIN.QES') }
    case 'activate':
      return {
        'PIN.CH.transport': card.secret('PIN.CH.transport'),
        'PIN.CH.new': NEW_PIN,
        'PIN.QES.transport': card.secret('PIN.QES.transport'),
        'PIN.QES.new': NEW_PIN,
      }
    case 'change':
      return { 'PIN.QES': card.secret('PIN.QES'), 'PIN.QES.new': NEW_PIN }
    case 'unblock':
      return { 'PIN.QES.puk': card.secret('PIN.QES.puk') }
  }
}
