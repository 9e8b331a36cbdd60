import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCard, Desk, type Call, type SimulatedCard } from '../../support/cli.js'
import { openssl } from '../../support/openssl.js'

/** A card for all tests, of an institution: its PIN covers any number of signatures. */
const home = new Desk()
let card: SimulatedCard
let desk: Desk

beforeAll(async () => {
  card = await createCard(home, 'card', 'smcb', '--state', 'active')
  return () => {
    home[Symbol.dispose]()
  }
})

beforeEach(() => {
  desk = new Desk()
})

afterEach(() => {
  desk[Symbol.dispose]()
})

function sign(...words: readonly string[]): Promise<Call> {
  return desk.ehba(['sign', ...words, '--out', 'out', '--json', ...card.reader], {
    secrets: { 'PIN.SMC': card.secret('PIN.SMC') },
  })
}

function verify(...words: readonly string[]): Promise<Call> {
  return desk.ehba(['verify', ...words, '--json', '--trust', card.trust])
}

/** Paths of all files below `out`, sorted. */
function outputs(): string[] {
  if (!existsSync(desk.path('out'))) return []
  const entries = readdirSync(desk.path('out'), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(desk.path('out').length + 1))
    .sort()
}

describe('inputs', () => {
  it('in folders are signed with --recursive alone', async () => {
    desk.file('in/a.txt', 'a')
    desk.file('in/deeper/b.txt', 'b')
    expect(await sign('in')).toMatchObject({ exit: 3, json: { error: { code: 'HC_INPUT_UNUSABLE' } } })
    expect(outputs()).toEqual([])
    expect(await sign('in', '--recursive')).toMatchObject({ exit: 0 })
    expect(outputs()).toEqual(['a.txt.p7s', 'b.txt.p7s'])
  })

  it.each([
    ['that are missing', () => 'missing.txt'],
    ['that are named twice', () => './a.txt'],
    [
      'that are links',
      () => {
        symlinkSync(desk.path('a.txt'), desk.path('link.txt'))
        return 'link.txt'
      },
    ],
    [
      'that are pipes',
      () => {
        execFileSync('mkfifo', [desk.path('pipe')])
        return 'pipe'
      },
    ],
  ])('%s are refused with exit 3 before anything is signed', async (_, make) => {
    desk.file('a.txt', 'a')
    expect(await sign('a.txt', make())).toMatchObject({
      exit: 3,
      json: { error: { code: 'HC_INPUT_UNUSABLE', exit: 3 } },
    })
    expect(outputs()).toEqual([])
  })
})

describe('outputs', () => {
  it('keep their path below the common folder where base names are equal', async () => {
    const inputs = ['2025/mai/brief.txt', '2025/juni/brief.txt', '2025/juni/befund.txt']
    for (const input of inputs) desk.file(input, input)
    expect(await sign(...inputs)).toMatchObject({ exit: 0 })
    expect(outputs()).toEqual(['befund.txt.p7s', 'juni/brief.txt.p7s', 'mai/brief.txt.p7s'])
    const verified = await verify('out/mai/brief.txt.p7s', '--content', '2025/mai/brief.txt')
    expect(verified.exit).toBe(0)
  })

  it('that exist are neither overwritten nor accompanied by others, unless --force is given', async () => {
    const files = [desk.file('a.txt', 'a'), desk.file('b.txt', 'b')]
    desk.file('out/b.txt.p7s', 'mine')
    expect(await sign(...files)).toMatchObject({ exit: 3, json: { error: { code: 'HC_OUTPUT_EXISTS', exit: 3 } } })
    expect(outputs()).toEqual(['b.txt.p7s'])
    expect(readFileSync(desk.path('out/b.txt.p7s'), 'utf8')).toBe('mine')
    expect(await sign(...files, '--force')).toMatchObject({ exit: 0 })
    expect((await verify('out/a.txt.p7s', 'out/b.txt.p7s', '--content', '.')).exit).toBe(0)
  })

  it('never replace a document, not even with --force', async () => {
    mkdirSync(desk.path('out'))
    writeFileSync(desk.path('out/a.txt'), 'a')
    writeFileSync(desk.path('out/a.txt.p7s'), 'a document of that name')
    const call = await sign('out/a.txt', 'out/a.txt.p7s', '--force')
    expect(call).toMatchObject({ exit: 3, json: { error: { code: 'HC_OUTPUT_UNUSABLE' } } })
    expect(readFileSync(desk.path('out/a.txt.p7s'), 'utf8')).toBe('a document of that name')
  })

  it('that cannot be written are found before the PIN is needed', async () => {
    desk.file('a.txt', 'a')
    desk.file('out', 'a file where the folder should be')
    const call = await desk.ehba(['sign', 'a.txt', '--out', 'out', '--json', ...card.reader])
    expect(call).toMatchObject({ exit: 3, json: { error: { code: 'HC_OUTPUT_UNUSABLE', exit: 3 } } })
  })

  it('are files that others may read, with nothing temporary beside them', async () => {
    desk.file('a.txt', 'a')
    await sign('a.txt')
    expect(outputs()).toEqual(['a.txt.p7s'])
    expect(statSync(desk.path('out/a.txt.p7s')).mode & 0o777).toBe(0o644)
  })
})

