import type {
  AccessCondition,
  AccessRule,
  AccessRules,
  BytePattern,
  CardInterface,
  CommandPattern,
  LifeCycle,
} from '../image/access-rules.js'

/** Header of a command as access rules see it: CLA without channel and secure-messaging bits (gemSpec_COS N021.800a). */
export interface CommandHeader {
  readonly cla: number
  readonly ins: number
  readonly p1: number
  readonly p2: number
}

/** What selects the rule of an object (gemSpec_COS N023.500). */
export interface AccessSituation {
  readonly interface: CardInterface
  readonly lifeCycle: LifeCycle
  readonly securityEnvironment: number
}

const NOTHING: readonly AccessRule[] = []

/** The access rules of one object, sorted for fast look-up: by situation and instruction byte. */
export class RuleIndex {
  readonly #rules: AccessRules
  /** By what {@link keyOf} makes of a situation. */
  readonly #byInstruction = new Map<number, ReadonlyMap<number, readonly AccessRule[]>>()

  constructor(rules: AccessRules) {
    this.#rules = rules
  }

  /** The conditions of all list elements that speak of this command, in the order of the image. */
  conditionsFor(situation: AccessSituation, header: CommandHeader): AccessCondition[] {
    const conditions: AccessCondition[] = []
    for (const { patterns, condition } of this.#instructions(situation).get(header.ins) ?? NOTHING) {
      if (patterns.some((pattern) => fits(pattern, header))) conditions.push(condition)
    }
    return conditions
  }

  #instructions(situation: AccessSituation): ReadonlyMap<number, readonly AccessRule[]> {
    const key = keyOf(situation)
    const known = this.#byInstruction.get(key)
    if (known) return known
    const sorted = sortByInstruction(this.#rulesOf(situation))
    this.#byInstruction.set(key, sorted)
    return sorted
  }

  #rulesOf(situation: AccessSituation): AccessRule[] {
    return this.#rules[situation.interface]
      .filter((entry) => entry.lifeCycle === situation.lifeCycle)
      .filter((entry) => isOrAny(entry.securityEnvironment, situation.securityEnvironment))
      .flatMap((entry) => entry.rules)
  }
}

const places: Readonly<Record<CardInterface | LifeCycle, number>> = {
  contact: 0,
  contactless: 1,
  active: 0,
  deactivated: 2,
  terminated: 4,
}

/** A number of its own for each situation: every command asks for one, and to write a text each time would take longer. */
function keyOf({ interface: way, lifeCycle, securityEnvironment }: AccessSituation): number {
  return securityEnvironment * 8 + places[lifeCycle] + places[way]
}

function sortByInstruction(rules: readonly AccessRule[]): ReadonlyMap<number, readonly AccessRule[]> {
  const sorted = new Map<number, AccessRule[]>()
  for (let ins = 0; ins <= 0xff; ins++) {
    const speaking = rules.filter((rule) => rule.patterns.some((pattern) => isOrAny(pattern.ins, ins)))
    if (speaking.length > 0) sorted.set(ins, speaking)
  }
  return sorted
}

function fits(pattern: CommandPattern, header: CommandHeader): boolean {
  return (
    isOrAny(pattern.ins, header.ins) &&
    isOrAny(pattern.cla, header.cla) &&
    isOrAny(pattern.p1, header.p1) &&
    isOrAny(pattern.p2, header.p2)
  )
}

function isOrAny(pattern: BytePattern, value: number): boolean {
  return pattern === 'any' || pattern === value
}
