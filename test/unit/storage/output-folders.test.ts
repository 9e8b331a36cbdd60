import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OutputFolders } from '../../../src/storage/output-folders.js'

let base: string

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'ehba-folders-'))
})

afterEach(() => {
  rmSync(base, { recursive: true })
})

describe('OutputFolders', () => {
  it('makes folders that several outputs ask for at once', async () => {
    const folders = new OutputFolders()
    const wanted = ['a/b', 'a/c', 'a/b', 'd'].map((name) => join(base, name))
    await Promise.all(wanted.map((folder) => folders.make(folder)))
    expect(wanted.every((folder) => existsSync(folder))).toBe(true)
  })

  it('lets nobody go on with a folder before those that were asked for earlier are durable', async () => {
    const folders = new OutputFolders()
    const order: string[] = []
    const made = (name: string): Promise<unknown> => folders.make(join(base, name)).then(() => order.push(name))
    await Promise.all([made('a/b/c'), made('a/b')])
    expect(order).toEqual(['a/b/c', 'a/b'])
  })

  it('makes the next folder after one that cannot be made', async () => {
    const folders = new OutputFolders()
    writeFileSync(join(base, 'file'), '')
    const refused = folders.make(join(base, 'file', 'below'))
    const made = folders.make(join(base, 'other'))
    await expect(refused).rejects.toMatchObject({ code: 'ENOTDIR' })
    await made
    expect(existsSync(join(base, 'other'))).toBe(true)
  })

  it('makes the names of a folder durable', async () => {
    await expect(new OutputFolders().sync(base)).resolves.toBeUndefined()
    await expect(new OutputFolders().sync(join(base, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
