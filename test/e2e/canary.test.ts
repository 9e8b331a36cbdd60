import { randomInt } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { atTerminal } from '../support/at-terminal.js'
import { createCard, Desk, type CallOptions, type SimulatedCard } from '../support/cli.js'
import { findSecret } from '../support/find-secret.js'
import { filesBelow, leaksIn } from '../support/leaks.js'
import { whenChanged } from '../support/when-changed.js'

const desk = new Desk()
/** Every secret of this run by what it is, so that a leak tells its name and not its value. */
const canaries = new Map<string, string>()
/** Everything that was seen of the program besides the files at the desk: name → content. */
const seen = new Map<string, Buffer>()
let card: SimulatedCard

/** A new secret of eight digits. */
function canary(name: string): string {
  const digits = `${randomInt(10_000_000, 100_000_000)}`
  canaries.set(name, digits)
  return digits
}

function fromLetter(name: string): string {
  const digits = card.secret(name)
  canaries.set(`${name} of the letter`, digits)
  return digits
}

const newPinCh = canary('new PIN.CH')
const newPinQes = canary('new PIN.QES')
const laterPinCh = canary('later PIN.CH')
const pinChByPuk = canary('PIN.CH set by PUK')
const wrongPin = canary('wrong PIN')
const wrongPuk = canary('wrong PUK')
const misplaced = canary('PIN in a wrong place')
const wrongTransportPin = '00000'

const logFile = desk.path('ehba.log')
const traceFile = desk.path('trace.jsonl')

/** Runs the program twice, for people and for programs, with everything on that talks. Resolves to the exit codes. */
async function ehba(args: readonly string[], options: CallOptions = {}): Promise<(number | null)[]> {
  const loud = { EHBA_DEBUG: '1', EHBA_LOG_LEVEL: 'debug' }
  const words = [...args, '--trace', traceFile, ...card.reader]
  const forPeople = await desk.ehba(words, { ...options, env: { ...loud, ...options.env } })
  const env = { ...loud, EHBA_LOG_FILE: logFile, ...options.env }
  const forPrograms = await desk.ehba([...words, '--json'], { ...options, env })
  return [forPeople.exit, forPrograms.exit]
}

beforeAll(async () => {
  card = await createCard(desk, 'card', 'hba')
  desk.file('brief.txt', 'Sehr geehrte Frau Kollegin')
})

afterAll(() => {
  desk[Symbol.dispose]()
})

