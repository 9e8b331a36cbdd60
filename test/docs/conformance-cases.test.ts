import { format, resolveConfig } from 'prettier'
import { describe, it } from 'vitest'
import { allCases } from '../../src/conformance/cases/all-cases.js'
import { effectOf } from '../../src/conformance/effect.js'
import { expectGeneratedPart } from './generated-part.js'

describe('docs/conformance.md', () => {
  it('counts the cases of every group as they are', async () => {
    const rows = allCases.map(({ name, cases }) => {
      const reading = cases.filter((row) => effectOf(row) === 'reads').length
      const requirements = new Set(cases.map(({ id }) => id.split(' ')[0])).size
      return `| \`${name}\` | ${cases.length} | ${reading} | ${requirements} |`
    })
    const all = allCases.flatMap(({ cases }) => cases)
    const reading = all.filter((row) => effectOf(row) === 'reads').length
    const requirements = new Set(all.map(({ id }) => id.split(' ')[0])).size
    const table = [
      '| Group | Cases | of which only read | Requirements |',
      '| --- | --- | --- | --- |',
      ...rows,
      `| all | ${all.length} | ${reading} | ${requirements} |`,
    ]
    const options = await resolveConfig('docs/conformance.md')
    const lines = (await format(table.join('\n'), { ...options, parser: 'markdown' })).trimEnd().split('\n')
    expectGeneratedPart('docs/conformance.md', 'conformance cases', lines)
  })
})
