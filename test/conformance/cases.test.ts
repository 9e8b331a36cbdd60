import { describe, expect, it } from 'vitest'
import { allCases } from '../../src/conformance/cases/all-cases.js'
import { stepsOf } from '../../src/conformance/conformance-case.js'
import { effectOf } from '../../src/conformance/effect.js'
import { groupNames } from '../../src/conformance/group-names.js'

const rows = allCases.flatMap(({ name, cases }) => cases.map((row) => ({ name, ...row })))

/** (N048.200)b.7 of gemSpec_COS as cases write it. */
const requirement = /^N\d{3}\.\d{3}(?: [a-z](?:\.\d+)?(?:\.[ivx]+)?)?$/

describe('the cases of the suite', () => {
  it('are at least 250', () => {
    expect(rows.length).toBeGreaterThanOrEqual(250)
  })

  it('name a requirement each', () => {
    expect(rows.filter(({ id }) => !requirement.test(id))).toEqual([])
  })

  it('have titles that are full sentences, and no two the same', () => {
    const titles = rows.map(({ title }) => title)
    expect(titles.filter((title) => !/^[A-Z0-9].*\.$/s.test(title))).toEqual([])
    expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([])
  })

  it('stand in the groups that can be named, in the same order', () => {
    expect(allCases.map(({ name }) => name)).toEqual(groupNames)
  })

  it('name the sentence that leaves the status open wherever they take more than one', () => {
    const expectations = rows.flatMap((row) =>
      [row, ...stepsOf(row)].flatMap((step) => ('send' in step ? (step.expect ?? []) : [])),
    )
    const several = expectations.filter(({ status }) => status.length > 1)
    expect(several.length).toBeGreaterThan(20)
    expect(several.filter(({ open = '' }) => !/\bN\d{3}\.\d{3}/.test(open))).toEqual([])
  })

  it('are of all three effects, and those that read are enough for a report on a card that is not simulated', () => {
    const effects = rows.map(effectOf)
    expect(effects.filter((effect) => effect === 'reads').length).toBeGreaterThan(200)
    expect(effects.filter((effect) => effect === 'verifies').length).toBeGreaterThan(5)
    expect(effects.filter((effect) => effect === 'writes').length).toBeGreaterThan(200)
  })
})
