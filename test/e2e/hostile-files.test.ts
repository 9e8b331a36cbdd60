import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fileDocumentStore } from '../../src/storage/file-document-store.js'
import { createCard, Desk, type Call, type SimulatedCard } from '../support/cli.js'
import { EhbaProcess } from '../support/ehba-process.js'
import { tracedCommands, verifiesIn } from '../support/traced-commands.js'

const isRoot = process.getuid?.() === 0
const NOBODY = 65534

/** A card of an institution: its PIN covers any number of signatures. */
const home = new Desk()
let card: SimulatedCard
let desk: Desk
const servers: Server[] = []

beforeAll(async () => {
  card = await createCard(home, 'card', 'smcb', '--state', 'active')
})

afterAll(() => {
  home[Symbol.dispose]()
})

beforeEach(() => {
  desk = new Desk()
  desk.file('in/brief.txt', 'a good document')
})

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
  desk[Symbol.dispose]()
})

function signWords(words: readonly string[]): string[] {
  return ['sign', ...words, '--out', desk.path('out'), '--json', '--trace', desk.path('trace'), ...card.reader]
}

/** Everything below the folder of the outputs, sorted. */
function outputs(): string[] {
  if (!existsSync(desk.path('out'))) return []
  return readdirSync(desk.path('out'), { recursive: true, encoding: 'utf8' }).sort()
}

interface Refusal {
  readonly code?: string
  /** In the message. */
  readonly says: RegExp
}

function expectRefused(
  { exit, stdout, stderr }: Pick<Call, 'exit' | 'stdout' | 'stderr'>,
  { code = 'HC_INPUT_UNUSABLE', says }: Refusal,
): void {
  const { error } = JSON.parse(stdout) as { error: { code: string; message: string } }
  expect({ exit, code: error.code }).toEqual({ exit: 3, code })
  expect(error.message).toMatch(says)
  // Neither the card was touched, nor a person shown what would be signed.
  expect(tracedCommands(desk.path('trace'))).toEqual([])
  expect(stderr).not.toContain('brief.txt')
  expect(existsSync(desk.path('state/ehba/batches'))).toBe(false)
}

/** Nobody could be asked: there are no secrets and no terminal, so that a run that wants the PIN has another error. */
async function refusal(words: readonly string[], expected: Refusal): Promise<void> {
  const before = outputs()
  expectRefused(await desk.ehba(signWords(words)), expected)
  expect(outputs()).toEqual(before)
}

/** The same for a program that permissions stop. */
async function refusalAsNobody(words: readonly string[], expected: Refusal): Promise<void> {
  for (const folder of [desk.folder, home.folder, card.folder]) chmodSync(folder, 0o755)
  for (const name of ['home', 'state', 'config', 'tmp']) if (isRoot) chownSync(desk.path(name), NOBODY, NOBODY)
  const run = new EhbaProcess(
    signWords(words).filter((word, i, all) => word !== '--trace' && all[i - 1] !== '--trace'),
    { env: desk.env, cwd: desk.folder, ...(isRoot && { uid: NOBODY }) },
  )
  const { exit, out, err } = await run.end
  expectRefused({ exit, stdout: out, stderr: err }, expected)
}

