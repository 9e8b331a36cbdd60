import type { CardCounters } from '../../simulator/card/card-counters.js'
import { parseDelay } from '../../simulator/card/delays.js'
import { imageCard } from '../../simulator/reader/card-source.js'
import type { StoryDelay } from '../../simulator/reader/faults/story.js'
import type { ReaderPlan } from '../../simulator/reader/reader-bench.js'
import { startPcscd, type RunningPcscd } from '../../simulator/reader/start-pcscd.js'
import { KnowingPerson } from './knowing-person.js'
import { driverPath } from './reader-workshop.js'
import type { Secrets } from './secrets.js'
import { untilPcscdSees } from './until-pcscd-sees.js'

/** As many as one call of a test names at once, and some for calls beside it. */
const NAMES = ['Reader-A', 'Reader-B', 'Reader-C', 'Reader-D']
/** Nobody waits so long for a card that works for a program which is gone: they pull it out. */
const PATIENCE_MS = 5000

/** How the readers are used: by which native module of the program, and where PINs are given. */
export interface RoomPlan {
  readonly backend: string
  readonly pins: 'stream' | 'pad'
}

/** A call of the program that uses cards in these readers. */
export interface PreparedCall {
  readonly words: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Resolves when the cards are where the call expects them. */
  readonly ready: Promise<void>
  /** To be said when it has ended. */
  readonly ended: (killed: boolean) => void
}

/** A reader, and the card that is, or was last, in it. */
interface Seat {
  readonly name: string
  readonly person: KnowingPerson
  image: string | undefined
  inside: boolean
  users: number
  delays: readonly StoryDelay[]
  /** The card may still work for a program that was killed. */
  abandoned: boolean
  /** What is being done with the card; one thing after the other. */
  work: Promise<void>
}

/**
 * Readers of a real pcscd for tests that were written for `--reader sim:FILE`. A card is put in with the first call that
 * names it and stays there; `sim list`, which looks at the card itself, takes it out. After a program that was killed the next
 * one is told to wait: the card finishes what it was told.
 */
export class ReaderRoom {
  readonly plan: RoomPlan
  readonly #running: RunningPcscd
  readonly #seats: readonly Seat[]
  /** Names of readers whose card has a command and has not answered yet. */
  readonly #working: ReadonlySet<string>
  #open = true

  private constructor(plan: RoomPlan, running: RunningPcscd, seats: readonly Seat[], working: ReadonlySet<string>) {
    this.plan = plan
    this.#working = working
    this.#running = running
    this.#seats = seats
  }

  static async open(plan: RoomPlan): Promise<ReaderRoom> {
    const seats = NAMES.map((name): Seat => ({
      name,
      person: new KnowingPerson(),
      image: undefined,
      inside: false,
      users: 0,
      delays: [],
      abandoned: false,
      work: Promise.resolve(),
    }))
    const readers = seats.map(({ name, person }): ReaderPlan => ({
      name,
      ...(plan.pins === 'pad' && { pinPad: { person } }),
    }))
    const working = new Set<string>()
    const running = await startPcscd({
      driverPath,
      readers,
      trace: (line) => {
        if ('toCard' in line) working.add(line.reader)
        else if ('fromCard' in line) working.delete(line.reader)
      },
      onFailure: (error) => {
        throw error
      },
    })
    return new ReaderRoom(plan, running, seats, working)
  }

