import { setTimeout as wait } from 'node:timers/promises'
import type { RunningCall } from './cli.js'

/** An event, as `--json` prints it. */
export interface Line {
  readonly event: string
  readonly reader?: string
  readonly iccsn?: string
}

/** What `reader watch` or `card watch` has printed so far. */
export class Watch {
  readonly #call: RunningCall
  #text = ''

  constructor(call: RunningCall) {
    this.#call = call
    call.process.stdout?.on('data', (text: string) => (this.#text += text))
  }

  get lines(): Line[] {
    return this.#text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line)
  }

  /** Resolves when this has been printed `times` times; the time that took, in ms. */
  async tells(wanted: Partial<Line>, times = 1): Promise<number> {
    const start = performance.now()
    const fits = (line: Line): boolean =>
      Object.entries(wanted).every(([name, value]) => line[name as keyof Line] === value)
    while (this.lines.filter(fits).length < times) {
      if (performance.now() - start > 15_000) throw new Error(`${JSON.stringify(wanted)} never told: ${this.#text}`)
      await wait(10)
    }
    return performance.now() - start
  }

  async end(): Promise<number | null> {
    this.#call.process.kill('SIGINT')
    return (await this.#call.ended).exit
  }
}
