import { fromHex } from '../../../src/bytes/hex.js'
import { imageError, type SimulatorError } from '../simulator-error.js'
import type {
  AccessCondition,
  AccessRule,
  AccessRuleEntry,
  AccessRules,
  BytePattern,
  CommandPattern,
  FlagList,
  LifeCycle,
} from './access-rules.js'
import { positionIn, type PlacedText } from './xml-tree.js'

/** Names of life cycles in images, in lower case. */
export const lifeCycleNames: ReadonlyMap<string, LifeCycle> = new Map([
  ['activated', 'active'],
  ['deactivated', 'deactivated'],
  ['terminated', 'terminated'],
])

/**
 * Reads the access rules of one object. White space may stand anywhere, upper and lower case are alike.
 *
 * ```
 * rules     = "CB{" entry ("," entry)* "}" [ "," "CL{" entry ("," entry)* "}" ]
 * entry     = "[" lifecycle "," se "," "{" rule ("," rule)* "}" "]"
 * rule      = "({" pattern ("," pattern)* "}," condition ")"
 * pattern   = CLA "||" INS [ "||" P1 [ "||" P2 ] ]
 * condition = "ALW" | "PWD(" ref ")" | "SMMAC(" key | type ":" flags ")" | "AUTCHAT(" type ":" flags ")"
 *           | "SMCMDENC" | "SMRSPENC" | "AND{" condition,… "}" | "OR{" condition,… "}"
 * ```
 *
 * Every list but that of AND and OR may be empty, and so may the whole text: nothing is allowed then.
 *
 * @throws SimulatorError `imageInvalid` with line and column of the fault in the image.
 */
export function parseAccessRules(source: PlacedText): AccessRules {
  const cursor = new Cursor(source)
  const blocks: { contact: AccessRuleEntry[]; contactless: AccessRuleEntry[] } = { contact: [], contactless: [] }
  while (!cursor.atEnd()) {
    const name = cursor.word('CB or CL')
    const block = name === 'cb' ? blocks.contact : name === 'cl' ? blocks.contactless : undefined
    if (!block) throw cursor.fault('CB or CL expected')
    block.push(...cursor.list('{', '}', parseEntry))
    if (!cursor.atEnd()) cursor.expect(',')
  }
  return blocks
}

function parseEntry(cursor: Cursor): AccessRuleEntry {
  cursor.expect('[')
  const lifeCycle = lifeCycleNames.get(cursor.word('life cycle'))
  if (!lifeCycle) throw cursor.fault('unknown life cycle')
  cursor.expect(',')
  const securityEnvironment = cursor.hexOrAny(1, 2)
  cursor.expect(',')
  const rules = cursor.list('{', '}', parseRule)
  cursor.expect(']')
  return { lifeCycle, securityEnvironment, rules }
}

function parseRule(cursor: Cursor): AccessRule {
  cursor.expect('(')
  const patterns = cursor.list('{', '}', parsePattern)
  cursor.expect(',')
  const condition = parseCondition(cursor)
  cursor.expect(')')
  return { patterns, condition }
}

function parsePattern(cursor: Cursor): CommandPattern {
  const cla = cursor.hexOrAny(2, 2)
  cursor.expect('||')
  const ins = cursor.hexOrAny(2, 2)
  const p1 = parseParameter(cursor)
  const p2 = parseParameter(cursor)
  return { cla, ins, p1, p2 }
}

function parseParameter(cursor: Cursor): BytePattern {
  return cursor.accept('||') ? cursor.hexOrAny(2, 2) : 'any'
}

