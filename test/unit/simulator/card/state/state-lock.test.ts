import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockState } from '../../../../../simulator/card/state/state-lock.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ehba-sim-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const inUse = expect.objectContaining({ code: 'inUse' }) as unknown as Error

/** Another process that holds the lock until it is killed. */
async function otherHolder(statePath: string): Promise<ChildProcess> {
  const sources = join(import.meta.dirname, '../../../../../simulator/card')
  mkdirSync(join(folder, 'state'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  for (const module of ['simulator-error', 'state/state-lock']) {
    const compilerOptions = { module: ts.ModuleKind.ES2022, target: ts.ScriptTarget.ES2022 }
    const { outputText } = ts.transpileModule(readFileSync(join(sources, `${module}.ts`), 'utf8'), { compilerOptions })
    writeFileSync(join(folder, `${module}.js`), outputText)
  }
  const program = `const { lockState } = await import(${JSON.stringify(join(folder, 'state/state-lock.js'))})
    await lockState(${JSON.stringify(statePath)})
    process.stdout.write('held')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

describe.each(['linux', 'darwin'] as const)('lockState on %s', (platform) => {
  it('gives the card to one holder at a time', async () => {
    const path = join(folder, 'card.state')
    const lock = await lockState(path, { platform })
    await expect(lockState(path, { platform })).rejects.toThrow(inUse)
    await lock.release()
    const next = await lockState(path, { platform })
    await next.release()
  })

  it('waits for the holder as long as it is told to', async () => {
    const path = join(folder, 'card.state')
    const lock = await lockState(path, { platform })
    const waiting = lockState(path, { platform, waitMs: 10_000 })
    await lock.release()
    await (await waiting).release()
  })

  it('keeps two cards apart', async () => {
    const locks = await Promise.all(['a', 'b'].map((name) => lockState(join(folder, name), { platform })))
    expect(locks).toHaveLength(2)
    await Promise.all(locks.map((lock) => lock.release()))
  })
})

describe('lockState between processes', () => {
  it('refuses a card that another process holds, and gets it when that one has been killed', async () => {
    const path = join(folder, 'card.state')
    const holder = await otherHolder(path)
    await expect(lockState(path)).rejects.toThrow(inUse)
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    const lock = await lockState(path, { waitMs: 5_000 })
    await lock.release()
  })
})

describe('a lock file', () => {
  it('of a process that is gone is taken over, one of a living process is not', async () => {
    const path = join(folder, 'card.state')
    const gone = spawn(process.execPath, ['-e', ''])
    await once(gone, 'exit')
    writeFileSync(`${path}.lock`, String(gone.pid))
    const lock = await lockState(path, { platform: 'darwin' })
    expect(readFileSync(`${path}.lock`, 'utf8')).toBe(String(process.pid))
    await lock.release()
    expect(existsSync(`${path}.lock`)).toBe(false)
  })

  it('without a number is being written by its holder', async () => {
    const path = join(folder, 'card.state')
    writeFileSync(`${path}.lock`, '')
    await expect(lockState(path, { platform: 'darwin' })).rejects.toThrow(inUse)
  })

  it('that cannot be made is told as stateUnusable', async () => {
    await expect(lockState(join(folder, 'none', 'card.state'), { platform: 'darwin' })).rejects.toThrow(
      expect.objectContaining({ code: 'stateUnusable' }) as unknown,
    )
  })
})
