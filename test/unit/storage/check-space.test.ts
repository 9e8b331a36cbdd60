import type * as fs from 'node:fs'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { checkSpace, type RoomNeeded } from '../../../src/storage/check-space.js'

/** What the system says of a file system. */
let said: Partial<Record<'bsize' | 'blocks' | 'bfree' | 'bavail' | 'files' | 'ffree', number>> | undefined

vi.mock('node:fs', async (original) => ({
  ...(await original<typeof fs>()),
  statfsSync: () => {
    if (!said) throw Object.assign(new Error('ENOSYS'), { code: 'ENOSYS', syscall: 'statfs' })
    return Object.fromEntries(Object.entries(said).map(([name, value]) => [name, BigInt(value)]))
  },
}))

beforeEach(() => {
  said = { bsize: 4096, blocks: 1000, bfree: 10, bavail: 10, files: 100, ffree: 50 }
})

function verdict(needed: Partial<RoomNeeded>): string {
  try {
    checkSpace({ folder: '/out', files: 1, contentBytes: 0, ...needed })
    return 'enough'
  } catch (error) {
    return String((error as { data?: { problem?: unknown } }).data?.problem)
  }
}

describe('the room for outputs', () => {
  it('is at least a block for each, and what they hold', () => {
    expect([verdict({ files: 10 }), verdict({ files: 11 })]).toEqual(['enough', 'noSpace'])
    expect(verdict({ contentBytes: 9 * 4096 })).toBe('enough')
    expect(verdict({ contentBytes: 9 * 4096 + 1 })).toBe('noSpace')
  })

  it('is not taken for less than it may be where blocks are very large', () => {
    said = { ...said, bsize: 131_072, bfree: 1, bavail: 1 }
    expect([verdict({ files: 32 }), verdict({ files: 33 })]).toEqual(['enough', 'noSpace'])
  })

  it('is a name for each, where the file system counts names', () => {
    said = { ...said, bfree: 1000, bavail: 1000, ffree: 3 }
    expect([verdict({ files: 3 }), verdict({ files: 4 })]).toEqual(['enough', 'noSpace'])
    said = { ...said, files: 0, ffree: 0 }
    expect(verdict({ files: 4 })).toBe('enough')
  })

  it('is not kept for root from root, and not given to others', () => {
    said = { ...said, bavail: 0 }
    const uid = vi.spyOn(process, 'getuid').mockReturnValue(1000)
    expect(verdict({})).toBe('noSpace')
    uid.mockReturnValue(0)
    expect(verdict({})).toBe('enough')
    uid.mockRestore()
  })

  it('is not denied where the system does not tell it', () => {
    said = { ...said, blocks: 0, bfree: 0, bavail: 0 }
    expect(verdict({ files: 100 })).toBe('enough')
    said = undefined
    expect(verdict({ files: 100 })).toBe('enough')
  })
})
