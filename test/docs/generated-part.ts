import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { projectFolder, projectText } from './project-files.js'

/**
 * Proves that the part of a document between `<!-- generated: NAME -->` and `<!-- end: NAME -->` is what the code says
 * now. `npm run docs:update` writes it instead.
 */
export function expectGeneratedPart(path: string, name: string, lines: readonly string[]): void {
  const text = projectText(path)
  const [opening, closing] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`]
  const [start, end] = [text.indexOf(opening), text.indexOf(closing)]
  if (start < 0 || end < start) throw new Error(`${path} has no part ${opening} … ${closing}`)
  const updated = `${text.slice(0, start)}${opening}\n\n${lines.join('\n')}\n\n${text.slice(end)}`
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(join(projectFolder, path), updated)
  else expect(text, `${path} is out of date: npm run docs:update`).toBe(updated)
}
