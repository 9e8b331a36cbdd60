import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DigitEntry } from '../../../src/cli/secrets/digit-entry.js'

function typed(keys: string): { entry: DigitEntry; end: string } {
  const entry = new DigitEntry()
  let end = 'more'
  for (const byte of Buffer.from(keys, 'latin1')) if (end === 'more') end = entry.feed(byte)
  return { entry, end }
}

function digitsOf(keys: string): string {
  return Buffer.from(typed(keys).entry.take()).toString('latin1')
}

describe('DigitEntry', () => {
  it.each([
    ['123456', '123456'],
    ['12\u007f3', '13'],
    ['12\b\b\b3', '3'],
    ['12\u001534', '34'],
    ['1\u001b[3~2', '12'],
    ['1\u001b[200~23\u001b[201~4', '1234'],
    ['1\u001bOP2', '12'],
    ['\u001b12', '12'],
    ['1\u001b\u001b[A2', '12'],
    ['1\u001b[\u00152', '2'],
    ['1q\u007f2', '12'],
    ['1\u00c3\u00bc\u007f2', '12'],
  ])('of %j is %s', (keys, digits) => {
    expect(digitsOf(keys)).toBe(digits)
  })

  it.each([
    ['12\r', 'entered'],
    ['12\n', 'entered'],
    ['12\u0003', 'cancelled'],
    ['\u0004', 'cancelled'],
    ['12\u001b[\u0003', 'cancelled'],
    ['12\u001b[\r', 'entered'],
    ['12', 'more'],
  ])('after %j is %s', (keys, end) => {
    expect(typed(keys).end).toBe(end)
  })

  it('counts digits beyond what it keeps, so that they are told as too many and can be taken back', () => {
    const { entry } = typed('1'.repeat(20))
    expect(entry.length).toBe(20)
    expect(digitsOf(`${'1'.repeat(20)}${'\b'.repeat(18)}`)).toBe('11')
  })

  it('is empty after its digits were taken', () => {
    const { entry } = typed('1234')
    entry.take()
    expect(entry.length).toBe(0)
    expect([...entry.take()]).toEqual([])
  })

  it('is digits only if nothing else was typed and left standing', () => {
    expect(typed('123456').entry.isDigits(6, 8)).toBe(true)
    expect(typed('12345').entry.isDigits(6, 8)).toBe(false)
    expect(typed('1'.repeat(80)).entry.isDigits(6, 100)).toBe(false)
    expect(typed('1234q56').entry.isDigits(6, 8)).toBe(false)
    expect(typed('1234q\u007f56').entry.isDigits(6, 8)).toBe(true)
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{1,16}$/), (text) => {
        expect(typed(text).entry.isDigits(1, 16)).toBe(/^\d+$/.test(text))
      }),
    )
  })
})