describe('nothing is asked of anybody before it is found that', () => {
  const makers: readonly (readonly [string, () => string, RegExp])[] = [
    ['a link', () => linked('in/link', 'in/brief.txt'), /is a link, a pipe or a device/],
    ['a link to a folder', () => linked('in/link', 'in'), /is a link, a pipe or a device/],
    ['a link to nothing', () => linked('in/link', 'nothing'), /is a link, a pipe or a device/],
    ['a link to itself', () => linked('in/link', 'in/link'), /is a link, a pipe or a device/],
    ['a pipe', () => made('mkfifo', desk.path('in/pipe')), /is a link, a pipe or a device/],
  ]

  it.each(makers)('%s is no document, named or in a folder', async (_, make, says) => {
    await refusal([join(desk.folder, 'in/brief.txt'), make()], { says })
    await refusal([desk.path('in'), '--recursive'], { says })
  })

  it('a socket is no document', async () => {
    const server = createServer()
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(desk.path('in/socket'), resolve))
    await refusal([desk.path('in/socket')], { says: /socket cannot be used/ })
    await refusal([desk.path('in'), '--recursive'], { says: /socket cannot be used/ })
  })

  it.each(['/dev/null', '/dev/zero', '/dev/tty'])('the device %s is no document', async (device) => {
    await refusal([desk.path('in/brief.txt'), device], { says: /is a link, a pipe or a device/ })
  })

  it.for(['b', 'c'])('a device file of kind %s in a folder is no document', async (kind, { skip }) => {
    const { status, stderr } = spawnSync('mknod', [desk.path('in/device'), kind, '7', '77'], { encoding: 'utf8' })
    if (status !== 0) skip(stderr)
    await refusal([desk.path('in'), '--recursive'], { says: /is a link, a pipe or a device/ })
  })

  it('a file of the system does not hold what it says', async () => {
    const call = await desk.ehba(signWords(['/proc/self/status']), { secrets: { 'PIN.SMC': card.secret('PIN.SMC') } })
    expect(call).toMatchObject({ exit: 3, json: { error: { code: 'HC_INPUT_CHANGED' } } })
    expect(verifiesIn(desk.path('trace'))).toBe(0)
  })

  it('a folder needs --recursive, and a file in it', async () => {
    await refusal([desk.path('in')], { says: /--recursive/ })
    mkdirSync(desk.path('empty/deeper'), { recursive: true })
    await refusal([desk.path('in'), desk.path('empty'), '--recursive'], { says: /the folder has no files/ })
  })

  it('a file is named twice, also by way of a linked folder', async () => {
    const brief = desk.path('in/brief.txt')
    linked('again', 'in')
    await refusal([brief, `${desk.path('in')}/./brief.txt`], { says: /named twice/ })
    await refusal([brief, desk.path('again/brief.txt')], { says: /named twice/ })
  })

  it.skipIf(isRoot && !existsSync('/usr/bin/setpriv'))('a file or a folder cannot be read', async () => {
    const secret = desk.file('in/secret.txt', 'not for everybody', 0o000)
    await refusalAsNobody([secret], { says: /secret\.txt cannot be used: it cannot be read/ })
    mkdirSync(desk.path('closed'), 0o000)
    await refusalAsNobody([desk.path('closed'), '--recursive'], { says: /closed cannot be used: it cannot be read/ })
  })

  it('the folder of the outputs cannot be written into', async () => {
    mkdirSync(desk.path('out'))
    chmodSync(desk.path('out'), 0o555)
    await refusalAsNobody([desk.path('in/brief.txt')], { code: 'HC_OUTPUT_UNUSABLE', says: /may not write/ })
  })

  it('the folder of the outputs cannot be made', async () => {
    await refusalAsNobody([desk.path('in/brief.txt')], { code: 'HC_OUTPUT_UNUSABLE', says: /may not write/ })
  })

  it.each(['', 'out'])('a name is too long with its suffix (output folder there: "%s")', async (there) => {
    mkdirSync(desk.path(there), { recursive: true })
    const longest = desk.file(`in/${'l'.repeat(251)}`, 'fits')
    const tooLong = desk.file(`in/${'x'.repeat(255)}`, 'does not fit')
    await refusal([longest, tooLong], { code: 'HC_OUTPUT_UNUSABLE', says: /name is too long/ })
    expect(await signed([longest])).toEqual([`${'l'.repeat(251)}.p7s`])
  })

  it('an attached document is larger than 512 MiB', async () => {
    const large = desk.file('in/large.bin', '')
    truncateSync(large, 512 * 1024 * 1024 + 1)
    await refusal([desk.path('in/brief.txt'), large, '--attached'], { says: /too large.*512 MiB/ })
  })

  it('one output would need the name of another for its folder', async () => {
    for (const name of ['brief', 'brief.p7s/befund', 'other/befund']) desk.file(`mail/${name}`, name)
    await refusal([desk.path('mail'), '--recursive'], { code: 'HC_OUTPUT_UNUSABLE', says: /a folder of that name/ })
  })
})

