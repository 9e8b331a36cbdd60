import { describe, expect, it } from 'vitest'
import { HealthCardError } from '../../../../src/errors/health-card-error.js'
import { found, overallVerdict, refused, refusedBy, skipped } from '../../../../src/operations/doctor/check.js'
import { checkIds, findings } from '../../../../src/operations/doctor/findings.js'

describe('findings', () => {
  it('are there for every check, each with a good one', () => {
    const good = Object.values(findings).filter(({ verdict }) => verdict === 'ok')
    expect(new Set(good.map(({ check }) => check))).toEqual(new Set(checkIds))
  })
})

describe('refusedBy', () => {
  it('gives the error of the catalogue with its facts and those of the check', () => {
    const error = new HealthCardError('HC_CARD_BUSY', 'in use', { why: 'lock' })
    expect(refusedBy('card', error, { reader: 'sim:x' })).toEqual({
      id: 'card',
      verdict: 'failed',
      code: 'HC_CARD_BUSY',
      facts: { reader: 'sim:x', why: 'lock' },
    })
  })

  it.each([
    new HealthCardError('HC_USAGE_INVALID', 'a wrong option'),
    new HealthCardError('HC_STOPPED', 'Ctrl-C'),
    new HealthCardError('HC_INTERNAL', 'a bug'),
    new TypeError('a bug'),
  ])('lets %s go on', (error) => {
    expect(() => refusedBy('card', error)).toThrow(error)
  })
})

describe('overallVerdict', () => {
  it('is the worst; what was skipped counts as nothing', () => {
    const [ok, warning] = [found('configurationUsable'), found('hbaMissing')]
    expect(overallVerdict([ok, skipped('card', 'readers')])).toBe('ok')
    expect(overallVerdict([ok, warning, ok])).toBe('warning')
    expect(overallVerdict([warning, refused('card', 'HC_CARD_NONE'), ok])).toBe('failed')
  })
})
