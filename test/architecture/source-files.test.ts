import { describe, expect, it } from 'vitest'
import { projectFiles, projectText } from '../docs/project-files.js'

/** Tables of data may be longer than code; there is none yet that is. */
const dataTables: readonly string[] = []

const lineCount = (path: string): number => projectText(path).trimEnd().split('\n').length
const sources = ['src', 'simulator', 'bin']
  .flatMap((folder) => projectFiles(folder))
  .filter((path) => path.endsWith('.ts'))

describe('source files', () => {
  it('have at most 400 lines', () => {
    const tooLong = sources.filter((path) => !dataTables.includes(path) && lineCount(path) > 400)
    expect(tooLong).toEqual([])
  })

  it('have at most 120 lines in the median', () => {
    const lengths = sources.map(lineCount).sort((a, b) => a - b)
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(120)
  })

  it('have at most 60 lines in bin, which only wires', () => {
    const tooLong = sources.filter((path) => path.startsWith('bin/') && lineCount(path) > 60)
    expect(tooLong).toEqual([])
  })

  it('never write to the console behind the terminal', () => {
    const talkers = sources.filter((path) =>
      /(?<![#.\w])console\.\w+\(|['"](?:node:)?console['"]/.test(projectText(path)),
    )
    expect(talkers).toEqual([])
  })

  it('say nothing of work that is still to be done', () => {
    const unfinished = sources.filter((path) => /\b(?:TODO|FIXME|XXX)\b/.test(projectText(path)))
    expect(unfinished).toEqual([])
  })

  it('are named after their content, in kebab case', () => {
    const vague = /(?:^|\/)(?:utils?|helpers?|types|misc|common)\.ts$/
    const badlyNamed = sources.filter(
      (path) =>
        vague.test(path) || !/^(?:[a-z0-9]+(?:[-.][a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?\.ts$/.test(path),
    )
    expect(badlyNamed).toEqual([])
  })
})