describe('a life of a card, every secret of which is a canary', () => {
  it('has its PINs set', async () => {
    const transport = {
      'PIN.CH.transport': fromLetter('PIN.CH.transport'),
      'PIN.QES.transport': fromLetter('PIN.QES.transport'),
    }
    const own = { 'PIN.CH.new': newPinCh, 'PIN.QES.new': newPinQes }
    const slip = { ...transport, ...own, 'PIN.CH.transport': wrongTransportPin }
    expect(await ehba(['card', 'activate'], { secrets: slip })).toEqual([20, 20])
    const secrets = { ...transport, ...own }
    expect(await ehba(['card', 'activate', '--allow-last-try'], { secrets })).toEqual([0, 0])
    expect(await ehba(['card', 'show'])).toEqual([0, 0])
    expect(await ehba(['pin', 'status'])).toEqual([0, 0])
  })

  it('has them verified, changed and used', async () => {
    expect(await ehba(['pin', 'verify', 'PIN.QES'], { secrets: { 'PIN.QES': newPinQes } })).toEqual([0, 0])
    const change = { 'PIN.CH': newPinCh, 'PIN.CH.new': laterPinCh }
    expect(await ehba(['pin', 'change', 'PIN.CH'], { secrets: change })).toEqual([0, 20])
    const sign = ['sign', 'brief.txt', '--out', 'signed', '--force']
    expect(await ehba(sign, { secrets: { 'PIN.QES': newPinQes } })).toEqual([0, 0])
    expect(await ehba(sign, { secrets: { 'PIN.QES': wrongPin } })).toEqual([20, 20])
  })

  it('has them blocked and unblocked', async () => {
    const verify = ['pin', 'verify', 'PIN.QES', '--allow-last-try']
    expect(await ehba(verify, { secrets: { 'PIN.QES': wrongPin } })).toEqual([21, 21])
    expect(await ehba(['pin', 'unblock', 'PIN.QES'], { secrets: { 'PIN.QES.puk': wrongPuk } })).toEqual([20, 20])
    const puk = { 'PIN.QES.puk': fromLetter('PIN.QES.puk') }
    expect(await ehba(['pin', 'unblock', 'PIN.QES'], { secrets: puk })).toEqual([0, 0])
    const rescue = { 'PIN.CH.puk': fromLetter('PIN.CH.puk'), 'PIN.CH.new': pinChByPuk }
    expect(await ehba(['pin', 'unblock', 'PIN.CH'], { secrets: rescue })).toEqual([0, 0])
  })

  it.each([
    ['after --pin', ['pin', 'verify', 'PIN.QES', '--pin', misplaced]],
    ['behind --pin=', ['pin', 'verify', 'PIN.QES', `--pin=${misplaced}`]],
    ['after --puk', ['pin', 'unblock', 'PIN.QES', '--puk', misplaced]],
    ['as a word', ['pin', 'verify', misplaced]],
    ['as a line of the secrets stream', ['pin', 'verify', `PIN.QES=${misplaced}`]],
    ['behind a misspelt option', ['pin', 'verify', 'PIN.QES', `--pim=${misplaced}`]],
    ['as a command', [misplaced]],
    ['as the value of an option', ['pin', 'verify', 'PIN.QES', '--lang', misplaced]],
    ['as a descriptor', ['pin', 'verify', 'PIN.QES', '--secrets-fd', `x${misplaced}`]],
  ])('refuses a PIN %s with exit 2', async (_, args) => {
    expect(await ehba(args)).toEqual([2, 2])
  })

  it('refuses --pin with a hint', async () => {
    const { exit, stderr } = await desk.ehba(['pin', 'verify', 'PIN.QES', '--pin', '123456', ...card.reader])
    expect(exit).toBe(2)
    expect(stderr).toContain('[HC_USAGE_SECRET_ARGUMENT]')
    expect(stderr).toContain('--secrets-file')
    expect(stderr).not.toContain('123456')
  })

  it('refuses malformed, foreign and readable secrets without a word of them', async () => {
    const verify = ['pin', 'verify', 'PIN.QES', '--secrets-file']
    for (const content of [`PIN.QES: ${misplaced}`, misplaced, `PIN.QES=${misplaced}x`, `${misplaced}=PIN.QES`]) {
      expect(await ehba([...verify, desk.file('secrets-malformed', `# PINs\n${content}\n`, 0o600)])).toEqual([2, 2])
    }
    const readable = desk.file('secrets-readable', `PIN.QES=${misplaced}\n`, 0o644)
    expect(await ehba([...verify, readable])).toEqual([2, 2])
    const tooLong = { 'PIN.QES': `${misplaced}0` }
    expect(await ehba(['pin', 'verify', 'PIN.QES'], { secrets: tooLong })).toEqual([2, 2])
    const other = { 'PIN.CH': misplaced }
    expect(await ehba(['pin', 'verify', 'PIN.QES'], { secrets: other })).toEqual([23, 23])
  })

  it('shows nothing of itself in /proc while it works on a PIN', async () => {
    const state = `${card.image}.state`
    const before = readFileSync(state)
    const working = whenChanged(card.folder, () => !readFileSync(state).equals(before))
    const { process: host, ended } = desk.start(
      ['pin', 'verify', 'PIN.QES', '--sim-delay', 'verify=1s', ...card.reader],
      { secrets: { 'PIN.QES': newPinQes } },
    )
    await working
    for (const name of ['cmdline', 'environ', 'comm']) {
      const content = readFileSync(`/proc/${host.pid ?? ''}/${name}`)
      expect(content.length).toBeGreaterThan(0)
      seen.set(`/proc/PID/${name}`, content)
    }
    expect((await ended).exit).toBe(0)
  })
})