describe('a name', () => {
  /** Every byte that a name can have, in a name of its own; those above 127 as UTF-8 has them. */
  const names = Array.from({ length: 255 }, (_, i) => String.fromCharCode(i + 1))
    .filter((character) => character !== '/')
    .map((character) => `a${character}b`)

  it('may have every byte: all are signed, shown harmlessly, and verify', async () => {
    const special = ['-rf', '--force', ' ', '...', '~', '*', '\u2028x', '\u202ex', '\u{1f600}', 'a\u0308', 'ä']
    for (const name of [...names, ...special]) desk.file(`names/${name}`, `Befund ${name}`)
    const call = await desk.ehba(['--lang', 'de', ...signWords([desk.path('names'), '--recursive'])], {
      secrets: { 'PIN.SMC': card.secret('PIN.SMC') },
    })
    expect(call).toMatchObject({ exit: 0, json: { batch: { state: 'done' } } })
    expect(verifiesIn(desk.path('trace'))).toBe(1)
    expect(call.stderr).not.toMatch(/[^\P{C}\n]/u)
    expect(outputs()).toEqual([...names, ...special].map((name) => `${name}.p7s`).sort())
    const verified = await desk.ehba([
      ...['verify', ...outputs().map((name) => desk.path('out', name))],
      ...['--content', desk.path('names'), '--trust', card.trust, '--json'],
    ])
    expect(verified.exit).toBe(0)
    expect(verified.json.files).toHaveLength(names.length + special.length)
  })

  /** Bytes as a name. */
  const unreadable = (byte: number): Buffer =>
    Buffer.concat([Buffer.from(`${desk.path('in')}/b`), Buffer.of(byte), Buffer.from('.txt')])

  it.each([0x80, 0xc3, 0xe4, 0xff])(
    'that is no UTF-8 (byte %i) is refused in a folder, not passed over',
    async (byte) => {
      writeFileSync(unreadable(byte), 'Befund')
      await refusal([desk.path('in'), '--recursive'], { says: /not valid UTF-8/ })
    },
  )

  it('that is no UTF-8 is refused on the command line, also where another file has the name that it seems to be', async () => {
    writeFileSync(unreadable(0xe4), 'Befund')
    const asShells = (): Pick<Call, 'exit' | 'stdout' | 'stderr'> => {
      const words = signWords([]).slice(1)
      const program = new URL('../../bin/ehba', import.meta.url).pathname
      const { status, stdout, stderr } = spawnSync('sh', ['-c', 'exec "$0" sign in/b*.txt "$@"', program, ...words], {
        cwd: desk.folder,
        env: desk.env,
        encoding: 'utf8',
      })
      return { exit: status, stdout, stderr }
    }
    // The glob takes brief.txt as well; the other one is found all the same.
    expectRefused(asShells(), { says: /not valid UTF-8/ })
    desk.file('in/b\ufffd.txt', 'another document')
    expectRefused(asShells(), { says: /not valid UTF-8/ })
    await refusal([desk.path('in/b\ufffd.txt')], { says: /not valid UTF-8/ })
  })

  it('with any byte that is no UTF-8 is found by the store', async () => {
    for (let byte = 0x80; byte <= 0xff; byte++) {
      const folder = desk.path(`bytes-${byte}`)
      mkdirSync(folder)
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(byte)]), '')
      const found = fileDocumentStore().collect([folder], {
        ...{ outputFolder: desk.path('out'), suffix: '.p7s', recursive: true, force: false },
      })
      await expect(found).rejects.toMatchObject({ data: { problem: 'nameNotText' } })
    }
  })
})

describe('harmless files', () => {
  it('that are empty, hard links of one file, or have equal names in different folders are signed', async () => {
    const inputs = [desk.file('empty', ''), desk.file('a/befund.txt', 'A'), desk.file('b/befund.txt', 'B')]
    linkSync(desk.path('empty'), desk.path('empty-too'))
    const expected = ['a', 'a/befund.txt.p7s', 'b', 'b/befund.txt.p7s', 'empty-too.p7s', 'empty.p7s']
    expect(await signed([...inputs, desk.path('empty-too')])).toEqual(expected)
    for (const name of ['empty', 'a/befund.txt', 'b/befund.txt']) {
      const signature = desk.path(`out/${name}.p7s`)
      const content = ['-content', desk.path(name)]
      execFileSync(
        'openssl',
        [
          ...['cms', '-verify', '-binary', '-inform', 'DER', '-cades', '-purpose', 'any', '-CAfile', card.trust],
          ...['-in', signature, ...content, '-out', '/dev/null'],
        ],
        { stdio: 'ignore' },
      )
    }
  })
})

/** Signs what is fine. */
async function signed(words: readonly string[]): Promise<string[]> {
  const call = await desk.ehba(signWords(words), { secrets: { 'PIN.SMC': card.secret('PIN.SMC') } })
  expect(call.exit, call.stdout).toBe(0)
  return outputs()
}

function linked(name: string, target: string): string {
  symlinkSync(desk.path(target), desk.path(name))
  return desk.path(name)
}

function made(command: string, path: string): string {
  execFileSync(command, [path])
  return path
}
