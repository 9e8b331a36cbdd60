import { describe, it } from 'vitest'
import { expectGeneratedPart } from '../docs/generated-part.js'
import { folderImports } from './import-graph.js'

/** Nearly everything uses these; drawn with arrows they would hide the rest. They are listed below the picture. */
const foundation = ['bytes', 'errors', 'log']

/** Mermaid takes no slash in the name of a node. */
const nodeOf = (folder: string): string => folder.replace('/', '_')

describe('the picture in docs/architecture.md', () => {
  it('shows the imports between folders as they are', () => {
    const imports = folderImports()
    const drawn = imports.filter(({ to }) => !foundation.includes(to))
    const slashed = [...new Set(drawn.flatMap(({ from, to }) => [from, to]))].filter((folder) => folder.includes('/'))
    const users = foundation.map((folder) => {
      const from = imports.filter(({ to }) => to === folder).map((entry) => `\`${entry.from}\``)
      return `- \`${folder}\` is imported by ${from.join(', ')}`
    })
    expectGeneratedPart('docs/architecture.md', 'import picture', [
      '```mermaid',
      'graph TD',
      ...slashed.sort().map((folder) => `  ${nodeOf(folder)}["${folder}"]`),
      ...drawn.map(({ from, to }) => `  ${nodeOf(from)} --> ${nodeOf(to)}`),
      '```',
      '',
      'Not drawn, because nearly every folder has these arrows:',
      '',
      ...users,
    ])
  })
})
