import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatFor } from '../../../src/cli/format.js'
import { printable } from '../../../src/cli/printable.js'

describe('formatFor', () => {
  it.each([
    ['de-DE', 12, '12 B'],
    ['de-DE', 1234, '1,2 kB'],
    ['en-GB', 1234, '1.2 kB'],
    ['de-DE', 999_949, '999,9 kB'],
    ['de-DE', 999_950, '1 MB'],
    ['en-GB', 12_345_678, '12.3 MB'],
    ['de-DE', 4_000_000_000, '4.000 MB'],
  ] as const)('%s writes %i bytes as %s', (locale, bytes, text) => {
    expect(formatFor(locale).size(bytes)).toBe(text)
  })

  it.each(['de-DE', 'en-GB'] as const)('writes %s as Intl does', (locale) => {
    const { number, date, time } = formatFor(locale)
    const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
    const times = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
    const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
    const anyTime = fc.date({ min: new Date('1970-01-02'), max: new Date('2199-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(anyTime, fc.nat(), (at, value) => {
        expect(date(at.toISOString())).toBe(days.format(at))
        expect(time(at.toISOString())).toBe(times.format(at))
        expect(number(value)).toBe(whole.format(value))
      }),
    )
  })

  it('writes dates as the language does', () => {
    expect(formatFor('de-DE').date('2026-11-21T12:00:00Z')).toBe('21.11.2026')
    expect(formatFor('en-GB').date('2026-11-21T12:00:00Z')).toBe('21 Nov 2026')
  })
})

describe('printable', () => {
  it('lets no control character but the line feed through', () => {
    expect(printable('a\u001b[2Jb\rc\u202ed\n é ä 中')).toBe('a?[2Jb?c?d\n é ä 中')
  })
})
