/** Repeatable randomness for tests (mulberry32): the seed of a failed run brings the run back. */
export class SeededRandom {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from 0 to below `bound`. */
  below(bound: number): number {
    return Math.floor(this.next() * bound)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)]
    if (choice === undefined) throw new Error('nothing to choose from')
    return choice
  }
}

/** The seed of a test: `EHBA_SEED`, else a new one. Tests show it where they fail. */
export function testSeed(): number {
  const given = process.env['EHBA_SEED']
  return given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given)
}

/** How often a random test is repeated: `usual` in `bin/test`, `EHBA_LONG` times as often in `npm run test:long`. */
export function testRuns(usual: number): number {
  return usual * longerBy()
}

/** A test's time limit in ms, longer where it has more runs. */
export function testLimitMs(usual: number): number {
  return usual * longerBy()
}

/** True in `npm run test:long`. */
export function isLongRun(): boolean {
  return process.env['EHBA_LONG'] !== undefined
}

function longerBy(): number {
  return Number(process.env['EHBA_LONG'] ?? 1)
}

/** Says with which seed a test ran and what came out, also where it passes. */
export function tell(text: string): void {
  process.stdout.write(`${text}\n`)
}
