import { delayKinds, type DelayKind } from '../../card/delays.js'
import { ReaderError } from '../reader-error.js'
import type { CountedKind, Fault, FaultStory, Moment, StoryDelay, StoryEvent } from './story.js'

const countedKinds: readonly CountedKind[] = ['sign', 'decipher', 'verify', 'read']
const millisecondsIn: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 }

/** Beyond that a number is a slip of the pen. */
const LARGEST = 1_000_000_000

/**
 * Reads a fault story (docs/faults.md):
 *
 * ```
 * seed 7
 * delay sign like real
 * at command 12 pull, back after 300 ms
 * at byte 20 of write 3 lose power
 * ```
 *
 * @throws ReaderError `scriptInvalid` with the line
 */
export function parseStory(text: string): FaultStory {
  let seed = 0
  const events: StoryEvent[] = []
  const delays: StoryDelay[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const words = new Words(line.replace(/#.*/, ''), index + 1)
    if (words.end) continue
    const first = words.oneOf(['seed', 'delay', 'at'])
    if (first === 'seed') seed = words.number()
    else if (first === 'delay') delays.push(readDelay(words))
    else events.push(readEvent(words))
    words.requireEnd()
  }
  return { seed, events, delays }
}

function readDelay(words: Words): StoryDelay {
  const kind: DelayKind = words.oneOf(delayKinds)
  if (!words.skip('like')) return { kind, ms: words.duration() }
  words.oneOf(['real'])
  return { kind, ms: 'like real' }
}

function readEvent(words: Words): StoryEvent {
  const byte = words.skip('byte') ? words.number() : undefined
  if (byte !== undefined) words.oneOf(['of'])
  const at = words.oneOf(
    byte === undefined ? (['command', 'answer', 'write'] as const) : (['answer', 'write'] as const),
  )
  const kind = at === 'write' ? undefined : words.maybe(countedKinds)
  const number = words.number(1)
  const tail = byte === undefined ? {} : { byte }
  const moment: Moment =
    at === 'write'
      ? { at, number, ...tail }
      : at === 'answer'
        ? { at, kind: kind ?? 'command', number, ...tail }
        : { at, kind: kind ?? 'command', number }
  return { moment, fault: readFault(words, moment) }
}

const faultsOfCommand = ['pull', 'unplug', 'kill', 'mute', 'wait', 'clock'] as const
const faultsOfAnswer = [...faultsOfCommand, 'short', 'garbage'] as const

function readFault(words: Words, moment: Moment): Fault {
  if (moment.at === 'write') {
    words.oneOf(['lose'])
    words.oneOf(['power'])
    return { kind: 'lose power' }
  }
  const partial = moment.at === 'answer' && moment.byte !== undefined
  const kind = words.oneOf(
    partial ? ['pull', 'unplug', 'kill'] : moment.at === 'answer' ? faultsOfAnswer : faultsOfCommand,
  )
  switch (kind) {
    case 'pull':
      return { kind, ...readBack(words) }
    case 'unplug':
      words.oneOf(['reader'])
      return { kind: 'unplug reader', ...readBack(words) }
    case 'kill':
      words.oneOf(['pcscd'])
      return { kind: 'kill pcscd', ...readBack(words) }
    case 'mute':
    case 'garbage':
      return { kind }
    case 'short':
      return words.end ? { kind } : { kind, bytes: words.number() }
    case 'wait':
      return { kind, ms: words.duration() }
    case 'clock': {
      const sign = words.sign()
      return { kind, byMs: sign * words.duration() }
    }
  }
}

function readBack(words: Words): { readonly backAfterMs?: number } {
  if (!words.skip(',')) return {}
  words.oneOf(['back'])
  words.oneOf(['after'])
  return { backAfterMs: words.duration() }
}

/** The words of one line, taken one after the other. */
class Words {
  readonly #words: readonly string[]
  readonly #line: number
  #next = 0

  constructor(text: string, line: number) {
    this.#words = text
      .replace(/,/g, ' , ')
      .replace(/([+-])/g, ' $1 ')
      .split(/\s+/)
      .filter((word) => word !== '')
    this.#line = line
  }

  get end(): boolean {
    return this.#next >= this.#words.length
  }

  maybe<T extends string>(possible: readonly T[]): T | undefined {
    const found = possible.find((word) => word === this.#words[this.#next])
    if (found !== undefined) this.#next++
    return found
  }

  skip(word: string): boolean {
    return this.maybe([word]) !== undefined
  }

  oneOf<T extends string>(possible: readonly T[]): T {
    return this.maybe(possible) ?? this.#refuse(`expected ${possible.join(' or ')}`)
  }

  number(least = 0): number {
    const word = this.#words[this.#next++] ?? ''
    const number = Number(word)
    if (/^\d+$/.test(word) && number >= least && number <= LARGEST) return number
    return this.#refuse(`expected a number from ${least} on`)
  }

  duration(): number {
    const number = this.number()
    return number * (millisecondsIn[this.oneOf(['ms', 's', 'min', 'h', 'd'])] ?? 0)
  }

  sign(): 1 | -1 {
    return this.oneOf(['+', '-']) === '+' ? 1 : -1
  }

  requireEnd(): void {
    if (!this.end) this.#refuse('expected the end of the line')
  }

  #refuse(expected: string): never {
    throw new ReaderError('scriptInvalid', `fault story: ${expected}`, { line: this.#line })
  }
}
