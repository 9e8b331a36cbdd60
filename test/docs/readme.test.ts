import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import buildIfStale from '../support/build-if-stale.js'
import { ConsoleSession, secretsIn } from './console-session.js'
import { codeBlocks, type CodeBlock } from './markdown.js'
import { projectText } from './project-files.js'
import { exchangesOf, normalised, patternOf } from './transcript.js'

/** The PINs that the person of the README chooses for a new card. */
const chosen: Readonly<Record<string, string>> = { 'PIN.CH': '13579246', 'PIN.QES': '86420975' }

const folder = mkdtempSync(join(tmpdir(), 'ehba-readme-'))
const typed: string[] = []

/** Types what the prompt asks for: a Transport-PIN from the letter of `new-card`, else the PIN chosen for that card. */
function keysFor(prompt: string): string | undefined {
  if (!prompt.endsWith(': ')) return undefined
  const pin = /PIN\.[A-Z]+/.exec(prompt)?.[0] ?? ''
  const letter = (): string | undefined => secretsIn(join(folder, 'new-card/secrets')).get(`${pin}.transport`)
  const digits = prompt.startsWith('Transport-PIN') ? letter() : chosen[pin]
  if (digits !== undefined) typed.push(digits)
  return digits
}

const blocks = codeBlocks(projectText('README.md'))
  .filter(({ language }) => ['sh', 'console'].includes(language))
  .map((block) => ({ ...block, name: `line ${block.line}: ${block.lines[0] ?? ''}` }))
const isLeftOut = ({ remark = '' }: CodeBlock): boolean => /^not run: \S/.test(remark)

describe('the commands in README.md', () => {
  const session = new ConsoleSession(folder, keysFor)
  beforeAll(buildIfStale)
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it('are there, and all but the installation are run', () => {
    expect(blocks.length).toBeGreaterThan(4)
    expect(blocks.filter(isLeftOut).map(({ remark }) => remark)).toHaveLength(1)
  })

  for (const block of blocks.filter((candidate) => !isLeftOut(candidate))) {
    if (block.language === 'sh') {
      it(`${block.name} … succeeds as a script`, async () => {
        const { exit, output } = await session.runScript(block.lines.join('\n'))
        expect(exit, output).toBe(0)
      })
      continue
    }
    it(`${block.name} … shows what the document shows`, async () => {
      for (const { command, shown } of exchangesOf(block.lines)) {
        const { exit, output } = await session.runAtTerminal(command)
        expect(exit, `$ ${command}\n${output}`).toBe(0)
        expect(normalised(output), `$ ${command}`).toMatch(patternOf(shown))
      }
    })
  }

  it('show nothing of what is typed as a PIN', async () => {
    const { output } = await session.runAtTerminal(
      'ehba sim create hba --out new-card --force\nehba --reader sim:new-card/card.xml card activate',
    )
    expect(typed.length).toBeGreaterThanOrEqual(6)
    for (const digits of typed) expect(output).not.toContain(digits)
  })
})

describe('patternOf', () => {
  it.each([
    [['a', '…', 'c'], 'a\nb\nb\nc\n', true],
    [['a', '…', 'c'], 'a\nc\n', true],
    [['a … c'], 'a b c\n', true],
    [['a'], 'a\nb\n', false],
    [['a.c'], 'abc\n', false],
  ])('takes %j for %j: %s', (shown, output, fits) => {
    expect(patternOf(shown).test(normalised(output))).toBe(fits)
  })
})
