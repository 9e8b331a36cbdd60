import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { p11KitModules } from '../../../src/config/p11-kit-modules.js'

let folder: string
let lists: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ehba-p11-kit-'))
  lists = ['system', 'user'].map((name) => join(folder, name))
  for (const list of lists) mkdirSync(list)
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

function listed(list: 'system' | 'user', name: string, ...lines: readonly string[]): void {
  writeFileSync(join(folder, list, `${name}.module`), `# a module\n${lines.join('\n')}\n`)
}

function file(name: string): string {
  writeFileSync(join(folder, name), '')
  return join(folder, name)
}

it('knows the modules of all lists by name; the later list outranks the earlier one', async () => {
  const [a, b] = [file('a.so'), file('b.so')]
  listed('system', 'first', `module: ${a}`, 'priority: 3')
  listed('system', 'second', `module: ${a}`)
  listed('user', 'second', `module:   ${b}  `)
  expect(await p11KitModules(lists)).toEqual([
    { name: 'first', path: a },
    { name: 'second', path: b },
  ])
})

it('leaves out what has no keys, is no file, is missing, or is meant for others', async () => {
  const module = `module: ${file('a.so')}`
  listed('system', 'trust', module, 'trust-policy: yes')
  listed('system', 'remote', 'remote: |ssh host p11-kit remote m.so')
  listed('system', 'gone', `module: ${join(folder, 'gone.so')}`)
  listed('system', 'others', module, 'enable-in: firefox, thunderbird')
  listed('system', 'not-us', module, 'disable-in: ehba')
  listed('system', 'ours', module, 'enable-in: firefox ehba')
  listed('system', 'empty')
  expect((await p11KitModules(lists)).map(({ name }) => name)).toEqual(['ours'])
})

it('has nothing to say where there is no p11-kit', async () => {
  expect(await p11KitModules([join(folder, 'nowhere')])).toEqual([])
})
