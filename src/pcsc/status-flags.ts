import type { ReaderState } from './pcsc-backend.js'

/** Flags of `SCardGetStatusChange` (winscard.h). */
const UNKNOWN_OR_UNAVAILABLE = 0x04 | 0x08
const PRESENT = 0x20
const IN_USE = 0x80 | 0x100
const MUTE = 0x200

/** How long the first report of a thread that watches all readers takes; none says that it is complete. */
export const FIRST_REPORT_MS = 150

/** Readers as a native module's thread reports them, one change after the other. */
export class ReportedReaders {
  readonly #states = new Map<string, ReaderState>()

  get all(): readonly ReaderState[] {
    return [...this.#states.values()]
  }

  changed(name: string, flags: number, atr: Uint8Array): void {
    if ((flags & UNKNOWN_OR_UNAVAILABLE) !== 0) {
      this.gone(name)
      return
    }
    const insertions = (this.#states.get(name)?.insertions ?? 0) + 1
    const card = (flags & PRESENT) === 0 ? 'absent' : (flags & MUTE) === 0 ? 'present' : 'mute'
    this.#states.set(name, { name, card, atr: Uint8Array.from(atr), inUse: (flags & IN_USE) !== 0, insertions })
  }

  gone(name: string): void {
    this.#states.delete(name)
  }
}
