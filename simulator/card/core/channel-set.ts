import type { AnyObject, Folder } from '../image/object-system.js'
import { Channel } from './channel.js'

/** The logical channels of a card; channel 0 is always open. */
export class ChannelSet {
  readonly #root: Folder
  readonly #open: (Channel | undefined)[]

  /** @param count - how many channels the card has, the basic channel counted */
  constructor(root: Folder, count: number) {
    this.#root = root
    this.#open = Array.from({ length: count }, () => undefined)
    this.resetAll()
  }

  /** The channel, or undefined where it is closed. */
  get(number: number): Channel | undefined {
    return this.#open[number]
  }

  /** Opens the first closed channel; undefined where there is none. */
  open(): number | undefined {
    const number = this.#open.indexOf(undefined)
    if (number < 0) return undefined
    this.reset(number)
    return number
  }

  close(number: number): void {
    this.#open[number] = undefined
  }

  /** Puts the channel back to the state after a card reset. */
  reset(number: number): void {
    this.#open[number] = new Channel(this.#root)
  }

  /** Leaves no trace of an object that is deleted, in any channel. */
  forget(object: AnyObject): void {
    for (const channel of this.#open) channel?.forget(object)
  }

  /** Closes all but the basic channel, which is reset (gemSpec_COS N030.100). */
  resetAll(): void {
    this.#open.fill(undefined)
    this.reset(0)
  }
}
