import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '../../src/cli/messages/en.js'
import { buildProgram } from '../../src/cli/program.js'
import { manPage } from './man-page.js'
import { tableRows } from './markdown.js'
import { projectFolder, projectText } from './project-files.js'

const path = 'docs/ehba.1'
const file = join(projectFolder, path)

function currentPage(): string {
  const { version } = JSON.parse(projectText('package.json')) as { version: string }
  const program = buildProgram(
    en.help,
    version,
    () => Promise.resolve(),
    () => undefined,
  )
  const exitCodes = tableRows(projectText('README.md'), 'Exit').map(
    ([code = '', meaning = '']) => [code, meaning.replaceAll('`', '')] as const,
  )
  return manPage(program, { version, date: '2026-11-21', exitCodes })
}

function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
}

describe('docs/ehba.1', () => {
  it('describes every command, option, exit code and variable as the program does', () => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, currentPage())
    expect(projectText(path), `${path} is out of date: npm run docs:update`).toBe(currentPage())
  })

  it('is installed with the package', () => {
    expect(JSON.parse(projectText('package.json'))).toMatchObject({ man: path })
  })

  it('holds ASCII alone, so that every terminal can show it', () => {
    expect(projectText(path)).toMatch(/^[\n -~]*$/)
  })

  it.skipIf(!isInstalled('groff'))('is understood by groff without a warning', () => {
    const { stdout, stderr, status } = spawnSync('groff', ['-man', '-Tascii', '-ww', '-z', file], { encoding: 'utf8' })
    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 })
  })

  it.skipIf(!isInstalled('mandoc'))('is understood by mandoc without a warning', () => {
    const { stdout, status } = spawnSync('mandoc', ['-Tlint', '-Wwarning', file], { encoding: 'utf8' })
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 })
  })

  it.skipIf(!isInstalled('man'))('is shown by man with options as they are typed', () => {
    const env = { ...process.env, MANWIDTH: '120', LC_ALL: 'C.UTF-8' }
    const { stdout, status } = spawnSync('man', ['-l', '-P', 'cat', file], { env, encoding: 'utf8' })
    expect(status).toBe(0)
    expect(stdout).toMatch(/ehba sign FILE\.\.\./)
    expect(stdout).toContain('--allow-last-try')
  })
})
