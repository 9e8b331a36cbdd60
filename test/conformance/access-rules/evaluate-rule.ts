import { findPassword, flag, folderOf, pathOf, type TreeObject } from './object-tree.js'
import type { Condition, HeaderPattern, Interface } from './rule-language.js'

/** CLA without channel and secure messaging, INS, P1, P2 (gemSpec_COS N021.800a). */
export type Header = readonly [cla: number, ins: number, p1: number, p2: number]

/** As the image writes it, in the order of N020.600a. */
const lifeCycles = ['ACTIVATED', 'DEACTIVATED', 'TERMINATED'] as const
export type LifeCycle = (typeof lifeCycles)[number]

/** What the evaluation of an access rule depends on besides the command. */
export interface Situation {
  readonly interface: Interface
  /** Objects that are not as alive as the image delivers them. */
  readonly lifeCycles: ReadonlyMap<TreeObject, LifeCycle>
  /** seIdentifier of the folder of the object. */
  readonly environment: number
  /** Passwords whose security status is set. */
  readonly verified: ReadonlySet<TreeObject>
}

/** AccessRuleEvaluation (gemSpec_COS §10.4), written from the specification alone. */
export function isAllowed(object: TreeObject, header: Header, situation: Situation): boolean {
  const lifeCycle = lifeCycleOf(object, situation)
  return object.rules
    .filter(
      (entry) =>
        entry.interface === situation.interface &&
        entry.lifeCycle === lifeCycle &&
        (entry.environment === 'any' || entry.environment === situation.environment),
    )
    .flatMap(({ rules }) => rules)
    .some(({ patterns, condition }) => patterns.some((one) => fits(one, header)) && holds(condition, object, situation))
}

/** Logical life cycle: the worst of the object and of everything that it stands in (N020.600). */
function lifeCycleOf(object: TreeObject, situation: Situation): LifeCycle {
  const ranks = pathOf(object).map((each) => {
    const delivered = lifeCycles.find((name) => name === each.attributes.get('lifeCycleStatus')) ?? 'ACTIVATED'
    return lifeCycles.indexOf(situation.lifeCycles.get(each) ?? delivered)
  })
  return lifeCycles[Math.max(...ranks)] ?? 'TERMINATED'
}

/** N021.900: what a pattern leaves out, or leaves open, fits everything. */
export function fits(pattern: HeaderPattern, header: Header): boolean {
  return pattern.every((byte, i) => byte === undefined || byte === header[i])
}

function holds(condition: Condition, object: TreeObject, situation: Situation): boolean {
  switch (condition.is) {
    case 'always':
      return true
    case 'password': {
      // N022.200: searched for from the folder of the object; its status is set, or it is switched off.
      const password = findPassword(folderOf(object), condition.reference)
      return password !== undefined && (situation.verified.has(password) || !flag(password, 'flagEnabled'))
    }
    case 'answerEncryption':
      // N022.600c: true also without session keys; only SMMAC beside it asks for them.
      return true
    case 'component':
      return false
    case 'all':
      return condition.of.every((term) => holds(term, object, situation))
    case 'any':
      return condition.of.some((term) => holds(term, object, situation))
  }
}

/** References of all passwords that the rules of an object speak of. */
export function passwordReferences(object: TreeObject): number[] {
  const conditions = object.rules.flatMap(({ rules }) => rules.map(({ condition }) => condition))
  return [...new Set(conditions.flatMap(referencesIn))]
}

function referencesIn(condition: Condition): number[] {
  if (condition.is === 'password') return [condition.reference]
  return condition.is === 'all' || condition.is === 'any' ? condition.of.flatMap(referencesIn) : []
}
