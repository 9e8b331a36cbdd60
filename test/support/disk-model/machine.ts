import type { SeededRandom } from '../seeded-random.js'
import type { Disk, DiskStep } from './disk.js'

/** What a process that has ended would not have seen. */
export class ProcessEnded extends Error {}

/** How a process ends that does not end by itself. */
export type SuddenEnd = 'power' | 'kill'

/** A step of a process: on the disk, or with the card. */
export type MachineStep = DiskStep | { readonly name: 'command' | 'answer'; readonly path: string }

/**
 * The machine that a process runs on. At a chosen step the process ends: from then on nothing that it does reaches disk or
 * card, as if it were not there.
 */
export class Machine {
  readonly disk: Disk
  readonly steps: MachineStep[] = []
  #endsAt = Infinity
  #ended = false

  constructor(disk: Disk) {
    this.disk = disk
    disk.beforeStep = (step) => {
      this.step(step)
    }
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Starts a process that ends at the step of this number. */
  start(endsAt = Infinity): void {
    this.steps.length = 0
    this.#endsAt = endsAt
    this.#ended = false
  }

  /** One step; throws where the process is not there any more. */
  step(step: MachineStep): void {
    this.steps.push(step)
    if (this.steps.length > this.#endsAt) this.#ended = true
    if (this.#ended) throw new ProcessEnded(`before ${step.name} ${step.path}`)
  }

  /** What the end of the process does to the disk. */
  end(how: SuddenEnd, random: SeededRandom): void {
    if (how === 'power') this.disk.losePower(random)
    else this.disk.endProcess()
  }
}
