import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { tableRows } from '../docs/markdown.js'
import { projectFiles, projectText } from '../docs/project-files.js'

interface LayerRule {
  readonly name: string
  readonly from: { readonly path?: string }
  readonly to: { readonly pathNot?: string }
}

const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  readonly forbidden: readonly LayerRule[]
}

/** The folders in a path pattern: `^src/(apdu|bytes)/` → apdu, bytes. */
function foldersIn(pattern = ''): string[] {
  return [...pattern.matchAll(/\^src\/\(([^)]*)\)/g)].flatMap(([, names = '']) => names.split('|'))
}

/** The rules that dependency-cruiser applies: folder → what it may import besides itself. */
function enforcedTable(): Map<string, string[]> {
  const layers = forbidden.filter(({ name }) => name.startsWith('layer-'))
  return new Map(
    layers.map(({ name, to }) => {
      const folder = name.slice('layer-'.length)
      return [folder, foldersIn(to.pathNot).filter((allowed) => allowed !== folder)]
    }),
  )
}

/** `cms`, `xmldsig` | `certificates`, `bytes` → one entry per folder of the first cell. */
function documentedTable(): Map<string, string[]> {
  const namesIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
  return new Map(
    tableRows(projectText('docs/architecture.md'), 'From').flatMap(([from, to]) =>
      namesIn(from).map((folder) => [folder, namesIn(to)] as const),
    ),
  )
}

const sorted = (names: readonly string[] | undefined): readonly string[] | undefined => names && [...names].sort()

const existing = [...new Set(projectFiles('src').flatMap((path) => /^src\/([^/]+)\//.exec(path)?.[1] ?? []))]

describe('the import table in docs/architecture.md', () => {
  const documented = documentedTable()

  it('has a row for every folder that is ruled, and no other', () => {
    const simulator = ['simulator/card', 'simulator/personalise', 'simulator/reader']
    expect(sorted([...documented.keys()])).toEqual(sorted([...enforcedTable().keys(), ...simulator]))
  })

  it.each([...enforcedTable()])('says of %s what dependency-cruiser enforces', (folder, allowed) => {
    expect(sorted(documented.get(folder))).toEqual(sorted(allowed))
  })

  it.each([
    ['simulator/card', 'simulated-card-is-a-second-witness', []],
    ['simulator/personalise', 'personalise', ['simulator/card']],
    ['simulator/reader', 'simulated-reader', ['simulator/card']],
  ])('says of %s what dependency-cruiser enforces', (folder, ruleName, besides) => {
    const rule = forbidden.find(({ name }) => name === ruleName)
    expect(sorted(documented.get(folder))).toEqual(sorted([...foldersIn(rule?.to.pathNot), ...besides]))
  })

  it('is enforced for every folder that exists', () => {
    expect(existing.filter((folder) => !documented.has(folder))).toEqual([])
  })
})

describe('the folder table in docs/architecture.md', () => {
  const names = tableRows(projectText('docs/architecture.md'), 'Folder').map(([name = '']) => name)
  const plain = (name: string): string => name.replace(/[_`]/g, '')

  it('describes every folder that is ruled', () => {
    expect(sorted(names.map(plain))).toEqual(sorted([...enforcedTable().keys()]))
  })

  it('sets exactly those in italics that do not exist yet', () => {
    const planned = names.filter((name) => name.startsWith('_')).map(plain)
    expect(sorted(planned)).toEqual(sorted([...enforcedTable().keys()].filter((name) => !existing.includes(name))))
  })
})
