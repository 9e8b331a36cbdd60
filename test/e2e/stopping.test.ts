import { existsSync, readFileSync, truncateSync } from 'node:fs'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { atTerminal, type TerminalRun, type Turn } from '../support/at-terminal.js'
import { createCard, Desk, type SimulatedCard } from '../support/cli.js'
import { batchAnswer, LetterBatch, type BatchAnswer, statesOf } from '../support/letter-batch.js'
import { whenChanged } from '../support/when-changed.js'

const home = new Desk()
let card: SimulatedCard
let batch: LetterBatch

beforeAll(async () => {
  card = await createCard(home, 'card', 'hba', '--state', 'active')
  return () => {
    home[Symbol.dispose]()
  }
})

beforeEach(() => {
  batch = new LetterBatch(card, LETTERS)
})

afterEach(() => {
  batch[Symbol.dispose]()
})

const LETTERS = 12
const slowly = ['--sim-delay', 'sign=100ms']
/** Slow enough that another process can start, look and send its word while the batch still runs, on a busy machine too. */
const verySlowly = ['--sim-delay', 'sign=1s']
/** Nobody waits so long: what ends in the time of a test did not wait for the card. */
const veryLong = ['--sim-delay', 'sign=100s']
const signatures = (): number => batch.outputs().filter((name) => name.endsWith('.p7s')).length
const fewAreSigned = (): Promise<void> => whenChanged(batch.out, () => signatures() >= 2)

/** Every letter has one valid output, and the card made no signature but for them, and those that are said to be lost. */
async function expectComplete(madeAndLost = 0): Promise<void> {
  expect(batch.outputs()).toEqual(batch.allOutputs)
  expect(await batch.verify()).toBe(0)
  expect(await batch.made()).toBeLessThanOrEqual(LETTERS + madeAndLost)
  expect(await batch.listed()).toEqual([])
}

/** Takes the batch up again, for what has no signature yet. */
async function expectResumed(left: number): Promise<void> {
  const resumed = await batch.run(batch.resumeWords, batch.pins())
  expect(resumed).toMatchObject({ exit: 0, json: { batch: { state: 'done', signed: LETTERS, pinEntries: 1 } } })
  expect(batch.sent()).toEqual({ verify: 1, signatures: left })
}

describe('a batch that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'by %s finishes the document in hand, exits with 41, and resume signs the rest alone',
    async (signal) => {
      const started = fewAreSigned()
      const running = batch.start([...batch.signWords, ...slowly], batch.pins())
      await started
      running.process.kill(signal)
      const call = await running.ended
      expect(call).toMatchObject({ exit: 41, json: { batch: { state: 'incomplete', total: LETTERS } } })
      expect(call.json.error).toMatchObject({ code: 'HC_STOPPED', exit: 41 })
      expect(call.stderr).toContain('Stopping after the document in hand.')
      const { signed } = batchAnswer(call).batch
      expect(signed).toBeGreaterThanOrEqual(2)
      expect(signed).toBeLessThan(LETTERS)
      expect(statesOf(call)).toEqual(batch.names.map((_, i) => (i < signed ? 'signed' : 'pending')))
      // Nothing else lies there, no temporary file either.
      expect(batch.outputs()).toEqual(batch.allOutputs.slice(0, signed))
      expect(await batch.verify()).toBe(0)
      expect(await batch.made()).toBe(signed)
      await expectResumed(LETTERS - signed)
      await expectComplete()
    },
  )

  it('by `batch stop` of another process does the same, with and without its number', async () => {
    for (const withNumber of [false, true]) {
      const started = fewAreSigned()
      const words = withNumber ? batch.resumeWords : batch.signWords
      const running = batch.start([...words, ...verySlowly], batch.pins())
      await (withNumber ? running.says('About to sign') : started)
      const [listed] = await batch.listed()
      expect(listed).toMatchObject({ state: 'running', total: LETTERS })
      const id = listed?.id ?? ''
      const stop = await batch.desk.ehba(['batch', 'stop', ...(withNumber ? [id, '--lang', 'de'] : [])])
      expect(stop).toMatchObject({ exit: 0, stderr: '' })
      expect(stop.stdout).toContain(`ehba batch resume ${id}`)
      expect((await running.ended).exit).toBe(41)
      expect(await batch.listed()).toMatchObject([{ id, state: 'incomplete', done: signatures() }])
    }
    const late = await batch.desk.ehba(['batch', 'stop', '--json'])
    expect(late).toMatchObject({ exit: 0, json: { batch: { stopped: false } } })
    await expectResumed(LETTERS - signatures())
    await expectComplete()
  })

  it('while a large document is hashed hears it at once', async () => {
    const large = batch.desk.file('large.bin', '')
    // Full of holes: to hash it would take minutes.
    truncateSync(large, 256 * 1024 ** 3)
    const words = ['sign', large, '--out', batch.out, ...card.reader]
    const running = batch.start(words, batch.pins())
    await running.says('About to sign')
    running.process.kill('SIGINT')
    const call = await running.ended
    expect(call).toMatchObject({ exit: 41, json: { error: { code: 'HC_STOPPED' } } })
    expect(statesOf(call)).toEqual(['pending'])
    expect(batch.journals()).toEqual([])
    expect(batch.sent()).toEqual({ verify: 0, signatures: 0 })
  })
})

