import { describe, expect, it } from 'vitest'
import { de } from '../../../src/cli/messages/de.js'
import { en } from '../../../src/cli/messages/en.js'
import { spoken } from '../../../src/cli/messages/error-text.js'
import { findings, type Finding } from '../../../src/operations/doctor/findings.js'

const facts = {
  version: '18.20.4',
  needed: '20.19',
  module: 'pkcs11js',
  now: '2020-01-01T12:00:00.000Z',
  builtAt: '2026-11-21T12:00:00.000Z',
  folder: '/home/me/.local/state/ehba',
  at: '/home/me/.local',
  openToOthers: ['/a', '/b'],
  batch: '20261121-7f3a',
  total: 254,
  done: 100,
  readers: ['ACS ACR 39U', 'REINER SCT'],
  reader: 'ACS ACR 39U',
  kind: 'hba',
  generation: 'G2.1',
  iccsn: '80276883110000220885',
  pin: 'PIN.QES',
  triesLeft: 2,
  file: 'EF.C.HP.QES.E256',
  notAfter: '2031-11-21T12:00:00.000Z',
  daysLeft: 29,
  within: 30,
} as const

const names = Object.keys(findings) as Finding[]

describe('the texts of the doctor', () => {
  it.each(names)('say in both languages what %s is, with its facts', (name) => {
    for (const { checks } of [de, en]) {
      const text = spoken(checks.findings[name].found, facts)
      expect(text).not.toMatch(/undefined|null|\?|\s[.,:]|\(\)/)
      expect(text.length).toBeGreaterThan(4)
    }
  })

  it.each(names.filter((name) => findings[name].verdict !== 'ok'))(
    'say in both languages what to do about %s',
    (name) => {
      const [german, english] = [de, en].map(({ checks }) => spoken(checks.findings[name].next ?? '', facts))
      expect(german).toMatch(/\S{3}/)
      expect(english).toMatch(/\S{3}/)
      expect(`${german ?? ''}${english ?? ''}`).not.toMatch(/undefined|null/)
    },
  )

  it.each(names)('read well about %s where facts are missing', (name) => {
    for (const { checks } of [de, en]) {
      const { found, next = '' } = checks.findings[name]
      expect(`${spoken(found, {})} ${spoken(next, {})}`).not.toMatch(/undefined|null|NaN|Invalid/)
    }
  })

  it('count in the summary', () => {
    expect(en.checks.summary(0, 0)).toBe('Nothing is wrong.')
    expect(en.checks.summary(2, 1)).toBe('2 failed, 1 warning.')
    expect(de.checks.summary(0, 0)).toBe('Es ist alles in Ordnung.')
    expect(de.checks.summary(1, 2)).toBe('1 Fehler, 2 Warnungen.')
  })
})
