import { beforeAll, describe, expect, it } from 'vitest'
import type { CaseResult } from '../../src/conformance/case-result.js'
import { runSuite } from '../../src/conformance/run-suite.js'
import { allCases } from '../../src/conformance/cases/all-cases.js'
import { whyNoTwin } from '../jcardsim/why-no-twin.js'
import { makeCard, type TestCard } from '../support/card-in-process.js'
import { whyNoReaders } from '../support/why-no-readers.js'
import { isLongRun, tell } from '../support/seeded-random.js'
import { letterOf, twinBehindPcscd, twinBehindSocket, type CardsUnderTest } from './cards-under-test.js'

/** Commands that simulator/jcardsim/README.md names as missing: ERASE and DELETE RECORD, FINGERPRINT, LIST PUBLIC KEY, MSE for keys of others. */
const outOfScope = /^(?:[08]0 0C|80 FA|80 CA|00 22 81)/

describe.skipIf(whyNoTwin)('the Java Card twin', () => {
  let card: TestCard
  beforeAll(async () => {
    card = await makeCard({ kind: 'hba', state: 'transport', keys: 'both', limit: 5 })
  })

  async function expectConformance(cards: CardsUnderTest): Promise<void> {
    const results = await runSuite({ source: cards.source, letter: letterOf(card), groups: allCases })
    const isOutside = ({ command, failedAt = command }: CaseResult): boolean => outOfScope.test(failedAt)
    const failed = results.filter(({ verdict }) => verdict === 'failed')
    const missed = failed.filter((result) => isOutside(result) && result.got === '6D00')
    expect(failed.filter((result) => !missed.includes(result))).toEqual([])
    tell(`the twin: ${results.length - missed.length} of ${results.length} cases; the others are not in its scope`)
    expect(missed.length).toBeLessThan(20)
    expect(cards.failures).toEqual([])
  }

  it('goes as every case of its scope has it, behind a socket', async () => {
    await using cards = await twinBehindSocket(card)
    await expectConformance(cards)
  }, 180_000)

  // In `bin/test` its stories are told in a reader (test/jcardsim/program.test.ts); all cases in `npm run test:long`.
  it.skipIf(whyNoReaders !== undefined || !isLongRun())(
    'goes as every case of its scope has it, behind pcscd',
    async () => {
      await using cards = await twinBehindPcscd(card)
      await expectConformance(cards)
    },
    180_000,
  )
})
