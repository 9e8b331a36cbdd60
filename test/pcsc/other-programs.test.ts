import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCard, Desk, type SimulatedCard } from '../support/cli.js'
import { runPcscTool } from '../support/opensc.js'
import { backends, cardIn, missing, ReaderDesk } from './reader-desk.js'

/** GET CHALLENGE: nothing that a batch ever sends. */
const FOREIGN = '0084000008'
const VERIFY = '00200081'
const SIGN = '002a9e9a'

describe.skipIf(missing).each(backends)('a program that hammers on the card while a batch signs, by %s', (backend) => {
  const desk = new Desk()
  const names = Array.from({ length: 20 }, (_, i) => `letter-${i}.txt`)
  let card: SimulatedCard
  let readers: ReaderDesk

  beforeAll(async () => {
    for (const name of names) desk.file(name, name)
    card = await createCard(desk, 'card', 'hba', '--state', 'active')
    readers = await ReaderDesk.set(desk, backend, [{ name: 'Desk', card: cardIn(card) }])
  })
  afterAll(async () => {
    await readers[Symbol.asyncDispose]()
    desk[Symbol.dispose]()
  })

  async function firstSignature(from: number): Promise<void> {
    while (!readers.commands(from).some((command) => command.startsWith(SIGN))) await wait(5)
  }

  it('gets its turn before and after, and never between the PIN and the last signature', async () => {
    const hammering = new AbortController()
    let answered = 0
    const hammer = (async () => {
      while (!hammering.signal.aborted) {
        const args = ['-c', 'default', '-s', FOREIGN]
        const { exit } = await runPcscTool(readers.running.socketPath, 'opensc-tool', args)
        if (exit === 0) answered++
      }
    })()
    const signed = await readers.ehba(['sign', ...names, '--out', 'signed', '--json', '--wait', '20'], {
      secrets: { 'PIN.QES': card.secret('PIN.QES') },
    })
    hammering.abort()
    await hammer
    expect(signed, signed.stdout).toMatchObject({ exit: 0, json: { batch: { signed: 20, pinEntries: 1 } } })
    expect(answered).toBeGreaterThan(0)
    const commands = readers.commands()
    const verify = commands.findIndex((command) => command.startsWith(VERIFY))
    const last = commands.findLastIndex((command) => command.startsWith(SIGN))
    expect(commands.filter((command) => command.startsWith(SIGN))).toHaveLength(20)
    expect(commands.slice(verify, last).filter((command) => command === FOREIGN)).toEqual([])
    expect(commands).toContain(FOREIGN)
  })

  it('that ends without a word in the middle leaves no PIN verified', async () => {
    readers.running.bench.tell('Desk', { seed: 0, events: [], delays: [{ kind: 'sign', ms: 200 }] })
    const from = readers.trace.length
    const call = readers.desk.start(['sign', ...names, '--out', 'killed'], {
      env: readers.env,
      secrets: { 'PIN.QES': card.secret('PIN.QES') },
    })
    await firstSignature(from)
    call.process.kill('SIGKILL')
    await call.ended
    readers.running.bench.tell('Desk', { seed: 0, events: [], delays: [] })
    const status = ['-c', 'default', '-s', '00A4040C06D27600006601', '-s', '80200081']
    let output = ''
    // pcscd lets the signature come to its end before it takes the card back.
    while (!output.includes('SW1=0x90')) {
      ;({ output } = await runPcscTool(readers.running.socketPath, 'opensc-tool', status))
    }
    expect(output).toMatch(/SW1=0x63, SW2=0xC3/)
  })

  it('keeps it busy: exit 50, and it is named', async () => {
    // A batch of a second program holds the card; its signatures take long.
    readers.running.bench.tell('Desk', { seed: 0, events: [], delays: [{ kind: 'sign', ms: 3000 }] })
    const from = readers.trace.length
    const call = readers.desk.start(['sign', 'letter-0.txt', '--out', 'slow'], {
      env: readers.env,
      secrets: { 'PIN.QES': card.secret('PIN.QES') },
    })
    await firstSignature(from)
    const { exit, stderr } = await readers.ehba(['pin', 'status'])
    expect(exit, stderr).toBe(50)
    expect(stderr).toContain(`(${call.process.pid ?? ''})`)
    await call.ended
  })
})
