import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCard, Desk, type Secrets, type SimulatedCard } from '../support/cli.js'
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

  /** From now on, beside what the card computes. */
  function signaturesTake(ms: number): void {
    readers.running.bench.tell('Desk', { seed: 0, events: [], delays: [{ kind: 'sign', ms }] })
  }

  const secrets = (): Secrets => ({ 'PIN.QES': card.secret('PIN.QES') })

  async function firstSignature(from: number): Promise<void> {
    while (!readers.commands(from).some((command) => command.startsWith(SIGN))) await wait(5)
  }

  /** Commands from the PIN to the last signature, both not among them. */
  function insideTheBatch(): readonly string[] {
    const commands = readers.commands()
    const verify = commands.findLastIndex((command) => command.startsWith(VERIFY))
    const last = commands.findLastIndex((command) => command.startsWith(SIGN))
    return commands.slice(verify + 1, last)
  }

  async function signTwenty(out: string): Promise<void> {
    const signed = await readers.ehba(['sign', ...names, '--out', out, '--json', '--wait', '20'], {
      secrets: secrets(),
    })
    expect(signed, signed.stdout).toMatchObject({ exit: 0, json: { batch: { signed: 20, pinEntries: 1 } } })
  }

  it('gets its turn before and after, and never between the PIN and the last signature', async () => {
    const hammer = hammering(async () => {
      const { exit } = await runPcscTool(readers.running.socketPath, 'opensc-tool', ['-c', 'default', '-s', FOREIGN])
      return exit === 0
    })
    await signTwenty('signed')
    expect(await hammer.stop()).toBeGreaterThan(0)
    expect(insideTheBatch()).toHaveLength(19)
    expect(insideTheBatch().filter((command) => !command.startsWith(SIGN))).toEqual([])
    expect(readers.commands()).toContain(FOREIGN)
  })

  it('may be this program itself: it waits for its turn, or says that the card is busy', async () => {
    const exits = new Set<number | null>()
    signaturesTake(150)
    const hammer = hammering(async () => {
      const { exit } = await readers.ehba(['pin', 'status', '--json'])
      exits.add(exit)
      return exit === 0
    })
    await signTwenty('beside')
    signaturesTake(0)
    expect(await hammer.stop()).toBeGreaterThan(0)
    expect(insideTheBatch()).toHaveLength(19)
    expect(insideTheBatch().filter((command) => !command.startsWith(SIGN))).toEqual([])
    for (const exit of exits) expect([0, 50]).toContain(exit)
  })

  it('finds no PIN verified where the batch ended without a word in its middle', async () => {
    signaturesTake(200)
    const from = readers.trace.length
    const call = readers.start(['sign', ...names, '--out', 'killed'], { secrets: secrets() })
    await firstSignature(from)
    call.process.kill('SIGKILL')
    await call.ended
    signaturesTake(0)
    let output = ''
    // pcscd lets the signature come to its end before it takes the card back.
    while (!output.includes('SW1=0x90')) {
      output = await readers.qesStatusForOthers()
    }
    expect(output).toMatch(/SW1=0x63, SW2=0xC3/)
  })

  it('that has had the card open all along keeps it, or is named; killed, the batch leaves it no verified PIN', async () => {
    await using explorer = await Explorer.open(readers.running.socketPath, desk)
    signaturesTake(200)
    const from = readers.trace.length
    const call = readers.start(['sign', ...names, '--out', 'shared', '--json'], { secrets: secrets() })
    if (backend === 'pcsclite') {
      // Without transactions it needs the card for itself.
      expect(await call.ended).toMatchObject({ exit: 50, json: { error: { code: 'HC_CARD_BUSY' } } })
      expect(readers.commands(from).filter((command) => command.startsWith(VERIFY))).toEqual([])
      return
    }
    await firstSignature(from)
    call.process.kill('SIGKILL')
    await call.ended
    signaturesTake(0)
    await explorer.says('apdu 00 A4 04 0C 06 D2 76 00 00 66 01', 'SW1=0x90, SW2=0x00')
    expect(await explorer.says('apdu 80 20 00 81', 'SW1=0x')).toContain('SW1=0x63, SW2=0xC3')
  })

  it('keeps it busy: exit 50, and it is named', async () => {
    // A batch of a second program holds the card; its signatures take long.
    signaturesTake(3000)
    const from = readers.trace.length
    const call = readers.start(['sign', 'letter-0.txt', '--out', 'slow'], { secrets: secrets() })
    await firstSignature(from)
    const { exit, stderr } = await readers.ehba(['pin', 'status'])
    expect(exit, stderr).toBe(50)
    expect(stderr).toContain(`(${call.process.pid ?? ''})`)
    await call.ended
  })
})

/** Does something again and again; `stop` resolves to how often it came to a good end. */
function hammering(blow: () => Promise<boolean>): { stop(): Promise<number> } {
  let [good, stopped] = [0, false]
  const done = (async () => {
    while (!stopped) if (await blow()) good++
  })()
  return {
    async stop() {
      stopped = true
      await done
      return good
    },
  }
}

/** opensc-explorer as a person leaves it open: connected to the card, doing nothing. */
class Explorer implements AsyncDisposable {
  readonly #process: ChildProcessWithoutNullStreams
  #output = ''

  private constructor(process: ChildProcessWithoutNullStreams) {
    this.#process = process
    for (const stream of [process.stdout, process.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text))
    }
  }

  static async open(socketPath: string, desk: Desk): Promise<Explorer> {
    const OPENSC_CONF = desk.file(
      'opensc.conf',
      'app default { enable_default_driver = true; card_drivers = default; }',
    )
    const args = ['-c', 'default', '-m', 'aid:D27600006601']
    const env = { ...process.env, OPENSC_CONF, PCSCLITE_CSOCK_NAME: socketPath }
    const explorer = new Explorer(spawn('opensc-explorer', args, { env }))
    await explorer.says('info', 'Dedicated File')
    return explorer
  }

  /** Types a line and waits for an answer; resolves to all that came since. */
  async says(line: string, answer: string): Promise<string> {
    const from = this.#output.length
    this.#process.stdin.write(`${line}\n`)
    while (!this.#output.slice(from).includes(answer)) {
      if (this.#process.exitCode !== null) throw new Error(`opensc-explorer ended: ${this.#output}`)
      await wait(10)
    }
    // The line that it is in is complete a moment later.
    await wait(50)
    return this.#output.slice(from)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null) return
    this.#process.stdin.end('quit\n')
    await once(this.#process, 'exit')
  }
}
