import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { imageCard } from '../../simulator/reader/card-source.js'
import type { PcscReaderState } from '../../simulator/reader/pcscd/reader-states.js'
import { startPcscd, type RunningPcscd } from '../../simulator/reader/start-pcscd.js'
import { runPcscTool, type ToolResult } from '../support/opensc.js'
import { projectFolder } from '../docs/project-files.js'
import { driverPath, ReaderWorkshop } from '../support/reader-workshop.js'

const ATR = '3B 90 96 81 B1 FE 45 1F 03 91'
/** Polls of pcscd come every 400 ms; the people of the field want to see a card within a second. */
const SEEN_WITHIN_MS = 1000

describe('programs of the machine on simulated readers', () => {
  const workshop = new ReaderWorkshop()
  let running: RunningPcscd
  let images: readonly string[]

  const tool = (program: string, args: readonly string[], more = {}): Promise<ToolResult> =>
    runPcscTool(running.socketPath, program, args, more)

  /** Waits until pcscd shows a reader as wanted; resolves to how long that took, in ms. */
  async function untilShown(name: string, shows: (state: PcscReaderState) => boolean): Promise<number> {
    const start = performance.now()
    for (;;) {
      const state = (await running.pcscd.readers()).find((reader) => reader.name.startsWith(name))
      if (state && shows(state)) return performance.now() - start
      if (performance.now() - start > 10_000) throw new Error(`${name} never shown so: ${JSON.stringify(state)}`)
      await wait(10)
    }
  }

  beforeAll(async () => {
    images = [await workshop.card('one'), await workshop.card('two')]
    running = await startPcscd({
      driverPath,
      onFailure: workshop.failed,
      readers: [
        { name: 'Desk', card: imageCard({ imagePath: images[0] ?? '' }) },
        { name: 'Counter', card: imageCard({ imagePath: images[1] ?? '' }) },
        { name: 'Empty' },
      ],
    })
  })
  afterAll(async () => {
    await running.close()
    workshop[Symbol.dispose]()
  })

  it('opensc-tool -l lists all readers and which hold a card', async () => {
    const { exit, output } = await tool('opensc-tool', ['-l'])
    expect(exit).toBe(0)
    expect(output).toMatch(/^0 +Yes +Desk 00 00$/m)
    expect(output).toMatch(/^1 +Yes +Counter 01 00$/m)
    expect(output).toMatch(/^2 +No +Empty 02 00$/m)
    expect(running.readerNames).toEqual(['Desk 00 00', 'Counter 01 00', 'Empty 02 00'])
  })

  it('opensc-tool -a and -s talk to the card', async () => {
    expect((await tool('opensc-tool', ['-r', '0', '-a'])).output).toContain(ATR.replaceAll(' ', ':').toLowerCase())
    const { output } = await tool('opensc-tool', ['-r', '0', '-c', 'default', '-s', '00A4040C06D27600006601'])
    expect(output).toContain('SW1=0x90, SW2=0x00')
  })

  it('pcsc_scan -r and -c show readers, cards and answers to reset', async () => {
    expect((await tool('timeout', ['2', 'pcsc_scan', '-r'])).output).toContain('1: Counter 01 00')
    const { output } = await tool('timeout', ['2', 'pcsc_scan', '-c'])
    expect(output).toContain('Card state: Card inserted')
    expect(output).toContain(`ATR: ${ATR}`)
  })

  it('opensc-explorer opens the card at an application', async () => {
    const configuration = join(workshop.folder, 'opensc.conf')
    workshop.write('opensc.conf', 'app default { enable_default_driver = true; card_drivers = default; }\n')
    const { exit, output } = await tool('opensc-explorer', ['-r', '0', '-c', 'default', '-m', 'aid:D27600006601'], {
      input: 'info\nquit\n',
      env: { OPENSC_CONF: configuration },
    })
    expect(output).toContain('OpenSC [D276/0000/6601]>')
    expect(output).toContain('Dedicated File')
    expect(exit).toBe(0)
  })

  it('a card that is pulled out, put in again or swapped is seen within a second', async () => {
    await running.bench.remove('Desk')
    expect(await untilShown('Desk', ({ card }) => card === 'absent')).toBeLessThan(SEEN_WITHIN_MS)
    expect((await tool('opensc-tool', ['-l'])).output).toMatch(/^0 +No +Desk/m)
    await running.bench.insert('Desk')
    expect(await untilShown('Desk', ({ card, atr }) => card === 'present' && atr.length > 0)).toBeLessThan(
      SEEN_WITHIN_MS,
    )
    await running.bench.remove('Counter')
    await running.bench.remove('Desk')
    await untilShown('Desk', ({ card }) => card === 'absent')
    await running.bench.insert('Desk', imageCard({ imagePath: images[1] ?? '' }))
    await untilShown('Desk', ({ card, atr }) => card === 'present' && atr.length > 0)
    expect(running.bench.counters().map(({ image }) => image)).toEqual([images[1]])
  })

  it('a reader without its plug is shown in an unknown state, and works again with it', async () => {
    await running.bench.unplug('Desk')
    await untilShown('Desk', ({ card }) => card === 'unknown')
    expect((await tool('opensc-tool', ['-r', '0', '-a'])).exit).not.toBe(0)
    running.bench.plug('Desk')
    await untilShown('Desk', ({ card, atr }) => card === 'present' && atr.length > 0)
    expect((await tool('opensc-tool', ['-r', '0', '-a'])).exit).toBe(0)
  })

  it('a killed pcscd is gone, and comes back at the same socket', async () => {
    await running.pcscd.kill()
    expect((await tool('opensc-tool', ['-l'])).output).toContain('No smart card readers found')
    await running.pcscd.restart()
    expect((await tool('opensc-tool', ['-r', '0', '-a'])).exit).toBe(0)
  })

  it('nothing failed behind the scenes', () => {
    expect(workshop.failures).toEqual([])
  })
})

describe('a private pcscd', () => {
  const workshop = new ReaderWorkshop()
  afterAll(() => {
    workshop[Symbol.dispose]()
  })

  it('ends with its owner, also where that is killed', async () => {
    const program = await bundled(
      workshop,
      `import { startPcscd } from './simulator/reader/start-pcscd.js'
       const { pcscd, socketPath } = await startPcscd({ driverPath: '${driverPath}', readers: [{}], onFailure() {} })
       process.stdout.write(JSON.stringify({ pid: pcscd.pid, socketPath }) + '\\n')
       setInterval(() => undefined, 1000)`,
    )
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const { pid, socketPath } = JSON.parse(line.toString('utf8')) as { pid: number; socketPath: string }
    expect(existsSync(`/proc/${pid}`)).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    for (let i = 0; i < 200 && existsSync(`/proc/${pid}`); i++) await wait(10)
    expect(existsSync(`/proc/${pid}`)).toBe(false)
    expect((await runPcscTool(socketPath, 'opensc-tool', ['-l'])).output).toContain('No smart card readers found')
  })
})

/** A program of its own, made from the sources: a process that a test can kill. */
async function bundled(workshop: ReaderWorkshop, contents: string): Promise<string> {
  const outfile = join(workshop.folder, 'owner.mjs')
  const stdin = { contents, resolveDir: projectFolder }
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' })
  return outfile
}
