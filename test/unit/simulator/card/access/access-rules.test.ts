import { describe, expect, it } from 'vitest'
import { isSatisfied, noComponentStatus, type SecurityStatus } from '../../../../../simulator/card/access/evaluate.js'
import { RuleIndex, type AccessSituation } from '../../../../../simulator/card/access/rule-index.js'
import type { AccessCondition } from '../../../../../simulator/card/image/access-rules.js'
import { parseAccessRules } from '../../../../../simulator/card/image/access-rule-parser.js'

const rightsOfSak = { type: 'cvc_FlagList_TI', flags: Uint8Array.of(0x01) }

/** A status in which these password references are verified; it notes what it was asked. */
function statusWith(verified: readonly number[]): SecurityStatus & { readonly asked: number[] } {
  const asked: number[] = []
  return {
    ...noComponentStatus,
    asked,
    passwordVerified: (reference) => {
      asked.push(reference)
      return verified.includes(reference)
    },
  }
}

const password = (reference: number): AccessCondition => ({ kind: 'password', reference })

describe('isSatisfied', () => {
  it('takes ALW as true and NEV as false', () => {
    expect(isSatisfied({ kind: 'always' }, statusWith([]))).toBe(true)
    expect(isSatisfied({ kind: 'never' }, statusWith([]))).toBe(false)
  })

  it('holds an AND where all terms hold and stops at the first that does not', () => {
    const status = statusWith([1])
    expect(isSatisfied({ kind: 'allOf', terms: [password(1), password(2), password(3)] }, status)).toBe(false)
    expect(status.asked).toEqual([1, 2])
  })

  it('holds an OR at the first term that does, so that no second password loses a use', () => {
    const status = statusWith([1, 2])
    expect(isSatisfied({ kind: 'anyOf', terms: [password(1), password(2)] }, status)).toBe(true)
    expect(status.asked).toEqual([1])
  })

  it('finds no condition of secure messaging or component authentication fulfilled yet', () => {
    const conditions: AccessCondition[] = [
      { kind: 'secureMessagingWithKey', keyReference: 2 },
      { kind: 'secureMessagingWithRights', rights: rightsOfSak },
      { kind: 'authenticatedRights', rights: rightsOfSak },
      { kind: 'commandEncrypted' },
    ]
    expect(conditions.map((condition) => isSatisfied(condition, statusWith([1])))).toEqual([false, false, false, false])
  })

  it('takes SMRSPENC as true: it orders and does not ask [N022.600c]', () => {
    expect(isSatisfied({ kind: 'responseEncrypted' }, statusWith([]))).toBe(true)
  })
})

describe('RuleIndex', () => {
  const text = `CB{[ACTIVATED,1,{({00||20||00||??,80||20||00},ALW),({00||2a||9e||9a},PWD(81))}],[ACTIVATED,??,{({00||b0},ALW)}]},
    CL{[ACTIVATED,1,{({00||20},PWD(02))}]}`
  const index = new RuleIndex(parseAccessRules({ text, position: { line: 1, column: 1 } }))
  const inFirst: AccessSituation = { interface: 'contact', lifeCycle: 'active', securityEnvironment: 1 }
  const verify = { cla: 0x00, ins: 0x20, p1: 0x00, p2: 0x81 }

  it('finds the conditions of the rules that speak of a command', () => {
    expect(index.conditionsFor(inFirst, verify)).toEqual([{ kind: 'always' }])
    expect(index.conditionsFor(inFirst, { cla: 0x00, ins: 0x2a, p1: 0x9e, p2: 0x9a })).toEqual([password(0x81)])
  })

  it('finds none for another class, parameter, interface, life cycle or security environment', () => {
    expect(index.conditionsFor(inFirst, { ...verify, cla: 0x10 })).toEqual([])
    expect(index.conditionsFor(inFirst, { ...verify, p1: 0x01 })).toEqual([])
    expect(index.conditionsFor({ ...inFirst, lifeCycle: 'deactivated' }, verify)).toEqual([])
    expect(index.conditionsFor({ ...inFirst, securityEnvironment: 2 }, verify)).toEqual([])
    expect(index.conditionsFor({ ...inFirst, interface: 'contactless' }, verify)).toEqual([password(0x02)])
  })

  it('takes ?? as every security environment', () => {
    const read = { cla: 0x00, ins: 0xb0, p1: 0x85, p2: 0x00 }
    for (const securityEnvironment of [1, 2, 4]) {
      expect(index.conditionsFor({ ...inFirst, securityEnvironment }, read)).toEqual([{ kind: 'always' }])
    }
  })
})