describe('a person at a terminal', () => {
  it('types PINs that neither appear nor show how long they are', async () => {
    const typed = await createCard(desk, 'typed', 'hba')
    const own = { ch: canary('typed PIN.CH'), qes: canary('typed PIN.QES') }
    const [chTransport, qesTransport] = [typed.secret('PIN.CH.transport'), typed.secret('PIN.QES.transport')]
    canaries.set('typed Transport-PIN of PIN.CH', chTransport).set('typed Transport-PIN of PIN.QES', qesTransport)
    const { exit, screen } = await atTerminal(
      desk,
      ['card', 'activate', ...typed.reader],
      [
        ['tries left: unknown (the card does not tell): ', `${chTransport}\r`],
        ['6 to 8 digits: ', `${own.ch}\r`],
        ['once more: ', `${own.ch.slice(0, 6)}\r`],
        ['6 to 8 digits: ', `${own.ch}\r`],
        ['once more: ', `${own.ch}\r`],
        ['tries left: unknown (the card does not tell): ', `${qesTransport}\r`],
        ['6 to 8 digits: ', `${own.qes}\r`],
        ['once more: ', `${own.qes}\r`],
      ],
    )
    expect(exit).toBe(0)
    const prompts = screen.split('\r\n').filter((line) => /PIN\.(?:CH|QES)\),/.test(line))
    expect(prompts).toHaveLength(8)
    for (const line of prompts) expect(line).toMatch(/: $/)
    seen.set('the screen', Buffer.from(screen))
  })

  it('sees the same after six wrong digits as after eight', async () => {
    const [six, eight] = [
      await createCard(desk, 'six', 'smcb', '--state', 'active'),
      await createCard(desk, 'eight', 'smcb', '--state', 'active'),
    ]
    const wrong = (target: SimulatedCard, digits: string): ReturnType<typeof atTerminal> =>
      atTerminal(
        desk,
        ['pin', 'verify', ...target.reader],
        [
          ['tries left: 3: ', `${digits}\r`],
          ['[y/N] ', 'n'],
        ],
      )
    const shown = [await wrong(six, wrongPin.slice(2)), await wrong(eight, wrongPin)]
    expect(shown.map(({ exit }) => exit)).toEqual([20, 20])
    expect(shown[0]?.screen).toBe(shown[1]?.screen)
    seen.set('the screen with a wrong PIN', Buffer.from(shown[1]?.screen ?? ''))
  })
})

describe('after all that, the secrets', () => {
  /** The card itself, the letter, and the files that hold secrets on purpose. */
  const allowed = /\/(?:card\.xml(?:\.state)?|pin-letter\.txt|secrets(?:-[a-z0-9]+)?)$/

  it('stand in no output, trace, log, screen, or entry in /proc', () => {
    for (const [number, { stdout, stderr }] of desk.calls.entries()) {
      seen.set(`standard output of call ${number}`, Buffer.from(stdout))
      seen.set(`standard error of call ${number}`, Buffer.from(stderr))
    }
    expect(desk.calls.length).toBeGreaterThan(40)
    expect(leaksIn(canaries, seen)).toEqual([])
  })

  it('stand in no file but card, letter and secrets files', () => {
    const files = filesBelow(desk.folder).filter((path) => !allowed.test(path))
    expect(files).toEqual(expect.arrayContaining([logFile, traceFile]))
    expect(files.some((path) => path.startsWith(desk.path('state')))).toBe(true)
    expect(leaksIn(canaries, new Map(files.map((path) => [path, readFileSync(path)])))).toEqual([])
  })

  it('stand where they belong, so that the search would have found them', () => {
    const letter = readFileSync(join(card.folder, 'secrets'))
    const state = readFileSync(`${card.image}.state`)
    expect(findSecret(fromLetter('PIN.QES.puk'), letter)).toContain('text')
    expect(findSecret(fromLetter('PIN.QES.transport'), letter)).toContain('text')
    expect(findSecret(newPinQes, state)).toContain('hex of the PIN block')
  })

  it('of the past, and those that were wrong, are not even in the state of the card', async () => {
    // The card tidies up its memory whenever it is opened, which each call did if it was not in a reader.
    await desk.ehba(['sim', 'list', card.image])
    const state = readFileSync(`${card.image}.state`)
    for (const digits of [newPinCh, laterPinCh, wrongPin, wrongPuk, misplaced]) {
      expect(findSecret(digits, state)).toEqual([])
    }
  })

  it('lie in files that only their owner can read, and none in the temporary folder', () => {
    const holders = filesBelow(desk.folder).filter((path) => allowed.test(path) && !path.includes('secrets-readable'))
    expect(holders.map((path) => statSync(path).mode & 0o777)).toEqual(holders.map(() => 0o600))
    expect(existsSync(desk.path('tmp'))).toBe(true)
    expect(readdirSync(desk.path('tmp'))).toEqual([])
  })
})
