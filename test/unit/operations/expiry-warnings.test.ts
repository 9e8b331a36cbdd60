import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CertificateSummary } from '../../../src/operations/certificates.js'
import { daysUntil, expiryWarnings } from '../../../src/operations/expiry-warnings.js'

const DAY_MS = 86_400_000
const end = new Date('2031-11-21T10:30:00Z')

function certificate(changes: Partial<CertificateSummary> = {}): CertificateSummary {
  return {
    file: 'EF.C.HP.QES.E256',
    key: 'PrK.HP.QES.E256',
    use: 'qes',
    state: 'present',
    subject: 'Käthe Beispiel TEST-ONLY',
    profession: null,
    algorithm: 'ecc-brainpoolP256r1',
    serialNumber: '01',
    notBefore: '2026-11-21T10:30:00.000Z',
    notAfter: end.toISOString(),
    expired: false,
    test: true,
    sha256: '00',
    ...changes,
  }
}

describe('expiryWarnings', () => {
  it('begin 180 days before the end, and get more urgent with 90, 30 and 7', () => {
    const stageAt = (daysLeft: number): number | undefined =>
      expiryWarnings([certificate()], new Date(end.getTime() - daysLeft * DAY_MS))[0]?.within
    const stages = [200, 181, 180, 91, 90, 31, 30, 8, 7, 0].map(stageAt)
    expect(stages).toEqual([undefined, undefined, 180, 180, 90, 90, 30, 30, 7, 7])
  })

  it('count whole days, and name the smallest stage that holds them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * DAY_MS }), (msLeft) => {
        const [warning] = expiryWarnings([certificate()], new Date(end.getTime() - msLeft))
        const days = Math.floor(msLeft / DAY_MS)
        const stage = [7, 30, 90, 180].find((limit) => days <= limit)
        expect(warning && [warning.daysLeft, warning.within]).toEqual(stage && [days, stage])
      }),
    )
  })

  it('are not given for what has ended, is not there, or has not begun', () => {
    const now = new Date(end.getTime() - DAY_MS)
    const ended = certificate({ expired: true })
    const absent = certificate({ state: 'empty', notBefore: null, notAfter: null, expired: null })
    expect(expiryWarnings([ended, absent], now)).toEqual([])
  })

  it('are given for each certificate, in the order of the card', () => {
    const files = ['EF.C.HP.QES.E256', 'EF.C.HP.AUT.E256']
    const warnings = expiryWarnings(
      files.map((file) => certificate({ file })),
      end,
    )
    expect(warnings.map(({ file, daysLeft }) => [file, daysLeft])).toEqual(files.map((file) => [file, 0]))
  })
})

describe('daysUntil', () => {
  it('is negative where the time has passed', () => {
    expect(daysUntil(end.toISOString(), new Date(end.getTime() + 1))).toBe(-1)
  })
})
