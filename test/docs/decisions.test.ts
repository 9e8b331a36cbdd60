import { describe, expect, it } from 'vitest'
import { projectFiles, projectText } from './project-files.js'

const decisions = projectFiles('docs/adr').filter((path) => !path.endsWith('README.md'))

describe('architecture decision records', () => {
  it('are numbered from 0001 without a gap', () => {
    const numbers = decisions.map((path) => Number(/\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]))
    expect(numbers).toEqual(decisions.map((_, i) => i + 1))
  })

  it.each(decisions)('%s has a date, a context, a decision and consequences', (path) => {
    const text = projectText(path)
    expect(text).toMatch(/^Date: \d{4}-\d\d-\d\d$/m)
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual(['Context', 'Decision', 'Consequences'])
  })

  it.each(decisions)('%s is in the list with its title', (path) => {
    const text = projectText(path)
    const title = /^# (.+)$/m.exec(text)?.[1] ?? 'no title'
    const number = /\/(\d{4})-/.exec(path)?.[1] ?? 'no number'
    expect(title.startsWith(`${number} `)).toBe(true)
    expect(projectText('docs/adr/README.md')).toContain(`[${title}](${path.split('/').at(-1) ?? ''})`)
  })
})