  /**
   * Gets everything ready for a call.
   *
   * @param known - what the person at the keys knows while it runs; undefined where nobody is there
   * @returns undefined where the call has to do with no card in a reader
   */
  prepare(words: readonly string[], known: Secrets | undefined): PreparedCall | undefined {
    if (words[0] === 'sim' && words[1] === 'list') return this.#prepareList(words)
    const seats = words.flatMap((word) => (word.startsWith('sim:') ? [this.#seatFor(word.slice(4))] : []))
    if (seats.length === 0) return undefined
    const { rest, delays } = withoutDelays(words)
    const waiting = seats.some(({ abandoned }) => abandoned) ? ['--wait', '20'] : []
    for (const seat of seats) {
      seat.abandoned = false
      if (seat.users++ === 0 || delays.length > 0) this.#tell(seat, delays)
      seat.person.learn(known ?? {})
    }
    return {
      words: [...rest.map((word) => (word.startsWith('sim:') ? this.#seatFor(word.slice(4)).name : word)), ...waiting],
      env: { PCSCLITE_CSOCK_NAME: this.#running.socketPath },
      ready: Promise.all(seats.map((seat) => this.#putIn(seat))).then(() => undefined),
      ended: (killed) => {
        for (const seat of seats) this.#leave(seat, killed)
      },
    }
  }

  /** The own counters of a card; undefined where it is in no reader. */
  counters(image: string): CardCounters | undefined {
    return this.#running.bench.counters().find((card) => card.image === image)
  }

  /** Takes out the cards of a folder, which is about to go. */
  clear(folder: string): void {
    for (const seat of this.#seats.filter(({ image }) => image?.startsWith(`${folder}/`))) {
      void this.#takeOut(seat)
      seat.image = undefined
      seat.abandoned = false
    }
  }

  /** Ends pcscd. Whoever still uses a card is left alone with that. */
  async close(): Promise<void> {
    this.#open = false
    await Promise.all(this.#seats.map(({ work }) => work))
    await this.#running.close()
  }

  #prepareList(words: readonly string[]): PreparedCall {
    const seats = this.#seats.filter(({ image }) => image !== undefined && words.includes(image))
    const ready = Promise.all(seats.map((seat) => this.#takeOut(seat))).then(() => undefined)
    return { words, env: {}, ready, ended: () => undefined }
  }

  #seatFor(image: string): Seat {
    const seat = this.#seats.find((s) => s.image === image) ?? this.#seats.find((s) => s.image === undefined)
    if (!seat) throw new Error('no reader is free')
    seat.image = image
    return seat
  }

  #tell(seat: Seat, delays: readonly StoryDelay[]): void {
    seat.delays = delays
    this.#running.bench.tell(seat.name, { seed: 0, events: [], delays })
  }

  #putIn(seat: Seat): Promise<void> {
    return this.#afterThat(seat, async () => {
      if (seat.inside || seat.image === undefined) return
      const { image } = seat
      await this.#untilSeen(seat, () => this.#running.bench.insert(seat.name, imageCard({ imagePath: image })))
      seat.inside = true
    })
  }

  #takeOut(seat: Seat): Promise<void> {
    return this.#afterThat(seat, async () => {
      if (!seat.inside) return
      seat.inside = false
      await this.#untilSeen(seat, () => this.#running.bench.remove(seat.name))
    })
  }

  #leave(seat: Seat, killed: boolean): void {
    if (--seat.users > 0) return
    // What it had sent may still be on its way to the card.
    seat.abandoned = killed || this.#working.has(seat.name)
    const isLong = seat.delays.some(({ ms }) => typeof ms === 'number' && ms > PATIENCE_MS)
    if (seat.abandoned && isLong) void this.#takeOut(seat)
  }

  #afterThat(seat: Seat, work: () => Promise<void>): Promise<void> {
    return (seat.work = seat.work.then(() => (this.#open ? work() : undefined)))
  }

  async #untilSeen({ name }: Seat, work: () => Promise<void>): Promise<void> {
    await untilPcscdSees(this.#running.pcscd, name, work, () => this.#open)
  }
}

/** Words of the command line that only the simulator in the program's own process understands. */
function withoutDelays(words: readonly string[]): { readonly rest: string[]; readonly delays: StoryDelay[] } {
  const rest: string[] = []
  const delays: StoryDelay[] = []
  for (const [i, word] of words.entries()) {
    if (words[i - 1] === '--sim-delay') {
      const [kind, ms] = parseDelay(word)
      delays.push({ kind, ms })
    } else if (word.startsWith('--sim-') && word !== '--sim-delay') {
      throw new Error(`${word} means nothing at a reader`)
    } else if (word !== '--sim-delay') rest.push(word)
  }
  return { rest, delays }
}
