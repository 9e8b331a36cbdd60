import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorCatalogue } from '../../src/errors/catalogue.js'
import { tableRows } from './markdown.js'
import { projectFolder, projectText } from './project-files.js'

const readme = projectText('README.md')

/** Titles of the tests in a file and of their groups, as they stand in the source. */
function titlesIn(path: string): string[] {
  const source = projectText(path)
  const calls = source.matchAll(
    /\b(?:describe|it|test)(?:\.each(?:<\w+>)?\([\s\S]*?\)|\.\w+\([^()]*\)|\.\w+)*\(\s*(['"`])((?:\\.|(?!\1)[\s\S])*)\1/g,
  )
  return [...calls].map(([, , title = '']) => title.replaceAll('\\', ''))
}

/** `[pin-stories]: test/…` below the table → path. */
const files = new Map([...readme.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name = '', path = '']) => [name, path]))

const rows = tableRows(readme, 'Card').map(([card = '', what = '', proof = '']) => ({
  row: `${card}: ${what}`,
  proofs: proofsIn(proof),
}))

/** Tests that a cell names. */
function proofsIn(cell: string): { path: string; title: string }[] {
  return [...cell.matchAll(/\[([^\]]+)\] »([^«]+)«/g)].map(([, name = '', title = '']) => ({
    path: files.get(name) ?? name,
    title,
  }))
}

const verbs = tableRows(readme, 'Verb').flatMap(([verb = '', ...cells]) =>
  cells.map((cell, i) => ({
    row: `${verb}: ${['PC/SC', 'SoftHSM2', 'OpenSC'][i] ?? ''}`,
    cell,
    proofs: proofsIn(cell),
  })),
)

describe('the table of verbs in README.md', () => {
  it('has a cell for each verb and way', () => {
    expect(verbs).toHaveLength(3 * 14)
    // Two cells say why there is nothing to prove.
    expect(verbs.filter(({ proofs }) => proofs.length === 0).map(({ row }) => row)).toEqual([
      '`card activate`: OpenSC',
      'a PIN typed at the device: OpenSC',
    ])
  })

  it.each(verbs)('$row: names tests that exist', ({ proofs }) => {
    for (const { path, title } of proofs) {
      expect(
        titlesIn(path).some((candidate) => candidate.includes(title)),
        `»${title}« in ${path}`,
      ).toBe(true)
    }
  })
})

describe('the support table of README.md', () => {
  it('is there', () => {
    expect(rows.length).toBeGreaterThan(5)
  })

  it.each(rows)('$row: names a test that exists', ({ proofs }) => {
    expect(proofs).not.toEqual([])
    for (const { path, title } of proofs) {
      expect(existsSync(join(projectFolder, path)), path).toBe(true)
      const found = titlesIn(path)
      expect(
        found.some((candidate) => candidate.includes(title)),
        `»${title}« is none of: ${found.join(' / ')}`,
      ).toBe(true)
    }
  })
})

describe('the exit codes in README.md', () => {
  it('are those of the error catalogue, 0, and 1 of the doctor', () => {
    const documented = tableRows(readme, 'Exit').map(([code]) => Number(code))
    const thrown = Object.values(errorCatalogue).map(({ exit }) => exit)
    expect(documented).toEqual([...new Set([0, 1, ...thrown])].sort((a, b) => a - b))
  })
})
