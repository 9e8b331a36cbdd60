import { describe, expect, it } from 'vitest'
import { parseAccessRules } from '../../../../../simulator/card/image/access-rule-parser.js'
import { SimulatorError } from '../../../../../simulator/card/simulator-error.js'

const at = (text: string) => ({ text, position: { line: 10, column: 5 } })

function faultOf(text: string): SimulatorError {
  try {
    parseAccessRules(at(text))
  } catch (error) {
    if (error instanceof SimulatorError) return error
  }
  throw new Error('no SimulatorError')
}

describe('parseAccessRules', () => {
  it('reads contact and contactless rules with patterns, wildcards and nested conditions', () => {
    const text = `CB{ [ACTIVATED,1,{ ({00||2a||9e||9a},PWD(81)), ({00||B0||??||??,00||b2},ALW) }],
      [DEACTIVATED,??,{ ({00||44},AND{OR{SMMAC(14),SMMAC(cvc_FlagList_CMS:0080)},SMCMDENC}) }] },
      CL{ [ACTIVATED,2,{ ({00||b0||81},AND{SMMAC(02),SMRSPENC,AUTCHAT(cvc_FlagList_TI:01)}) }] }`
    const { contact, contactless } = parseAccessRules(at(text))
    expect(contact.map(({ lifeCycle, securityEnvironment }) => [lifeCycle, securityEnvironment])).toEqual([
      ['active', 1],
      ['deactivated', 'any'],
    ])
    expect(contact[0]?.rules[0]).toEqual({
      patterns: [{ cla: 0x00, ins: 0x2a, p1: 0x9e, p2: 0x9a }],
      condition: { kind: 'password', reference: 0x81 },
    })
    expect(contact[0]?.rules[1]?.patterns).toEqual([
      { cla: 0x00, ins: 0xb0, p1: 'any', p2: 'any' },
      { cla: 0x00, ins: 0xb2, p1: 'any', p2: 'any' },
    ])
    const rights = { type: 'cvc_FlagList_CMS', flags: Uint8Array.of(0x00, 0x80) }
    expect(contact[1]?.rules[0]?.condition).toEqual({
      kind: 'allOf',
      terms: [
        {
          kind: 'anyOf',
          terms: [
            { kind: 'secureMessagingWithKey', keyReference: 0x14 },
            { kind: 'secureMessagingWithRights', rights },
          ],
        },
        { kind: 'commandEncrypted' },
      ],
    })
    expect(contactless[0]?.rules[0]?.patterns[0]).toEqual({ cla: 0x00, ins: 0xb0, p1: 0x81, p2: 'any' })
    expect(contactless[0]?.rules[0]?.condition).toMatchObject({
      terms: [{ kind: 'secureMessagingWithKey' }, { kind: 'responseEncrypted' }, { kind: 'authenticatedRights' }],
    })
  })

  it('takes an empty text, empty blocks and empty rule lists as: nothing is allowed', () => {
    const nothing = { contact: [], contactless: [] }
    expect(parseAccessRules(at(' \n '))).toEqual(nothing)
    expect(parseAccessRules(at('CB{},CL{}'))).toEqual(nothing)
    expect(parseAccessRules(at('cb{[activated,1,{}]}')).contact).toEqual([
      { lifeCycle: 'active', securityEnvironment: 1, rules: [] },
    ])
  })

  it('names line and column of the fault in the image', () => {
    expect(faultOf('CB{[ACTIVATED,1,{({00||zz},ALW)}]}').position).toEqual({ line: 10, column: 5 + 23 })
    expect(faultOf('CB{\n  [SLEEPING,1,{}]}').position).toMatchObject({ line: 11 })
  })

  it.each([
    ['XX{}', 'CB or CL'],
    ['CB{[ACTIVATED,1,{({00||b0},SOMETIMES)}]}', 'unknown condition'],
    ['CB{[ACTIVATED,1,{({00||b0},AND{})}]}', 'without a term'],
    ['CB{[ACTIVATED,1,{({00||b0||0},ALW)}]}', 'wrong length'],
    ['CB{[ACTIVATED,1,{({00},ALW)}]}', '"||" expected'],
    ['CB{[ACTIVATED,1,{({00||b0},PWD(123))}]}', 'wrong length'],
    ['CB{[ACTIVATED,1,{({00||b0},AUTCHAT(cvc_FlagList_TI:0))}]}', 'flags'],
    ['CB{} CL{}', '"," expected'],
  ])('refuses %s', (text, reason) => {
    const fault = faultOf(text)
    expect(fault.code).toBe('imageInvalid')
    expect(fault.message).toContain(reason)
  })

  it('answers every truncation of a rule with a typed error or a shorter rule', () => {
    const text = 'CB{[ACTIVATED,1,{({00||20||00||??},AND{PWD(01),SMMAC(02)})}]},CL{[ACTIVATED,??,{}]}'
    for (let length = 0; length < text.length; length++) {
      const cut = text.slice(0, length)
      try {
        expect(parseAccessRules(at(cut)).contact.length).toBeLessThanOrEqual(1)
      } catch (error) {
        expect(error).toMatchObject({ name: 'SimulatorError', code: 'imageInvalid' })
      }
    }
  })
})
