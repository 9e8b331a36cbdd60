import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { copyCard, createCard, Desk, type Call, type SimulatedCard } from '../support/cli.js'
import { openssl } from '../support/openssl.js'
import { verifiesIn } from '../support/traced-commands.js'
import { whenChanged } from '../support/when-changed.js'

/** Takes long enough to be hashed. */
const LARGE_BYTES = 512 * 1024 * 1024
const names = Array.from({ length: 6 }, (_, i) => `brief-${i}.txt`)

const home = new Desk()
let fresh: SimulatedCard
let card: SimulatedCard
let desk: Desk

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
  mkdirSync(desk.path('out'))
  return () => {
    desk[Symbol.dispose]()
  }
})

const signWords = (files: readonly string[], ...more: readonly string[]): string[] => [
  ...['sign', ...files, '--out', 'out', '--json', '--trace', desk.path('trace'), ...card.reader, ...more],
]

/** The signatures that the card counts itself. */
async function made(): Promise<number> {
  const { json } = await desk.ehba(['sim', 'list', ...card.reader, '--json'])
  return Object.values(json.cards?.[0]?.signatures ?? {}).reduce((sum, count) => sum + count, 0)
}

function isValid(name: string): boolean {
  return openssl([
    ...['cms', '-verify', '-binary', '-inform', 'DER', '-cades', '-purpose', 'any', '-CAfile', card.trust],
    ...['-in', desk.path(`out/${name}.p7s`), '-content', desk.path(name), '-out', '/dev/null'],
  ]).accepted
}

describe('a document that changes while it is hashed', () => {
  /** Signs two documents, of which the first takes its time, and does something to them when the plan is shown. */
  async function whileHashing(disturb: () => void): Promise<Call> {
    desk.file('large.bin', '')
    truncateSync(desk.path('large.bin'), LARGE_BYTES)
    const running = desk.start(signWords(['large.bin', 'brief-0.txt']), {
      secrets: { 'PIN.QES': card.secret('PIN.QES') },
    })
    await running.says('brief-0.txt')
    disturb()
    return running.ended
  }

  it.each([
    [
      'grows',
      'HC_INPUT_CHANGED',
      () => {
        appendFileSync(desk.path('large.bin'), 'one line more')
      },
    ],
    [
      'shrinks',
      'HC_INPUT_CHANGED',
      () => {
        truncateSync(desk.path('large.bin'), LARGE_BYTES / 2)
      },
    ],
    [
      'is replaced',
      'HC_INPUT_CHANGED',
      () => {
        replace('large.bin', 'another')
      },
    ],
    [
      'is gone before its turn',
      'HC_INPUT_UNUSABLE',
      () => {
        rmSync(desk.path('brief-0.txt'))
      },
    ],
    [
      'is another before its turn',
      'HC_INPUT_CHANGED',
      () => {
        replace('brief-0.txt', 'another')
      },
    ],
  ])('(%s) ends the batch with exit 3 before the PIN is sent', async (_, code, disturb) => {
    const call = await whileHashing(disturb)
    expect(call).toMatchObject({ exit: 3, json: { error: { code, exit: 3 } } })
    expect(verifiesIn(desk.path('trace'))).toBe(0)
    expect(readdirSync(desk.path('out'))).toEqual([])
    expect(existsSync(desk.path('state/ehba/batches'))).toBe(false)
  })
})

describe('a document that changes after it was hashed', () => {
  /** Signs all letters, and does something to the last one when the first has its signature. */
  async function afterTheFirst(disturb: () => void): Promise<Call> {
    const out = desk.path('out')
    const first = whenChanged(out, () => existsSync(`${out}/${names[0] ?? ''}.p7s`))
    const running = desk.start(signWords(names, '--sim-delay', 'sign=200ms'), {
      secrets: { 'PIN.QES': card.secret('PIN.QES') },
    })
    await Promise.race([first, running.ended])
    disturb()
    return running.ended
  }

  it.each([
    [
      'is gone',
      () => {
        rmSync(desk.path('brief-5.txt'))
      },
    ],
    [
      'is another',
      () => {
        replace('brief-5.txt', 'another')
      },
    ],
    [
      'grows',
      () => {
        appendFileSync(desk.path('brief-5.txt'), '!')
      },
    ],
  ])(
    '(%s) gets no signature, the others do; when it is as it was, its signature is written without card and PIN',
    async (_, disturb) => {
      const call = await afterTheFirst(disturb)
      expect(call).toMatchObject({ exit: 40, json: { batch: { state: 'incomplete', signed: 5, total: 6 } } })
      expect(call.json.documents?.[5]).toMatchObject({ state: 'failed', code: 'HC_INPUT_CHANGED' })
      expect(readdirSync(desk.path('out'))).toHaveLength(5)
      const paid = await made()

      rmSync(desk.path('brief-5.txt'), { force: true })
      writeFileSync(desk.path('brief-5.txt'), 'Befund brief-5.txt')
      const resumed = await desk.ehba(['batch', 'resume', '--json'])
      expect(resumed).toMatchObject({ exit: 0, json: { batch: { state: 'done', signed: 6 } } })
      expect(names.map(isValid)).toEqual(names.map(() => true))
      expect([paid, await made()]).toEqual([6, 6])
    },
  )

  it('(it is replaced by an equal one, as a backup does) is signed all the same', async () => {
    const call = await afterTheFirst(() => {
      replace('brief-5.txt', 'Befund brief-5.txt')
    })
    expect(call).toMatchObject({ exit: 0, json: { batch: { state: 'done', signed: 6 } } })
    expect(names.map(isValid)).toEqual(names.map(() => true))
  })
})

function replace(name: string, content: string): void {
  writeFileSync(desk.path('tmp', name), content)
  renameSync(desk.path('tmp', name), desk.path(name))
}
