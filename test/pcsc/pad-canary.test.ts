import { randomInt } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCard, Desk, type Call, type SimulatedCard } from '../support/cli.js'
import { filesBelow, leaksIn } from '../support/leaks.js'
import { findInMemory, stopped } from '../support/process-memory.js'
import { KnowingPerson } from '../support/knowing-person.js'
import { backends, cardIn, missing, ReaderDesk } from './reader-desk.js'

const [PAD, PLAIN] = ['Pad', 'Plain']
/** So long the card takes for each PIN and each signature: the process is stopped before it has the answer. */
const slowly = {
  seed: 0,
  events: [],
  delays: [
    { kind: 'verify', ms: 300 },
    { kind: 'sign', ms: 300 },
  ],
} as const

/** Commands at which the program is stopped, when the card has worked on them and the answer is still on its way. */
const moments = {
  verify: '00200081',
  sign: '002a9e9a',
  'second activation': '00240081',
  change: '00240001',
  unblock: '002c0001',
} as const

/** A run of the program, and what was found in its memory. */
interface Watched {
  readonly call: Call
  /** At the moment in question. */
  readonly meanwhile: ReadonlySet<string>
  /** When the program had done everything, right before the end of its process. */
  readonly atTheEnd: ReadonlySet<string>
}

describe.skipIf(missing).each(backends)('a PIN typed at the keys of a reader, by %s', (backend) => {
  const desk = new Desk()
  const person = new KnowingPerson()
  const hook = desk.path('stop-at-exit.mjs')
  const [logFile, traceFile] = [desk.path('ehba.log'), desk.path('trace.jsonl')]
  let card: SimulatedCard
  let other: SimulatedCard
  let readers: ReaderDesk
  /** Every secret of this test by what it is. */
  let canaries: ReadonlyMap<string, string>
  let runs = 0

  const value = (name: string): string => canaries.get(name) ?? ''

  /**
   * Runs the program with everything on that talks; searches its memory at the moment, and when it is about to end.
   *
   * @param secrets - those that have a part in it
   */
  async function watch(
    words: readonly string[],
    secrets: readonly string[],
    moment?: keyof typeof moments,
  ): Promise<Watched> {
    const needles = new Map(secrets.flatMap((name) => formsOf(name, value(name))))
    needles.set('the number of the card', Buffer.from(card.iccsn)).set('the other one', Buffer.from(other.iccsn))
    const ending = desk.path(`ending-${++runs}`)
    const from = readers.trace.length
    const { process: program, ended } = readers.start([...words, '--json', '--trace', traceFile], {
      env: {
        ...{ EHBA_DEBUG: '1', EHBA_LOG_LEVEL: 'debug', EHBA_LOG_FILE: logFile },
        ...{ NODE_OPTIONS: `--import=${pathToFileURL(hook).href}`, ENDING: ending },
      },
    })
    const pid = program.pid ?? NaN
    let meanwhile: ReadonlySet<string> = new Set()
    if (moment) {
      while (!readers.commands(from).some((command) => command.startsWith(moments[moment]))) await wait(2)
      meanwhile = await findInMemory(pid, needles)
    }
    while (!existsSync(ending)) await wait(2)
    await stopped(pid)
    const atTheEnd = await findInMemory(pid, needles)
    return { call: await ended, meanwhile, atTheEnd }
  }

  /** The memory holds what is no secret, so the search works, and no secret in any form. */
  function expectNothing({ call, meanwhile, atTheEnd }: Watched): void {
    expect(call, call.stdout + call.stderr).toMatchObject({ exit: 0 })
    expect([...meanwhile]).toEqual(['the number of the card'])
    expect([...atTheEnd]).toEqual(['the number of the card'])
  }

  /** New secrets; false where one stands in the program by chance, as five digits do once in a while. */
  async function choose(): Promise<boolean> {
    card = await createCard(desk, `card-${++runs}`, 'hba')
    const letter = ['PIN.CH.transport', 'PIN.QES.transport', 'PIN.CH.puk'] as const
    const own = ['PIN.CH', 'later PIN.CH', 'PIN.CH by PUK', 'PIN.QES'] as const
    canaries = new Map([
      ...letter.map((name) => [name, card.secret(name)] as const),
      ...own.map((name) => [name, newPin()] as const),
      ['PIN.QES of the other', other.secret('PIN.QES')],
    ])
    readers = await ReaderDesk.set(desk, backend, [
      { name: PAD, card: cardIn(card), pinPad: { person }, story: slowly },
      { name: PLAIN, card: cardIn(other), story: slowly },
    ])
    // Everything is loaded that an activation needs, and there is nothing left to activate.
    const { call, atTheEnd } = await watch(['card', 'activate', '--reader', PLAIN], [...canaries.keys()])
    expect(call).toMatchObject({ exit: 0 })
    return [...atTheEnd].every((name) => name === 'the other one')
  }

  beforeAll(async () => {
    desk.file(
      'stop-at-exit.mjs',
      `import { writeFileSync } from 'node:fs'
       process.on('exit', () => {
         writeFileSync(process.env.ENDING, '')
         process.kill(process.pid, 'SIGSTOP')
       })`,
    )
    for (const name of ['first.txt', 'second.txt']) desk.file(name, name)
    other = await createCard(desk, 'other', 'hba', '--state', 'active')
    while (!(await choose())) await readers[Symbol.asyncDispose]()
  })
  afterAll(async () => {
    await readers[Symbol.asyncDispose]()
    desk[Symbol.dispose]()
  })

  it('is never in the memory of the program that activates a card', async () => {
    person.learn({
      'PIN.CH.transport': value('PIN.CH.transport'),
      'PIN.CH.new': value('PIN.CH'),
      'PIN.QES.transport': value('PIN.QES.transport'),
      'PIN.QES.new': value('PIN.QES'),
    })
    const secrets = ['PIN.CH.transport', 'PIN.CH', 'PIN.QES.transport', 'PIN.QES']
    expectNothing(await watch(['card', 'activate', '--reader', PAD], secrets, 'second activation'))
  })

  it('is never in the memory of the program that signs', async () => {
    person.learn({ 'PIN.QES': value('PIN.QES') })
    const words = ['sign', 'first.txt', 'second.txt', '--out', 'signed', '--reader', PAD]
    const signed = await watch(words, ['PIN.QES'], 'sign')
    expectNothing(signed)
    expect(signed.call.json).toMatchObject({ batch: { signed: 2, pinEntries: 1 } })
  })

  it('is never in the memory of the program that changes it', async () => {
    person.learn({ 'PIN.CH': value('PIN.CH'), 'PIN.CH.new': value('later PIN.CH') })
    expectNothing(await watch(['pin', 'change', 'PIN.CH', '--reader', PAD], ['PIN.CH', 'later PIN.CH'], 'change'))
  })

  it('is never in the memory of the program that unblocks it', async () => {
    person.learn({ 'PIN.CH.puk': value('PIN.CH.puk'), 'PIN.CH.new': value('PIN.CH by PUK') })
    const words = ['pin', 'unblock', 'PIN.CH', '--set-new', '--reader', PAD]
    expectNothing(await watch(words, ['PIN.CH.puk', 'PIN.CH by PUK'], 'unblock'))
  })

  it('would have been found: one from a file is there as digits and as PIN block while the card compares it', async () => {
    const file = desk.secretsFile({ 'PIN.QES': value('PIN.QES of the other') })
    const words = ['pin', 'verify', 'PIN.QES', '--reader', PLAIN, '--secrets-file', file]
    const { call, meanwhile } = await watch(words, ['PIN.QES of the other'], 'verify')
    expect(call).toMatchObject({ exit: 0 })
    expect([...meanwhile]).toEqual(
      expect.arrayContaining(['PIN.QES of the other as text', 'PIN.QES of the other as PIN block']),
    )
  })

  it('stands in no output, no trace, no log and no file but those of the cards', () => {
    const ownFiles = /\/(?:card\.xml(?:\.state)?|pin-letter\.txt|secrets(?:-\d+)?)$/
    const files = filesBelow(desk.folder).filter((path) => !ownFiles.test(path))
    expect(files).toEqual(expect.arrayContaining([logFile, traceFile, desk.path('signed', 'first.txt.p7s')]))
    expect(files.some((path) => path.startsWith(desk.path('state')))).toBe(true)
    const places = new Map(files.map((path) => [path, readFileSync(path)]))
    places.set('the trace of the readers', Buffer.from(JSON.stringify(readers.trace)))
    for (const [number, { stdout, stderr }] of desk.calls.entries()) {
      places.set(`output of call ${number}`, Buffer.from(stdout + stderr))
    }
    expect(leaksIn(canaries, places)).toEqual([])
    expect(leaksIn(canaries, new Map([['the card', readFileSync(`${card.image}.state`)]]))).not.toEqual([])
  })
})

/** A new PIN of eight digits. */
function newPin(): string {
  return `${randomInt(10_000_000, 100_000_000)}`
}

/** A secret as it can stand in a memory: as digits of one or two bytes each, as PIN block (gemSpec_COS §8.1.7) and its hex. */
function formsOf(name: string, digits: string): [string, Buffer][] {
  const block = `2${digits.length}${digits.padEnd(14, 'f')}`
  return [
    [`${name} as text`, Buffer.from(digits)],
    [`${name} as text of two bytes a character`, Buffer.from(digits, 'utf16le')],
    [`${name} as PIN block`, Buffer.from(block, 'hex')],
    [`${name} as hex of the PIN block`, Buffer.from(block)],
  ]
}
