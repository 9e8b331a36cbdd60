import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { anchorsOf, codeBlocks, markdownFiles, proseOf } from './markdown.js'
import { projectFolder, projectText } from './project-files.js'
import { refuseSecretArguments } from '../../src/cli/secret-arguments.js'

const documents = markdownFiles()

/** Targets of the links in a text that lead to a file or a heading of the project. */
function localTargets(text: string): string[] {
  const links = proseOf(text).matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)
  const targets = [...links].map(([, inline, below]) => inline ?? below ?? '')
  return targets.filter((target) => !/^[a-z]+:/.test(target))
}

function leadsSomewhere(from: string, target: string): boolean {
  const [file = '', anchor] = target.split('#')
  const path = file === '' ? from : normalize(join(dirname(from), file))
  if (!existsSync(join(projectFolder, path))) return false
  return anchor === undefined || anchorsOf(projectText(path)).includes(anchor)
}

/** Paths of the project that a text names in backticks; patterns (`src/cli/messages/{de,en}.ts`, `<folder>`) are none. */
function namedPaths(text: string): string[] {
  const spans = [...proseOf(text).matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span)
  return spans.filter((span) => /^(?:src|simulator|test|docs|bin|bench|fixtures|\.ci)\/[\w./-]*$/.test(span))
}

describe('documents', () => {
  it.each(documents)('$path has no link that leads nowhere', ({ path, text }) => {
    expect(localTargets(text).filter((target) => !leadsSomewhere(path, target))).toEqual([])
  })

  it.each(documents)('$path names no file that does not exist', ({ text }) => {
    expect(namedPaths(text).filter((named) => !existsSync(join(projectFolder, named)))).toEqual([])
  })

  it.each(documents)('$path shows no command with a PIN in its arguments', ({ text }) => {
    const commands = codeBlocks(text)
      .flatMap(({ lines }) => lines)
      .filter((line) => /\behba\b/.test(line))
    for (const command of commands) {
      const words = command.replace(/^.*?\behba\s/, '').split(/\s+/)
      expect(() => {
        refuseSecretArguments(words)
      }, command).not.toThrow()
    }
  })
})
