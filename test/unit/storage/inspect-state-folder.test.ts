import { chmodSync, existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { fileCardMemory } from '../../../src/storage/file-card-memory.js'
import { inspectStateFolder } from '../../../src/storage/inspect-state-folder.js'

let home: string
let folder: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ehba-inspect-'))
  folder = join(home, 'state/ehba')
})

async function inspected(): Promise<[string, string]> {
  const { state, at } = await inspectStateFolder(folder)
  return [state, at]
}

describe('inspectStateFolder', () => {
  it('finds that a missing folder can be made, and does not make it', async () => {
    expect(await inspected()).toEqual(['notYetMade', folder])
    expect(existsSync(join(home, 'state'))).toBe(false)
  })

  it('finds what the program itself has made closed to others', async () => {
    await fileCardMemory(folder).remember('80276883110000220885', 'PIN.QES', { triesLeft: 2 })
    expect(await inspectStateFolder(folder)).toEqual({ folder, state: 'ready', at: folder, openToOthers: [] })
  })

  it('names folders and files in it that others may look into', async () => {
    await fileCardMemory(folder).remember('80276883110000220885', 'PIN.QES', { triesLeft: 2 })
    const file = join(folder, 'cards/80276883110000220885.json')
    chmodSync(folder, 0o750)
    chmodSync(file, 0o644)
    expect(await inspectStateFolder(folder)).toEqual({
      folder,
      state: 'ready',
      at: folder,
      openToOthers: [folder, file],
    })
  })

  it('finds a file where the folder or one above it should be', async () => {
    mkdirSync(join(home, 'state'))
    writeFileSync(folder, '')
    expect(await inspected()).toEqual(['notFolder', folder])
    folder = join(folder, 'deeper/still')
    expect((await inspected())[0]).toBe('notFolder')
  })

  it('finds a folder that nobody can read', async () => {
    mkdirSync(join(home, 'state'))
    symlinkSync('ehba', folder)
    expect(await inspected()).toEqual(['notReadable', folder])
  })

  it('does not follow links inside', async () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
    symlinkSync('/', join(folder, 'everything'))
    expect(await inspectStateFolder(folder)).toMatchObject({ state: 'ready', openToOthers: [] })
  })
})
