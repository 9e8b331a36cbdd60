import { describe, expect, it } from 'vitest'
import { benchWith, pin } from '../card-bench.js'
import { multiReference, password, rules } from '../image-builder.js'

const change = (old: string, fresh: string = pin.fresh) => `0024000110${old}${fresh}`
const set = (fresh: string = pin.fresh) => `0024010108${fresh}`
const verify = (block: string) => `0020000108${block}`
const status = '80200001'

const inTransport = { transportStatus: 'transportPIN', secret: '2554321FFFFFFFFF' }
const empty = { transportStatus: 'leerPIN', secret: '20FFFFFFFFFFFFFF' }

describe('CHANGE REFERENCE DATA with the old secret', () => {
  it('changes the secret, sets no security status and clears none [N074.700b, N074.710]', () => {
    const bench = benchWith([password('PIN.CH', '01')])
    expect(bench.status(change(pin.right))).toBe('9000')
    expect(bench.status(status)).toBe('63c3')
    expect(bench.status(verify(pin.fresh))).toBe('9000')
    expect(bench.status(change(pin.fresh, pin.right))).toBe('9000')
    expect(bench.status(status)).toBe('9000')
  })

  it('counts down at a wrong old secret and clears the status; the right one gives all tries back [N074.700]', () => {
    const bench = benchWith([password('PIN.CH', '01')])
    expect(bench.status(verify(pin.right), change(pin.wrong))).toBe('63c2')
    expect(bench.status(status)).toBe('63c2')
    expect(bench.status(change(pin.right))).toBe('9000')
    expect(bench.password('MF/PIN.CH').triesLeft).toBe(3)
  })

  it('is refused where no try is left [N074.400]', () => {
    const bench = benchWith([password('PIN.CH', '01')])
    expect(bench.status(change(pin.wrong), change(pin.wrong), change(pin.wrong))).toBe('63c0')
    expect(bench.status(change(pin.right))).toBe('6983')
  })

  it('tells a new secret of wrong length before it compares, and counts nothing [N074.500]', () => {
    const bench = benchWith([password('PIN.CH', '01')])
    expect(bench.status(change(pin.wrong, pin.short))).toBe('6985')
    expect(bench.status(change(pin.wrong, pin.long))).toBe('6985')
    expect(bench.password('MF/PIN.CH').triesLeft).toBe(3)
  })

  it('ends transport protection; the Transport-PIN may be shorter than a PIN [N074.720]', () => {
    const bench = benchWith([password('PIN.CH', '01', inTransport)])
    expect(bench.status(status)).toBe('62c1')
    expect(bench.status(change(pin.transport))).toBe('9000')
    expect(bench.status(status)).toBe('63c3')
    expect(bench.password('MF/PIN.CH').transportStatus).toBe('regularPassword')
    expect(bench.status(verify(pin.fresh))).toBe('9000')
  })

  it('counts a wrong Transport-PIN, and a blocked one stays in transport state', () => {
    const bench = benchWith([password('PIN.CH', '01', inTransport)])
    expect(bench.status(change(pin.wrong), change(pin.wrong), change(pin.wrong))).toBe('63c0')
    expect(bench.status(change(pin.transport))).toBe('6983')
    // COS 3.10: transport protection hides the block (N078.350 is new in 3.12).
    expect(bench.status(status)).toBe('62c1')
  })

  it('refuses malformed lengths, blocks and parameters', () => {
    const bench = benchWith([password('PIN.CH', '01')])
    expect(bench.status(`0024000108${pin.right}`)).toBe('6700')
    expect(bench.status(`0024020110${pin.right}${pin.fresh}`)).toBe('6a86')
    expect(bench.status(change(pin.empty))).toBe('6a80')
    expect(bench.password('MF/PIN.CH').triesLeft).toBe(3)
  })
})

describe('CHANGE REFERENCE DATA without the old secret', () => {
  it('sets the first secret of a Leer-PIN, once [N015.610]', () => {
    const bench = benchWith([password('PIN.AUTO', '01', empty), multiReference('MRPIN', '02', '01')])
    expect(bench.status(status)).toBe('62c7')
    expect(bench.status(set())).toBe('9000')
    expect(bench.status(verify(pin.fresh))).toBe('9000')
    expect(bench.status(set(pin.right))).toBe('6982')
    expect(bench.status(`0024010208${pin.right}`)).toBe('6982')
    expect(bench.status(change(pin.fresh, pin.right))).toBe('9000')
  })

  it('may set a regular password again and again where the access rule allows it', () => {
    const bench = benchWith([password('PIN.REP', '01')])
    expect(bench.status(set(pin.fresh), set(pin.right), verify(pin.right))).toBe('9000')
  })

  it('gives no tries back: only a comparison does [N074.700b]', () => {
    const bench = benchWith([password('PIN.REP', '01')])
    expect(bench.status(verify(pin.wrong), set())).toBe('9000')
    expect(bench.password('MF/PIN.REP').triesLeft).toBe(2)
  })

  it('checks the length and the access rule', () => {
    const bench = benchWith([password('PIN.A', '01', { ...empty, accessRules: rules('({00||24||01},ALW)') })])
    expect(bench.status(set(pin.short))).toBe('6985')
    expect(bench.status(change(pin.right))).toBe('6982')
    expect(bench.status(set())).toBe('9000')
  })
})
