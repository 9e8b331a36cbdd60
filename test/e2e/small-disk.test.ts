import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { copyCard, createCard, Desk, type Call, type SimulatedCard } from '../support/cli.js'
import { openssl } from '../support/openssl.js'
import { canMount, SmallDisk } from '../support/small-disk.js'
import { tracedCommands, verifiesIn } from '../support/traced-commands.js'
import { whenChanged } from '../support/when-changed.js'

const probe = mkdtempSync(join(tmpdir(), 'ehba-mount-'))
const mounts = canMount(probe)
rmSync(probe, { recursive: true })

const names = Array.from({ length: 6 }, (_, i) => `brief-${i}.txt`)
const languages = [
  ['en', /there is no space left/],
  ['de', /kein Platz mehr/],
] as const

const home = new Desk()
let fresh: SimulatedCard
let card: SimulatedCard
let desk: Desk
let disk: SmallDisk | undefined

beforeAll(async () => {
  fresh = await createCard(home, 'card', 'hba', '--state', 'active')
})

afterAll(() => {
  home[Symbol.dispose]()
})

beforeEach(() => {
  desk = new Desk()
  card = copyCard(desk, 'card', fresh)
  for (const name of names) desk.file(name, `Befund ${name}`)
})

const secrets = (): Readonly<Record<string, string>> => ({ 'PIN.QES': card.secret('PIN.QES') })

/** Where this test has its outputs and its state. */
interface Places {
  readonly out?: string
  readonly state?: string
}

function sign({ out = desk.path('out'), state }: Places, words: readonly string[], withSecrets = true): Promise<Call> {
  const trace = ['--trace', desk.path('trace')]
  return desk.ehba([...words, 'sign', ...names, '--out', out, ...trace, ...card.reader], {
    ...(withSecrets && { secrets: secrets() }),
    ...(state !== undefined && { env: { XDG_STATE_HOME: state } }),
  })
}

function resume({ state }: Places, words: readonly string[], withSecrets = false): Promise<Call> {
  return desk.ehba(['batch', 'resume', '--json', ...words], {
    ...(withSecrets && { secrets: secrets() }),
    ...(state !== undefined && { env: { XDG_STATE_HOME: state } }),
  })
}

/** The card's own count. */
async function made(): Promise<number> {
  const { json } = await desk.ehba(['sim', 'list', ...card.reader, '--json'])
  return Object.values(json.cards?.[0]?.signatures ?? {}).reduce((sum, count) => sum + count, 0)
}

/** Every output once, valid by openssl, nothing beside them, and each signature paid once. */
async function expectComplete(out: string): Promise<void> {
  expect(
    readdirSync(out)
      .filter((name) => name !== 'ballast' && name !== 'state')
      .sort(),
  ).toEqual(names.map((name) => `${name}.p7s`))
  expect(standing(out)).toHaveLength(names.length)
  expect(await made()).toBe(names.length)
}

/** Outputs that stand; each is valid by openssl. */
function standing(out: string): string[] {
  const found = existsSync(out) ? readdirSync(out).filter((name) => name.endsWith('.p7s')) : []
  for (const name of found) {
    const { accepted, stderr } = openssl([
      ...['cms', '-verify', '-binary', '-inform', 'DER', '-cades', '-purpose', 'any', '-CAfile', card.trust],
      ...['-in', join(out, name), '-content', desk.path(name.replace('.p7s', '')), '-out', '/dev/null'],
    ])
    expect(accepted, stderr).toBe(true)
  }
  return found
}

/** The same in text, in both languages: nothing changes by asking again. */
async function expectSpokenBy(run: (words: readonly string[]) => Promise<Call>): Promise<void> {
  for (const [language, says] of languages) {
    const call = await run(['--lang', language])
    expect(call.exit).toBe(3)
    expect(call.stderr).toMatch(says)
  }
}

afterEach(() => {
  desk[Symbol.dispose]()
})