function parseCondition(cursor: Cursor): AccessCondition {
  const name = cursor.word('condition')
  switch (name) {
    case 'alw':
      return { kind: 'always' }
    case 'nev':
      return { kind: 'never' }
    case 'pwd':
      return { kind: 'password', reference: cursor.inParentheses(() => cursor.hex(1, 2)) }
    case 'smmac':
      return cursor.inParentheses(() => parseSecureMessaging(cursor))
    case 'autchat':
      return { kind: 'authenticatedRights', rights: cursor.inParentheses(() => parseFlagList(cursor)) }
    case 'smcmdenc':
      return { kind: 'commandEncrypted' }
    case 'smrspenc':
      return { kind: 'responseEncrypted' }
    case 'and':
      return { kind: 'allOf', terms: parseTerms(cursor) }
    case 'or':
      return { kind: 'anyOf', terms: parseTerms(cursor) }
    default:
      throw cursor.fault(`unknown condition ${name}`)
  }
}

function parseTerms(cursor: Cursor): AccessCondition[] {
  const terms = cursor.list('{', '}', parseCondition)
  // An empty AND would be true and open the object to everybody: not by accident.
  if (terms.length === 0) throw cursor.fault('AND or OR without a term')
  return terms
}

function parseSecureMessaging(cursor: Cursor): AccessCondition {
  return cursor.seesFlagList()
    ? { kind: 'secureMessagingWithRights', rights: parseFlagList(cursor) }
    : { kind: 'secureMessagingWithKey', keyReference: cursor.hex(1, 2) }
}

function parseFlagList(cursor: Cursor): FlagList {
  const type = cursor.match(/[A-Za-z_][A-Za-z0-9_]*/y, 'name of a flag list')
  cursor.expect(':')
  const digits = cursor.match(/(?:[0-9A-Fa-f]{2})+/y, 'flags')
  return { type, flags: fromHex(digits) }
}

/** A reading position in the text of the rules. */
class Cursor {
  readonly #source: PlacedText
  #at = 0

  constructor(source: PlacedText) {
    this.#source = source
  }

  atEnd(): boolean {
    return this.#next() === this.#source.text.length
  }

  seesFlagList(): boolean {
    return this.#sees(/[A-Za-z_][A-Za-z0-9_]*\s*:/y) !== undefined
  }

  accept(literal: string): boolean {
    const seen = this.#source.text.startsWith(literal, this.#next())
    if (seen) this.#at += literal.length
    return seen
  }

  expect(literal: string): void {
    if (!this.accept(literal)) throw this.fault(`"${literal}" expected`)
  }

  /** @param pattern - sticky */
  match(pattern: RegExp, what: string): string {
    const found = this.#sees(pattern)
    if (found === undefined) throw this.fault(`${what} expected`)
    this.#at += found.length
    return found
  }

  /** A name, in lower case. */
  word(what: string): string {
    return this.match(/[A-Za-z]+/y, what).toLowerCase()
  }

  hex(minimumDigits: number, maximumDigits: number): number {
    const digits = this.match(/[0-9A-Fa-f]+/y, 'hexadecimal number')
    if (digits.length < minimumDigits || digits.length > maximumDigits) throw this.fault('number has the wrong length')
    return Number.parseInt(digits, 16)
  }

  hexOrAny(minimumDigits: number, maximumDigits: number): BytePattern {
    return this.accept('??') ? 'any' : this.hex(minimumDigits, maximumDigits)
  }

  inParentheses<T>(read: () => T): T {
    this.expect('(')
    const value = read()
    this.expect(')')
    return value
  }

  list<T>(opening: string, closing: string, read: (cursor: Cursor) => T): T[] {
    this.expect(opening)
    const items: T[] = []
    if (this.accept(closing)) return items
    do items.push(read(this))
    while (this.accept(','))
    this.expect(closing)
    return items
  }

  fault(message: string): SimulatorError {
    return imageError(`access rule: ${message}`, positionIn(this.#source, this.#at))
  }

  #sees(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.#next()
    return sticky.exec(this.#source.text)?.[0]
  }

  /** Position of what comes next, white space passed. */
  #next(): number {
    const { text } = this.#source
    while (isSpace(text.charCodeAt(this.#at))) this.#at++
    return this.#at
  }
}

/** Space, tab, line feed, carriage return: the white space of XML. */
function isSpace(character: number): boolean {
  return character === 0x20 || character === 0x09 || character === 0x0a || character === 0x0d
}
