import { describe, expect, it } from 'vitest'
import { benchWith, pin, type CardBench } from '../card-bench.js'
import { binaryFile, password, rules } from '../image-builder.js'

const disable = (block: string = pin.right) => `0026000108${block}`
const enable = (block: string = pin.right) => `0028000108${block}`
const verify = (block: string = pin.right) => `0020000108${block}`
const status = '80200001'
const read = '00b0810000'

function card(attributes: Readonly<Record<string, string>> = {}, options = {}): CardBench {
  const file = binaryFile('EF.A', '0001', Uint8Array.of(1), {
    shortFileIdentifier: '01',
    accessRules: rules('({00||b0},PWD(01))'),
  })
  return benchWith([password('PIN.CH', '01', attributes), file], options)
}

describe('DISABLE and ENABLE VERIFICATION REQUIREMENT', () => {
  it('switch the need for a PIN off and on again [N076.100, N077.300]', () => {
    const bench = card()
    expect(bench.status(disable())).toBe('9000')
    expect(bench.status(status)).toBe('62d0')
    expect(bench.status(read)).toBe('9000')
    expect(bench.status(enable())).toBe('9000')
    expect(bench.status(status)).toBe('63c3')
    expect(bench.status(read)).toBe('6982')
  })

  it('count down at a wrong secret, clear the status, and give the tries back at the right one', () => {
    const bench = card()
    expect(bench.status(verify(), disable(pin.wrong))).toBe('63c2')
    expect(bench.status(status)).toBe('63c2')
    expect(bench.status(disable())).toBe('9000')
    expect(bench.password('MF/PIN.CH').triesLeft).toBe(3)
    expect(bench.status(enable(pin.wrong), enable(pin.wrong), enable(pin.wrong))).toBe('63c0')
    expect(bench.status(enable())).toBe('6983')
  })

  it('compare nothing where there is nothing to do [N076.500a, N077.700a]', () => {
    const bench = card()
    expect(bench.status(enable(pin.wrong))).toBe('9000')
    expect(bench.status(disable(), disable(pin.wrong))).toBe('9000')
    expect(bench.password('MF/PIN.CH').triesLeft).toBe(3)
  })

  it('work without a secret where the access rule allows it', () => {
    const bench = card()
    expect(bench.status('00260101', status)).toBe('62d0')
    expect(bench.status('00280101', status)).toBe('63c3')
  })

  it('are refused under transport protection [N076.100a.2]', () => {
    const bench = card({ transportStatus: 'transportPIN' })
    expect(bench.status(disable())).toBe('6985')
  })

  it('do not disturb uses of the status while the password is switched off', () => {
    const bench = card({ startSSecList: '{(1,01)}' })
    expect(bench.status(verify(), disable(), read, read, enable(), read)).toBe('9000')
    expect(bench.status(read)).toBe('6982')
  })

  it('show a block before they show that the password is switched off [N078.800b]', () => {
    const bench = card()
    expect(bench.status(disable(), verify(pin.wrong), verify(pin.wrong), verify(pin.wrong))).toBe('63c0')
    expect(bench.status(status)).toBe('63c0')
    expect(bench.status(read)).toBe('9000')
  })

  it('refuse other parameters and lengths', () => {
    const bench = card()
    expect(bench.status('00260201')).toBe('6a86')
    expect(bench.status('00260001')).toBe('6700')
    expect(bench.status(`0026010108${pin.right}`)).toBe('6700')
  })
})

describe('GET PIN STATUS', () => {
  it('is a case 1 command with P1 00', () => {
    const bench = card()
    expect(bench.status('8020000100')).toBe('6700')
    expect(bench.status('80200101')).toBe('6a86')
    expect(bench.status('80200005')).toBe('6a88')
  })

  it('obeys its access rule', () => {
    expect(card({ accessRules: rules('({00||20},ALW)') }).status(status)).toBe('6982')
  })
})