describe('a second Ctrl-C', () => {
  it('ends the program at once, by the signal: the card may have made one signature more, and nothing is lost', async () => {
    const first = fewAreSigned()
    const running = batch.start([...batch.signWords, ...slowly], batch.pins())
    await first
    running.process.kill('SIGTERM')
    expect((await running.ended).exit).toBe(41)
    const before = signatures()

    const stuck = batch.start([...batch.resumeWords, ...veryLong], batch.pins())
    const sent = whenChanged(batch.desk.folder, () => batch.sent().verify > 0)
    await sent
    stuck.process.kill('SIGINT')
    await stuck.says('Stopping after the document in hand.')
    stuck.process.kill('SIGINT')
    const { exit, stdout } = await stuck.ended
    expect(exit).toBeNull()
    expect(stuck.process.signalCode).toBe('SIGINT')
    expect(stdout).toBe('')

    const [left] = await batch.listed()
    expect(left).toMatchObject({ state: 'incomplete', done: before, signed: 0 })
    const lost = left?.madeAndLost ?? -1
    expect(lost).toBeLessThanOrEqual(1)
    await expectResumed(LETTERS - before)
    await expectComplete(1)
  })
})

/** `sign` in a shell that outlives Ctrl-C and tells how the program and the terminal ended. */
function signAtTerminal(words: readonly string[], turns: readonly Turn[]): Promise<TerminalRun> {
  return atTerminal(
    batch.desk,
    [...words, '--json'],
    turns,
    (call) => `trap : INT; echo $PPID >terminal; ${call} >answer; echo "exit $?"; stty -a`,
  )
}

/** What the program printed; undefined while it has not. */
function answer(): BatchAnswer | undefined {
  const path = batch.desk.path('answer')
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return text === '' ? undefined : (JSON.parse(text) as BatchAnswer)
}

const cursorHidden = '\x1b[?25l'
const wrappingOff = '\x1b[?7l'

describe('at a terminal', () => {
  it.each([
    ['a letter', (): readonly string[] => batch.signWords],
    [
      'a document so large that it is still being hashed',
      (): readonly string[] => {
        const large = batch.desk.file('large.bin', '')
        truncateSync(large, 256 * 1024 ** 3)
        return ['sign', large, '--out', batch.out, ...batch.card.reader]
      },
    ],
  ])('Ctrl-C at the PIN prompt for %s leaves no journal and nothing paid', async (_, words) => {
    const { screen } = await signAtTerminal(words(), [['tries left: 3', '\x03']])
    expect(screen).toContain('exit 23')
    expect(screen).toMatch(/ echo /)
    expect(answer()?.error).toMatchObject({ code: 'HC_PIN_CANCELLED' })
    expect(batch.journals()).toEqual([])
    expect(batch.outputs()).toEqual([])
    expect(await batch.made()).toBe(0)
    expect(await batch.triesLeft()).toBe(3)
  })

  it('Ctrl-C while the card signs stops after the document in hand, and leaves the terminal as it was', async () => {
    const keys = `${batch.card.secret('PIN.QES')}\r`
    const { screen } = await signAtTerminal(
      [...batch.signWords, ...slowly],
      [
        ['tries left: 3', keys],
        [' of 12 documents', '\x03'],
      ],
    )
    expect(screen).toContain('Stopping after the document in hand.')
    expect(screen).toContain('exit 41')
    expect(screen).toMatch(/ echo /)
    expect(screen).toMatch(/ icanon /)
    expect(screen).not.toContain(cursorHidden)
    expect(screen).not.toContain(wrappingOff)
    expect(answer()?.batch.signed).toBe(signatures())
    await expectResumed(LETTERS - signatures())
    await expectComplete()
  })

  it('a second Ctrl-C is exit 130, and leaves the terminal as it was too', async () => {
    const keys = `${batch.card.secret('PIN.QES')}\r`
    const { screen } = await signAtTerminal(
      [...batch.signWords, '--sim-delay', 'sign=2s'],
      [
        ['tries left: 3', keys],
        [' of 12 documents', '\x03'],
        ['Stopping after the document in hand.', '\x03'],
      ],
    )
    expect(screen).toContain('exit 130')
    expect(screen).toMatch(/ echo /)
    expect(screen).toMatch(/ icanon /)
    expect(screen).not.toContain(cursorHidden)
    expect(screen).not.toContain(wrappingOff)
    await expectResumed(LETTERS - signatures())
    await expectComplete(1)
  })

  it('that closes while the card signs, the document in hand is finished all the same', async () => {
    const ended = whenChanged(batch.desk.folder, () => answer() !== undefined)
    const closed = (): void => {
      process.kill(Number(readFileSync(batch.desk.path('terminal'), 'utf8')), 'SIGKILL')
    }
    void signAtTerminal(
      [...batch.signWords, ...slowly],
      [
        ['tries left: 3', `${batch.card.secret('PIN.QES')}\r`],
        [' of 12 documents', closed],
      ],
    )
    await ended
    expect(answer()?.error).toMatchObject({ code: 'HC_STOPPED' })
    const signed = answer()?.batch.signed ?? 0
    expect(signed).toBeGreaterThanOrEqual(1)
    expect(batch.outputs()).toEqual(batch.allOutputs.slice(0, signed))
    expect(await batch.made()).toBe(signed)
    await expectResumed(LETTERS - signed)
    await expectComplete()
  })
})