describe.skipIf(!mounts)('on a real file system without space (skipped where nothing may be mounted)', () => {
  afterEach(() => {
    disk?.[Symbol.dispose]()
    disk = undefined
  })

  it.each(['size=64k', 'size=64k,nr_inodes=3', 'size=64k,ro'])(
    'outputs that have no room (%s) are refused before anybody is asked',
    async (options) => {
      disk = new SmallDisk(desk.path('out'), options)
      if (options === 'size=64k') disk.fill(4096)
      const says = options.endsWith('ro') ? /you may not write there/ : /there is no space left/
      // No secrets and no terminal: who wants a PIN has another error.
      const call = await sign({}, ['--json'], false)
      expect(call).toMatchObject({
        exit: 3,
        json: { error: { code: 'HC_OUTPUT_UNUSABLE', message: expect.stringMatching(says) as string } },
      })
      expect(tracedCommands(desk.path('trace'))).toEqual([])
      expect(standing(desk.path('out'))).toEqual([])
      if (!options.endsWith('ro')) await expectSpokenBy((words) => sign({}, words, false))
    },
  )

  it('outputs that fill it half-way end with exit 3; with room again, resume writes what is paid for without card and PIN', async () => {
    // Signatures with a long chain take two blocks each, which nobody can know before they are made.
    const chain = desk.file('chain.pem', certificates(10))
    const out = desk.path('out')
    disk = new SmallDisk(out, 'size=36k')
    const call = await desk.ehba(
      ['sign', ...names, '--out', out, '--chain', chain, '--json', ...card.reader, '--sim-delay', 'sign=50ms'],
      { secrets: secrets() },
    )
    expect(call).toMatchObject({ exit: 3, json: { error: { code: 'HC_OUTPUT_UNUSABLE', exit: 3 } } })
    const before = standing(out)
    expect(before.length).toBeGreaterThan(0)
    expect(before.length).toBeLessThan(names.length)
    expect(call.json.batch).toMatchObject({ state: 'incomplete', signed: before.length })
    expect(call.json.documents?.filter(({ state }) => state === 'signed')).toHaveLength(before.length)
    const paid = await made()
    await expectSpokenBy((words) => desk.ehba([...words, 'batch', 'resume'], {}))

    disk.remount('size=1m')
    // Without card and PIN: all that is paid for, and not more.
    const withoutCard = await resume({}, [])
    expect(standing(out)).toHaveLength(paid)
    expect(withoutCard.exit).toBe(paid === names.length ? 0 : 10)
    if (paid < names.length) {
      const rest = await resume({}, card.reader, true)
      expect(rest).toMatchObject({ exit: 0, json: { batch: { state: 'done', signed: names.length, pinEntries: 1 } } })
    }
    await expectComplete(out)
  })

  it('a state folder without room is found before the PIN is sent; nothing is left of the batch', async () => {
    disk = new SmallDisk(desk.path('full'), 'size=64k')
    const state = desk.path('full')
    // Room for the folder, not for the journal: its room is reserved before the first signature.
    disk.fill(8192)
    const call = await sign({ state }, ['--json'])
    expect(call).toMatchObject({ exit: 3, json: { error: { code: 'HC_JOURNAL_UNUSABLE', exit: 3 } } })
    await expectSpokenBy((words) => sign({ state }, words))
    expect(verifiesIn(desk.path('trace'))).toBe(0)
    expect([await made(), standing(desk.path('out'))]).toEqual([0, []])
    expect(readdirSync(join(state, 'ehba/batches'))).toEqual([])
    disk.clear()
    expect(await sign({ state }, ['--json'])).toMatchObject({ exit: 0, json: { batch: { signed: names.length } } })
    await expectComplete(desk.path('out'))
  })

  it('a disk that holds both and fills up under way loses nothing', async () => {
    disk = new SmallDisk(desk.path('both'), 'size=256k')
    const places = { out: desk.path('both'), state: desk.path('both/state') }
    const running = desk.start(
      ['sign', ...names, '--out', places.out, '--json', ...card.reader, '--sim-delay', 'sign=300ms'],
      { secrets: secrets(), env: { XDG_STATE_HOME: places.state } },
    )
    await firstOutput(places.out, running.ended)
    disk.fill()
    const call = await running.ended
    expect(call).toMatchObject({ exit: 3, json: { error: { code: 'HC_OUTPUT_UNUSABLE' } } })
    const paid = await made()
    expect(paid).toBeGreaterThan(standing(places.out).length)

    disk.clear()
    const rest = await resume(places, card.reader, true)
    expect(rest).toMatchObject({ exit: 0, json: { batch: { state: 'done', signed: names.length } } })
    await expectComplete(places.out)
  })
})

/** Resolves when the first output stands. A mounted folder tells its watchers as any other. */
async function firstOutput(out: string, ended: Promise<Call>): Promise<void> {
  await Promise.race([whenChanged(out, () => readdirSync(out).some((name) => name.endsWith('.p7s'))), ended])
}

/** Different certificates: nobody needs them, but they take room in each signature. */
function certificates(count: number): string {
  return Array.from({ length: count }, (_, i) =>
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-keyout',
        '/dev/null',
        '-subj',
        `/CN=${i}`,
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    ),
  ).join('')
}
