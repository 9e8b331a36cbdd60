import { describe, expect, it } from 'vitest'
import { errorCatalogue } from '../../../src/errors/catalogue.js'
import { HealthCardError, isHealthCardError } from '../../../src/errors/health-card-error.js'

/** The exit codes that architecture.md and contract.md promise to other programs. */
const promisedExits = [2, 3, 10, 11, 12, 13, 20, 21, 22, 23, 24, 30, 31, 32, 40, 41, 50, 51, 60, 70]

describe('errorCatalogue', () => {
  it.each(Object.entries(errorCatalogue))('%s follows the naming and uses a promised exit code', (code, facts) => {
    expect(code).toMatch(/^HC_[A-Z0-9]+(_[A-Z0-9]+)*$/)
    expect(promisedExits).toContain(facts.exit)
    expect(facts.http).toBeGreaterThanOrEqual(400)
  })
})

describe('HealthCardError', () => {
  it('carries code, facts, data and cause', () => {
    const cause = new Error('below')
    const error = new HealthCardError('HC_PIN_WRONG', 'wrong', { triesLeft: 2 }, { cause })
    expect(error.facts.exit).toBe(20)
    expect(error.data).toEqual({ triesLeft: 2 })
    expect(error.cause).toBe(cause)
    expect(error.name).toBe('HealthCardError')
  })

  it('is recognised by code', () => {
    const error: unknown = new HealthCardError('HC_CARD_BUSY', 'busy')
    expect(isHealthCardError(error)).toBe(true)
    expect(isHealthCardError(error, 'HC_CARD_BUSY', 'HC_CARD_NONE')).toBe(true)
    expect(isHealthCardError(error, 'HC_CARD_NONE')).toBe(false)
    expect(isHealthCardError(new Error('other'))).toBe(false)
  })
})
