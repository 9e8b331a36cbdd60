/** Contact or contactless: the letters that the image has for them. */
export type Interface = 'CB' | 'CL'

/** A condition as the image writes it. What a card alone without secure messaging can never fulfil is `component`. */
export type Condition =
  | { readonly is: 'always' }
  | { readonly is: 'password'; readonly reference: number }
  | { readonly is: 'answerEncryption' }
  | { readonly is: 'component'; readonly text: string }
  | { readonly is: 'all' | 'any'; readonly of: readonly Condition[] }

/** CLA, INS, P1, P2; undefined where any value fits. */
export type HeaderPattern = readonly (number | undefined)[]

export interface Rule {
  readonly patterns: readonly HeaderPattern[]
  readonly condition: Condition
}

/** The rule that counts on one interface, in one state of life and one security environment (gemSpec_COS CosK_b03). */
export interface RuleEntry {
  readonly interface: Interface
  readonly lifeCycle: string
  readonly environment: number | 'any'
  readonly rules: readonly Rule[]
}

/**
 * Reads the access rules of an object. The grammar is that of `card-image-format.md`; white space means nothing.
 *
 * @throws Error with the place of anything else.
 */
export function readRules(text: string): readonly RuleEntry[] {
  const source = new Source(text.replace(/\s+/g, ''))
  const entries = source.isAtEnd ? [] : source.list(() => readInterface(source)).flat()
  if (!source.isAtEnd) source.fail('the end')
  return entries
}

function readInterface(source: Source): RuleEntry[] {
  const name = source.word(/CB|CL/)
  return source.between('{', '}', () => source.list(() => readEntry(source, name === 'CB' ? 'CB' : 'CL')))
}

function readEntry(source: Source, face: Interface): RuleEntry {
  return source.between('[', ']', () => {
    const lifeCycle = source.word(/[A-Z]+/)
    source.skip(',')
    const environment = source.word(/\?\?|[0-9a-f]+/i)
    source.skip(',')
    const rules = source.between('{', '}', () => (source.sees('}') ? [] : source.list(() => readRule(source))))
    return { interface: face, lifeCycle, environment: environment === '??' ? 'any' : parseInt(environment, 16), rules }
  })
}

function readRule(source: Source): Rule {
  return source.between('(', ')', () => {
    const patterns = source.between('{', '}', () => source.list(() => readPattern(source)))
    source.skip(',')
    return { patterns, condition: readCondition(source) }
  })
}

function readPattern(source: Source): HeaderPattern {
  const bytes = source.word(/(?:[0-9a-f]{2}|\?\?)(?:\|\|(?:[0-9a-f]{2}|\?\?)){1,3}/i).split('||')
  return bytes.map((byte) => (byte === '??' ? undefined : parseInt(byte, 16)))
}

function readCondition(source: Source): Condition {
  const word = source.word(/[A-Z]+/)
  switch (word) {
    case 'ALW':
      return { is: 'always' }
    case 'AND':
    case 'OR': {
      const terms = source.between('{', '}', () => source.list(() => readCondition(source)))
      return { is: word === 'AND' ? 'all' : 'any', of: terms }
    }
    case 'PWD':
      return {
        is: 'password',
        reference: parseInt(
          source.between('(', ')', () => source.word(/[0-9a-f]{2}/i)),
          16,
        ),
      }
    case 'SMRSPENC':
      return { is: 'answerEncryption' }
    case 'SMCMDENC':
      return { is: 'component', text: word }
    case 'SMMAC':
    case 'AUTCHAT':
      return { is: 'component', text: `${word} ${source.between('(', ')', () => source.word(/[\w:]+/))}` }
    default:
      return source.fail('a condition')
  }
}

/** Text that is read from left to right. */
class Source {
  readonly #text: string
  #position = 0

  constructor(text: string) {
    this.#text = text
  }

  get isAtEnd(): boolean {
    return this.#position === this.#text.length
  }

  sees(what: string): boolean {
    return this.#text.startsWith(what, this.#position)
  }

  skip(what: string): void {
    if (!this.sees(what)) this.fail(what)
    this.#position += what.length
  }

  word(form: RegExp): string {
    const pattern = new RegExp(form.source, `${form.flags}y`)
    pattern.lastIndex = this.#position
    const found = pattern.exec(this.#text)?.[0] ?? this.fail(form.source)
    this.#position += found.length
    return found
  }

  between<T>(start: string, end: string, read: () => T): T {
    this.skip(start)
    const value = read()
    this.skip(end)
    return value
  }

  list<T>(read: () => T): T[] {
    const values = [read()]
    while (this.sees(',')) {
      this.skip(',')
      values.push(read())
    }
    return values
  }

  fail(expected: string): never {
    throw new Error(
      `rule without ${expected} at ${this.#position}: ${this.#text.slice(this.#position, this.#position + 40)}`,
    )
  }
}
