import { describe, expect, it } from 'vitest'
import { benchWith, pin, type CardBench } from '../card-bench.js'
import { password, rules } from '../image-builder.js'

const verify = (block: string) => `0020000108${block}`
const block = [verify(pin.wrong), verify(pin.wrong), verify(pin.wrong)]
const status = '80200001'
const withPukAndPin = (puk: string = pin.puk, fresh: string = pin.fresh) => `002c000110${puk}${fresh}`
const withPuk = (puk: string = pin.puk) => `002c010108${puk}`
const withPin = (fresh: string = pin.fresh) => `002c020108${fresh}`
const bare = '002c0301'

function blocked(attributes: Readonly<Record<string, string>> = {}): CardBench {
  const bench = benchWith([password('PIN.CH', '01', attributes)])
  bench.status(...block)
  return bench
}

describe('RESET RETRY COUNTER', () => {
  it('with PUK and new secret unblocks and sets the secret, each attempt costing a PUK use [N081.000 to N081.200]', () => {
    const bench = blocked()
    expect(bench.status(withPukAndPin())).toBe('9000')
    expect(bench.password('MF/PIN.CH')).toMatchObject({ triesLeft: 3, pukUses: 9 })
    expect(bench.status(verify(pin.fresh))).toBe('9000')
  })

  it('with PUK alone unblocks and keeps the secret', () => {
    const bench = blocked()
    expect(bench.status(withPuk(), verify(pin.right))).toBe('9000')
  })

  it('with new secret alone, and with nothing, spends no PUK use', () => {
    const first = blocked()
    expect(first.status(withPin(), verify(pin.fresh))).toBe('9000')
    const second = blocked()
    expect(second.status(bare, verify(pin.right))).toBe('9000')
    expect([first, second].map((bench) => bench.password('MF/PIN.CH').pukUses)).toEqual([10, 10])
  })

  it('with a wrong PUK tells the PUK uses left and leaves the block [N081.000c]', () => {
    const bench = blocked()
    expect(bench.status(withPuk(pin.wrongPuk))).toBe('63c9')
    expect(bench.status(status)).toBe('63c0')
    expect(bench.password('MF/PIN.CH')).toMatchObject({ triesLeft: 0, pukUses: 9 })
  })

  it('is blocked when the PUK uses are gone, right ones counted too [N081.000a]', () => {
    const bench = blocked({ pukUsage: '02' })
    expect(bench.status(withPuk(), withPuk(pin.wrongPuk))).toBe('63c0')
    expect(bench.status(withPuk())).toBe('6983')
    expect(bench.status(withPukAndPin())).toBe('6983')
  })

  it('tells a new secret of wrong length first, and spends nothing [N080.800]', () => {
    const bench = blocked()
    expect(bench.status(withPukAndPin(pin.wrongPuk, pin.short))).toBe('6985')
    expect(bench.status(withPukAndPin(pin.puk, pin.long))).toBe('6985')
    expect(bench.password('MF/PIN.CH').pukUses).toBe(10)
  })

  it('clears the security status, also where the PUK is wrong [N080.900]', () => {
    const bench = benchWith([password('PIN.CH', '01')])
    expect(bench.status(verify(pin.right), withPuk(), status)).toBe('63c3')
    expect(bench.status(verify(pin.right), withPuk(pin.wrongPuk), status)).toBe('63c3')
  })

  it('with a new secret ends transport protection, without one it does not [N081.200b]', () => {
    const inTransport = { transportStatus: 'transportPIN', secret: '2554321FFFFFFFFF' }
    const bench = benchWith([password('PIN.CH', '01', inTransport)])
    expect(bench.status(withPuk(), status)).toBe('62c1')
    expect(bench.status(withPukAndPin(), status)).toBe('63c3')
    expect(bench.status(verify(pin.fresh))).toBe('9000')
  })

  it('offers the variants that the access rule allows: PIN.QES can be unblocked, not set', () => {
    const bench = blocked({ accessRules: rules('({00||20},ALW),({00||2c||01},ALW)') })
    expect([withPukAndPin(), withPin(), bare].map((command) => bench.status(command))).toEqual(Array(3).fill('6982'))
    expect(bench.status(withPuk())).toBe('9000')
    expect(bench.password('MF/PIN.CH').pukUses).toBe(9)
  })

  it('refuses other parameters, lengths and blocks', () => {
    const bench = blocked()
    expect(bench.status('002c0401')).toBe('6a86')
    expect(bench.status(`002c000108${pin.puk}`)).toBe('6700')
    expect(bench.status(`002c030108${pin.puk}`)).toBe('6700')
    expect(bench.status('002c0101')).toBe('6700')
    expect(bench.status(withPuk(pin.empty))).toBe('6a80')
    expect(bench.password('MF/PIN.CH').pukUses).toBe(10)
  })

  it('never succeeds with a PUK that the image does not set', () => {
    const bench = blocked({ PUK: 'Wildcard' })
    expect(bench.status(withPuk())).toBe('63c9')
  })
})
