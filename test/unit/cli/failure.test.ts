import { describe, expect, it } from 'vitest'
import { asHealthCardError, failureJson, failureText } from '../../../src/cli/failure.js'
import { de } from '../../../src/cli/messages/de.js'
import { en } from '../../../src/cli/messages/en.js'
import { HealthCardError } from '../../../src/errors/health-card-error.js'

describe('failureJson', () => {
  it('has triesLeft as number, as null where the card does not tell, and not at all where it is about something else', () => {
    const wrong = (triesLeft: number | null): HealthCardError =>
      new HealthCardError('HC_PIN_WRONG', 'x', { pin: 'PIN.QES', triesLeft })
    expect(failureJson(wrong(2), en)).toEqual({
      code: 'HC_PIN_WRONG',
      exit: 20,
      triesLeft: 2,
      message: 'The Signatur-PIN (PIN.QES) was wrong. 2 tries are left.',
      next: 'Look it up before you try again. When no try is left, only the PUK helps.',
    })
    expect(failureJson(wrong(null), en).triesLeft).toBeNull()
    expect(failureJson(new HealthCardError('HC_CARD_NONE', 'x'), en)).not.toHaveProperty('triesLeft')
  })
})

describe('failureText', () => {
  it('says in the person’s language what happened and what to do', () => {
    const error = new HealthCardError('HC_PIN_LAST_TRY', 'x', { pin: 'PIN.QES.puk', triesLeft: 1 })
    expect(failureText(error, de)).toMatch(/^Fehler: Für die PUK zu Signatur-PIN \(PIN\.QES\) .*\[HC_PIN_LAST_TRY\]\n/)
  })

  it('tells that an interrupted change leaves two possible old values', () => {
    const data = { pin: 'PIN.QES', changeInterrupted: true }
    expect(failureText(new HealthCardError('HC_CARD_REMOVED', 'x', data), en)).toContain(
      'either the old value or the new',
    )
  })
})

describe('asHealthCardError', () => {
  it('tells of an unexpected error its kind and nothing of its message', () => {
    const error = asHealthCardError(new TypeError('PIN 123456 is not a function'))
    expect(error.code).toBe('HC_INTERNAL')
    expect(`${failureText(error, en)} ${JSON.stringify(failureJson(error, en))}`).not.toContain('123456')
    expect(failureText(error, en)).toContain('TypeError')
  })
})
