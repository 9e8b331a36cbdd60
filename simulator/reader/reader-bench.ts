import type { CardCounters } from '../card/card-counters.js'
import type { CardSource, OpenedCard } from './card-source.js'
import { FaultPlan } from './faults/fault-plan.js'
import type { Strike } from './faults/fault-strike.js'
import type { FaultStory } from './faults/story.js'
import { PinPad, type PinPadOptions } from './pinpad/pin-pad.js'
import { ReaderError } from './reader-error.js'
import { ReaderTrace, type ReaderTraceLine } from './reader-trace.js'
import { SimulatedReader } from './simulated-reader.js'

/** A reader that is to be simulated. */
export interface ReaderPlan {
  /** `ehba simulated reader 1` and so on where not said. */
  readonly name?: string
  /** The card that is in it from the start. */
  readonly card?: CardSource
  readonly pinPad?: Omit<PinPadOptions, 'trace'>
  readonly story?: FaultStory
}

/** Options of {@link ReaderBench.set}. */
export interface BenchOptions {
  readonly readers: readonly ReaderPlan[]
  /** Brings a reader to where its host finds it. @throws ReaderError `placeUnusable` */
  readonly attach: (reader: SimulatedReader, number: number) => Promise<ReaderLink>
  /** Takes what happens at all readers; it must not throw. */
  readonly trace?: (line: ReaderTraceLine) => void
  /** Of the trace. */
  readonly clock?: () => Date
  /** Told where a fault kills pcscd; `backAfterMs` is when it is to be there again. */
  readonly onPcscdKilled: (backAfterMs: number | undefined) => Promise<void>
  /** Told of an error that is nobody's plan. */
  readonly onFailure: (error: unknown) => void
}

/** The way between a reader and its host. */
export interface ReaderLink {
  /** A card was put in or pulled out, a plug put in or pulled. */
  readonly changed?: () => void
  close(): Promise<void>
}

/** A reader on the bench. */
export interface BenchReader {
  readonly name: string
  readonly reader: SimulatedReader
  readonly pinPad: PinPad | undefined
}

interface Seat extends BenchReader {
  readonly plan: FaultPlan
  link: ReaderLink | undefined
  /** What is, or was last, in the reader. */
  source: CardSource | undefined
  opened: OpenedCard | undefined
}

/** Simulated readers side by side, whose cards can be put in, pulled out and swapped while they are used. */
export class ReaderBench {
  readonly #seats: Seat[] = []
  readonly #options: BenchOptions
  readonly #timers = new Set<NodeJS.Timeout>()

  private constructor(options: BenchOptions) {
    this.#options = options
  }

  /**
   * Starts all readers and puts the cards in.
   *
   * @throws ReaderError `placeUnusable`
   * @throws SimulatorError where a card cannot be opened
   */
  static async set(options: BenchOptions): Promise<ReaderBench> {
    const bench = new ReaderBench(options)
    try {
      for (const [index, plan] of options.readers.entries()) await bench.#add(plan, index + 1)
      return bench
    } catch (error) {
      await bench.close()
      throw error
    }
  }

  get readers(): readonly BenchReader[] {
    return this.#seats
  }

  /**
   * Puts a card into a reader; without `source` the one that was there last.
   *
   * @param which - name of the reader, as given or as pcscd shows it, or its number from 1
   * @throws ReaderError `readerUnknown`, `slotTaken`
   * @throws SimulatorError where the card cannot be opened
   */
  async insert(which: string, source?: CardSource): Promise<void> {
    await this.#insert(this.#find(which), source)
  }

  /** Pulls the card out. @throws ReaderError `readerUnknown` */
  async remove(which: string): Promise<void> {
    const { reader, link } = this.#find(which)
    await reader.remove()
    link?.changed?.()
  }

  /** Begins a fault story at a reader; its commands are counted from now on. @throws ReaderError `readerUnknown` */
  tell(which: string, story: FaultStory): void {
    this.#find(which).plan.begin(story)
  }

  /** Pulls the reader's plug. @throws ReaderError `readerUnknown` */
  async unplug(which: string): Promise<void> {
    const { reader, link } = this.#find(which)
    await reader.unplug()
    link?.changed?.()
  }

  /** Puts the reader's plug back. @throws ReaderError `readerUnknown` */
  plug(which: string): void {
    plugIn(this.#find(which))
  }

  /** Counters of the cards that are in the readers, with the paths of their images. */
  counters(): readonly (CardCounters & { readonly image: string })[] {
    return this.#seats.flatMap(({ reader, source, opened }) =>
      reader.holdsCard && source && opened ? [{ image: source.imagePath, ...opened.counters() }] : [],
    )
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    for (const { link } of this.#seats) await link?.close()
    await Promise.all(this.#seats.map(({ reader }) => reader.remove()))
  }

  async #add({ name = '', card, pinPad, story }: ReaderPlan, number: number): Promise<void> {
    const { attach, trace: sink, clock = () => new Date() } = this.#options
    const called = name === '' ? `ehba simulated reader ${number}` : name
    const trace = sink && new ReaderTrace(called, sink, clock)
    const pad = pinPad && new PinPad({ ...pinPad, ...(trace && { trace }) })
    const reader = new SimulatedReader({
      onStrike: (strike) => {
        this.#suffer(seat, strike)
      },
      ...(pad && { pinPad: pad }),
      ...(trace && { trace }),
    })
    const plan = new FaultPlan(story)
    const seat: Seat = { name: called, reader, pinPad: pad, plan, link: undefined, source: card, opened: undefined }
    this.#seats.push(seat)
    if (card) await this.#insert(seat)
    seat.link = await attach(reader, number)
  }

  async #insert(seat: Seat, source = seat.source): Promise<void> {
    if (!source) throw new ReaderError('readerUnknown', `nobody has put a card into ${seat.name} yet`)
    if (seat.reader.holdsCard) throw new ReaderError('slotTaken', `there is a card in ${seat.name}`)
    const opened = await source.open(seat.plan)
    seat.source = source
    seat.opened = opened
    seat.reader.insert(opened.card)
    seat.link?.changed?.()
  }

  #suffer(seat: Seat, { kind, backAfterMs }: Strike): void {
    const { onFailure, onPcscdKilled } = this.#options
    seat.link?.changed?.()
    if (kind === 'pcscdKilled') onPcscdKilled(backAfterMs).catch(onFailure)
    else if (backAfterMs !== undefined) {
      this.#after(backAfterMs, () => {
        if (kind === 'readerGone') plugIn(seat)
        // Somebody may have been faster.
        else if (!seat.reader.holdsCard) this.#insert(seat).catch(onFailure)
      })
    }
  }

  #after(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      work()
    }, ms)
    this.#timers.add(timer)
  }

  #find(which: string): Seat {
    const found = this.#seats.find(
      ({ name }, i) => which === name || which.startsWith(`${name} 0`) || which === String(i + 1),
    )
    if (!found) throw new ReaderError('readerUnknown', `no simulated reader ${which}`)
    return found
  }
}

function plugIn({ reader, link }: Seat): void {
  reader.plug()
  link?.changed?.()
}
