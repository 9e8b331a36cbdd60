import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockHolder, takeLock } from '../../../../src/storage/journal/process-lock.js'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ehba-lock-'))
  path = join(folder, 'a.journal')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe.each(['linux', 'darwin'] as const)('a lock on %s', (platform) => {
  it('has one holder, until it is released', async () => {
    const lock = await takeLock(path, platform)
    expect(lock).toBeDefined()
    expect(await takeLock(path, platform)).toBeUndefined()
    expect(await lockHolder(path, platform)).toBe(process.pid)
    await lock?.release()
    expect(await lockHolder(path, platform)).toBeUndefined()
    const next = await takeLock(path, platform)
    expect(next).toBeDefined()
    await next?.release()
  })

  it('does not stand in the way of another one', async () => {
    const [one, other] = [await takeLock(path, platform), await takeLock(join(folder, 'b.journal'), platform)]
    expect([one, other]).not.toContain(undefined)
    await Promise.all([one?.release(), other?.release()])
  })
})

const socketName = (): string => `\0ehba-batch-${createHash('sha256').update(path).digest('hex')}`

/** Another process with this lock, which answers like the program itself. */
async function otherHolder(): Promise<ChildProcess> {
  const script = `require('node:net').createServer((c) => c.end(String(process.pid))).listen({ path: process.argv[1].replace('@', '\\0') }, () => console.log('held'))`
  const child = spawn(process.execPath, ['-e', script, socketName().replace('\0', '@')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

describe.runIf(process.platform === 'linux')('a lock by a socket', () => {
  it('is one and the same for who comes through a link to the folder', async () => {
    const lock = await takeLock(path)
    symlinkSync(folder, `${folder}-link`)
    const sameByLink = join(`${folder}-link`, 'a.journal')
    expect(await lockHolder(sameByLink)).toBe(process.pid)
    expect(await takeLock(sameByLink)).toBeUndefined()
    await lock?.release()
    rmSync(`${folder}-link`)
  })

  it('keeps out a second process, and names the first', async () => {
    const child = await otherHolder()
    expect(await takeLock(path)).toBeUndefined()
    expect(await lockHolder(path)).toBe(child.pid)
    await kill(child)
  })

  it('ends with its holder, also by kill -9', async () => {
    await kill(await otherHolder())
    expect(await lockHolder(path)).toBeUndefined()
    const lock = await takeLock(path)
    expect(lock).toBeDefined()
    await lock?.release()
  })

  it('of a halted process is held by somebody who does not answer', async () => {
    const child = await otherHolder()
    child.kill('SIGSTOP')
    expect(await lockHolder(path)).toBe('unknown')
    expect(await takeLock(path)).toBeUndefined()
    await kill(child)
  })

  it('is not hurt by somebody who asks and does not wait for the answer', async () => {
    const lock = await takeLock(path)
    for (let i = 0; i < 50; i++) {
      const connection = connect({ path: socketName() })
      connection.on('error', () => undefined)
      await once(connection, 'connect')
      connection.destroy()
    }
    expect(await lockHolder(path)).toBe(process.pid)
    await lock?.release()
  })

  it('can be released while somebody asks and never listens', async () => {
    const lock = await takeLock(path)
    const connection = connect({ path: socketName(), allowHalfOpen: true })
    connection.pause()
    await once(connection, 'connect')
    await lock?.release()
    expect(await lockHolder(path)).toBeUndefined()
    connection.destroy()
  })
})

describe('a lock by a file', () => {
  const file = (): string => `${path}.lock`
  const held = (content: string): void => {
    writeFileSync(file(), content)
  }

  it('is taken over when its process is gone', async () => {
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'exit')
    held(String(child.pid))
    expect(await lockHolder(path, 'darwin')).toBeUndefined()
    const lock = await takeLock(path, 'darwin')
    expect(lock).toBeDefined()
    await lock?.release()
    expect(existsSync(file())).toBe(false)
  })

  it.each(['', '0', '-1', 'words', '1.5'])(
    'that says %j is held by somebody unknown, whom nobody can signal',
    async (content) => {
      held(content)
      expect(await lockHolder(path, 'darwin')).toBe('unknown')
      expect(await takeLock(path, 'darwin')).toBeUndefined()
    },
  )
})
