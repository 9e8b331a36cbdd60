import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseStory } from '../../simulator/reader/faults/parse-story.js'
import { ConsoleSession } from '../docs/console-session.js'
import { codeBlocks } from '../docs/markdown.js'
import { projectText } from '../docs/project-files.js'
import { exchangesOf, normalised, patternOf } from '../docs/transcript.js'

const blocks = codeBlocks(projectText('docs/faults.md'))
const linesOf = (language: string): readonly string[] =>
  blocks.find((block) => block.language === language)?.lines ?? []

describe('the example in docs/faults.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ehba-faults-'))
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it('is a story, and goes as the document shows', async () => {
    const story = linesOf('faults').join('\n')
    expect(parseStory(story).events).toHaveLength(1)
    writeFileSync(join(folder, 'story.txt'), story)
    const session = new ConsoleSession(folder, () => undefined)
    const exchanges = exchangesOf(linesOf('console'))
    expect(exchanges.length).toBeGreaterThan(3)
    for (const { command, shown } of exchanges) {
      const { exit, output } = await session.runAtTerminal(command)
      expect(exit, `$ ${command}\n${output}`).toBe(0)
      expect(normalised(output), `$ ${command}`).toMatch(patternOf(shown))
    }
  })
})
