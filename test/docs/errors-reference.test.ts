import { format, resolveConfig } from 'prettier'
import { describe, expect, it } from 'vitest'
import { de } from '../../src/cli/messages/de.js'
import { en } from '../../src/cli/messages/en.js'
import { spoken, type ErrorText } from '../../src/cli/messages/error-text.js'
import { errorCatalogue, type ErrorCode } from '../../src/errors/catalogue.js'
import { expectGeneratedPart } from './generated-part.js'
import { projectFiles, projectText } from './project-files.js'

const codes = Object.keys(errorCatalogue) as ErrorCode[]

/** Text without the facts of a case, as it reads where they are missing. */
function general({ happened, next }: ErrorText): string {
  return `${spoken(happened, {})} ${spoken(next, {})}`
}

function section(code: ErrorCode): string[] {
  const { kind, retriable, exit, http } = errorCatalogue[code]
  return [
    `### ${code}`,
    '',
    `Exit code ${exit}, kind \`${kind}\`, HTTP ${http}${retriable ? ', can succeed later unchanged' : ''}.`,
    '',
    `- English: ${general(en.errors[code])}`,
    `- German: ${general(de.errors[code])}`,
    '',
  ]
}

async function pretty(lines: readonly string[]): Promise<string[]> {
  const options = await resolveConfig('docs/errors.md')
  return (await format(lines.join('\n'), { ...options, parser: 'markdown' })).trimEnd().split('\n')
}

describe('docs/errors.md', () => {
  it('has a section for every code, with its facts and texts, and no other', async () => {
    expectGeneratedPart('docs/errors.md', 'errors', await pretty(codes.flatMap(section)))
    const sections = [...projectText('docs/errors.md').matchAll(/^### (\S+)$/gm)].map(([, code]) => code)
    expect(sections).toEqual(codes)
  })

  it('lists every exit code with its errors', async () => {
    const exits = [...new Set(codes.map((code) => errorCatalogue[code].exit))].sort((a, b) => a - b)
    const rows = exits.map((exit) => {
      const own = codes.filter((code) => errorCatalogue[code].exit === exit)
      return `| ${exit} | ${own.map((code) => `[${code}](#${code.toLowerCase()})`).join(', ')} |`
    })
    const table = [
      '| exit | codes |',
      '| --- | --- |',
      '| 0 | done |',
      '| 1 | a check of `ehba doctor` failed, or a case of `ehba conformance` |',
      ...rows,
    ]
    expectGeneratedPart('docs/errors.md', 'exit codes', await pretty(table))
  })
})

describe('the error catalogue', () => {
  it('has no code that nothing in the program ever gives', () => {
    const sources = ['src', 'simulator', 'bin']
      .flatMap((folder) => projectFiles(folder))
      .filter((path) => path.endsWith('.ts') && !/^src\/(errors|cli\/messages)\//.test(path))
      .map(projectText)
    const unused = codes.filter((code) => !sources.some((text) => text.includes(`'${code}'`)))
    expect(unused).toEqual([])
  })

  it.each(codes)('%s has German and English texts that differ and end as sentences', (code) => {
    for (const { errors } of [de, en]) {
      expect(spoken(errors[code].happened, {})).toMatch(/\S.*[.!]$/)
      expect(spoken(errors[code].next, {})).toMatch(/\S/)
    }
    expect(general(de.errors[code])).not.toBe(general(en.errors[code]))
  })

  it.each(codes)('%s never speaks of qualified or legally valid signatures', (code) => {
    expect(general(de.errors[code]) + general(en.errors[code])).not.toMatch(/qualified|qualifiziert|rechtsgültig/i)
  })
})
