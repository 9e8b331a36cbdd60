import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import Module from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the bundled program', () => {
  let copy = ''

  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'ehba-bundle-'))
    for (const path of ['bin/ehba.cjs', 'dist/program', 'package.json']) {
      cpSync(join(root, path), join(copy, path), { recursive: true })
    }
  })
  afterEach(() => {
    rmSync(copy, { recursive: true })
  })

  const compiled = (): string => join(copy, 'dist/program/ehba.cjs.code')
  const help = (): string => execFileSync(join(copy, 'bin/ehba.cjs'), ['--help'], { encoding: 'utf8' })

  it('comes with what the V8 that built it compiled of it, and that V8 takes it', () => {
    const source = readFileSync(join(copy, 'dist/program/ehba.cjs'), 'utf8')
    const script = new Script(Module.wrap(source), { cachedData: readFileSync(compiled()) })
    expect(script.cachedDataRejected).toBe(false)
  })

  it.each([
    ['made by another V8', (code: Buffer): Buffer => Buffer.concat([Buffer.alloc(16, 0xee), code.subarray(16)])],
    ['cut short', (code: Buffer): Buffer => code.subarray(0, code.length / 2)],
    ['empty', (): Buffer => Buffer.alloc(0)],
  ])('runs as well where that is %s', (_, spoil) => {
    const whole = help()
    writeFileSync(compiled(), spoil(readFileSync(compiled())))
    expect(help()).toBe(whole)
  })

  it('runs as well where that is missing', () => {
    const whole = help()
    rmSync(compiled())
    expect(help()).toBe(whole)
  })
})