describe('--dry-run', () => {
  it('does everything up to the PIN, without one', async () => {
    desk.file('a.txt', 'a')
    const call = await desk.ehba(['sign', 'a.txt', '--out', 'out', '--dry-run', '--json', ...card.reader])
    expect(call).toMatchObject({ exit: 0, json: { batch: { state: 'planned', total: 1, signed: 0 } } })
    expect(outputs()).toEqual([])
  })
})

describe('--attached', () => {
  it('makes a .p7m that openssl accepts by itself, with the document inside as it was', async () => {
    const content = Buffer.from('Ärztliches Attest\r\n\0\xff', 'latin1')
    desk.file('attest.txt', content)
    expect(await sign('attest.txt', '--attached')).toMatchObject({ exit: 0 })
    expect(outputs()).toEqual(['attest.txt.p7m'])
    const { accepted, stderr } = openssl([
      ...['cms', '-verify', '-binary', '-inform', 'DER', '-cades', '-purpose', 'any', '-CAfile', card.trust],
      ...['-in', desk.path('out/attest.txt.p7m'), '-out', desk.path('content')],
    ])
    expect(accepted, stderr).toBe(true)
    expect(readFileSync(desk.path('content'))).toEqual(content)
    expect((await verify('out/attest.txt.p7m')).exit).toBe(0)
  })
})

describe('verify', () => {
  beforeEach(async () => {
    desk.file('a.txt', 'a')
    await sign('a.txt')
  })

  it('finds the document beside the signature, by --content FILE and in --content DIR', async () => {
    writeFileSync(desk.path('out/a.txt'), 'a')
    for (const content of [[], ['--content', 'a.txt'], ['--content', desk.folder]]) {
      const call = await verify('out/a.txt.p7s', ...content)
      expect(call).toMatchObject({ exit: 0, json: { files: [{ verdict: 'valid', revocation: 'unknown' }] } })
      expect(call.stderr).toContain('Revocation was not checked')
    }
  })

  it('is exit 3 without the document, and 32 with another one or another root', async () => {
    desk.file('b.txt', 'b')
    const other = await createCard(desk, 'other', 'hba')
    const calls = [
      await verify('out/a.txt.p7s'),
      await verify('out/a.txt.p7s', '--content', 'b.txt'),
      await desk.ehba(['verify', 'out/a.txt.p7s', '--content', 'a.txt', '--trust', other.trust, '--json']),
    ]
    expect(calls.map(({ exit, json }) => [exit, json.files?.[0]?.reasons])).toEqual([
      [3, ['contentMissing']],
      [32, ['contentMismatch']],
      [32, ['chainUntrusted']],
    ])
  })

  it('goes on after a file that is no signature, and tells of each file', async () => {
    desk.file('broken.p7s', 'no signature')
    const call = await verify('broken.p7s', 'missing.p7s', 'out/a.txt.p7s', '--content', 'a.txt')
    expect(call.exit).not.toBe(0)
    expect(call.json.files?.map(({ verdict }) => verdict)).toEqual(['invalid', 'invalid', 'valid'])
  })
})

describe('a certificate out of its time', () => {
  const inTenYears = ['--sim-clock', new Date(Date.now() + 10 * 365 * 86_400_000).toISOString()]

  it('signs with --allow-expired alone, on a test card', async () => {
    desk.file('a.txt', 'a')
    expect(await sign('a.txt', ...inTenYears)).toMatchObject({ exit: 30, json: { error: { code: 'HC_CERT_EXPIRED' } } })
    expect(outputs()).toEqual([])
    expect(await sign('a.txt', ...inTenYears, '--allow-expired')).toMatchObject({ exit: 0 })
    const verified = await verify('out/a.txt.p7s', '--content', 'a.txt', ...inTenYears)
    expect(verified).toMatchObject({ exit: 30, json: { error: { code: 'HC_CERT_EXPIRED', exit: 30 } } })
  })

  it('that is not valid yet does not sign either', async () => {
    desk.file('a.txt', 'a')
    const call = await sign('a.txt', '--sim-clock', '2020-01-01T00:00:00Z')
    expect(call).toMatchObject({ exit: 30, json: { error: { code: 'HC_CERT_NOT_YET_VALID', exit: 30 } } })
  })
})
