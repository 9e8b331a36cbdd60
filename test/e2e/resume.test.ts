import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCard as personalise } from '../../simulator/personalise/create-card.js'
import { fileBatchJournals } from '../../src/storage/journal/file-batch-journals.js'
import { encodeLine } from '../../src/storage/journal/journal-lines.js'
import { createCard, Desk, type Call, type SimulatedCard } from '../support/cli.js'
import { findSecret } from '../support/find-secret.js'
import { flipBit } from '../support/flip-bit.js'
import { LetterBatch, statesOf } from '../support/letter-batch.js'

const LETTERS = 5
const home = new Desk()
let card: SimulatedCard
let batch: LetterBatch

beforeAll(async () => {
  card = await createCard(home, 'card', 'hba', '--state', 'active', '--limit', '3')
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

/** Signs three of five letters: the second PIN is wrong. */
async function signThree(): Promise<void> {
  const right = card.secret('PIN.QES')
  const wrong = right.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10))
  expect((await batch.run(batch.signWords, { 'PIN.QES': [right, wrong] })).exit).toBe(40)
  expect(batch.outputs()).toEqual(batch.allOutputs.slice(0, 3))
}

interface Line {
  readonly t?: string
  readonly i?: number
}

/** Takes records out of the journal, as if the program had ended before it wrote them. */
function forget(journal: string, which: (record: Line) => boolean): void {
  const lines = readFileSync(journal, 'latin1').replaceAll('\0', '').split('\n')
  const kept = lines.filter((line) => line !== '' && !which(JSON.parse(line.slice(17)) as Line))
  writeFileSync(journal, kept.map((line) => `${line}\n`).join(''))
}

/** As if the program had ended when the card had signed letter `i` and nothing was written yet. */
function unwrite(i: number): Buffer {
  const path = `${batch.out}/${batch.allOutputs[i] ?? ''}`
  const output = readFileSync(path)
  rmSync(path)
  forget(batch.journal(), (record) => record.t === 'done' && record.i === i)
  return output
}

/** As if the card had been gone before its answer for letter `i` came. */
function loseAnswer(i: number): void {
  rmSync(`${batch.out}/${batch.allOutputs[i] ?? ''}`)
  forget(batch.journal(), (record) => ['signed', 'done'].includes(record.t ?? '') && record.i === i)
}

const letter = (i: number): string => batch.desk.path('in', batch.names[i] ?? '')
const resume = (entries = 1, ...words: readonly string[]): Promise<Call> =>
  batch.run([...batch.resumeWords, ...words], batch.pins(entries))

async function expectComplete(made = LETTERS): Promise<void> {
  expect(batch.outputs()).toEqual(batch.allOutputs)
  expect(await batch.verify()).toBe(0)
  expect(await batch.made()).toBe(made)
  expect(await batch.listed()).toEqual([])
}

describe('resume takes the same card and certificate alone', () => {
  it('and is exit 11 with another card; nothing is asked and nothing lost', async () => {
    await signThree()
    const other = await createCard(batch.desk, 'other', 'hba', '--state', 'active')
    const refused = await batch.run(['batch', 'resume', ...other.reader], { 'PIN.QES': other.secret('PIN.QES') })
    expect(refused).toMatchObject({ exit: 11, json: { error: { code: 'HC_CARD_NONE', exit: 11 } } })
    expect(refused.json.error).toMatchObject({ message: expect.stringContaining(card.iccsn) as string })
    expect(statesOf(refused)).toEqual(['signed', 'signed', 'signed', 'pending', 'pending'])
    expect(batch.sent()).toEqual({ verify: 0, signatures: 0 })
    // Beside each other, the right one is found by its number.
    const both = await batch.run([...batch.resumeWords, ...other.reader], batch.pins())
    expect(both).toMatchObject({ exit: 0, json: { card: { iccsn: card.iccsn } } })
    await expectComplete()
  })

  it('and is exit 32 where the card of that number has another certificate', async () => {
    await signThree()
    const twin = await personalise({ kind: 'hba', state: 'active', iccsn: card.iccsn, out: batch.desk.path('twin') })
    const refused = await batch.run(['batch', 'resume', '--reader', `sim:${twin.image}`], batch.pins())
    expect(refused).toMatchObject({ exit: 32, json: { error: { code: 'HC_CERT_KEY_MISMATCH', exit: 32 } } })
    expect(batch.sent()).toEqual({ verify: 0, signatures: 0 })
    expect((await resume()).exit).toBe(0)
    await expectComplete()
  })
})

describe('a document that is not what it was', () => {
  it('fails alone, whether it changed or is gone; when it is back it is signed', async () => {
    await signThree()
    const content = readFileSync(letter(3))
    writeFileSync(letter(3), 'ein anderer Befund')
    const changed = await resume()
    expect(changed).toMatchObject({ exit: 40, json: { error: { code: 'HC_BATCH_INCOMPLETE', exit: 40 } } })
    expect(statesOf(changed)).toEqual(['signed', 'signed', 'signed', 'HC_INPUT_CHANGED', 'signed'])
    rmSync(letter(3))
    const gone = await resume()
    expect(gone.exit).toBe(40)
    expect(statesOf(gone)).toEqual(['signed', 'signed', 'signed', 'HC_INPUT_UNUSABLE', 'signed'])
    expect(batch.outputs()).toHaveLength(4)
    expect(batch.sent()).toEqual({ verify: 0, signatures: 0 })
    writeFileSync(letter(3), content)
    expect((await resume()).exit).toBe(0)
    await expectComplete()
  })

  it('keeps the signature that was paid for it, and gets it without a card when it is back', async () => {
    await signThree()
    expect((await resume()).exit).toBe(0)
    const output = unwrite(1)
    renameSync(letter(1), `${letter(1)}.away`)
    const away = await batch.desk.ehba(['batch', 'resume', '--json'])
    expect(away.exit).toBe(40)
    expect(statesOf(away)).toEqual(['signed', 'HC_INPUT_UNUSABLE', 'signed', 'signed', 'signed'])
    expect(await batch.listed()).toMatchObject([{ done: 4, signed: 1 }])
    renameSync(`${letter(1)}.away`, letter(1))
    expect((await batch.desk.ehba(['batch', 'resume'])).exit).toBe(0)
    expect(readFileSync(`${batch.out}/${batch.allOutputs[1] ?? ''}`)).toEqual(output)
    await expectComplete()
  })
})

describe('an output that somebody else has put there meanwhile', () => {
  it('stays as it is, paid for or not; the others are signed, and no signature is made for a place that is taken', async () => {
    await signThree()
    unwrite(1)
    const taken = [1, 3].map((i) => `${batch.out}/${batch.allOutputs[i] ?? ''}`)
    for (const path of taken) writeFileSync(path, 'mine')
    const refused = await resume()
    expect(refused).toMatchObject({ exit: 40, json: { error: { code: 'HC_BATCH_INCOMPLETE' } } })
    expect(statesOf(refused)).toEqual(['signed', 'HC_OUTPUT_EXISTS', 'signed', 'HC_OUTPUT_EXISTS', 'signed'])
    expect(taken.map((path) => readFileSync(path, 'utf8'))).toEqual(['mine', 'mine'])
    expect(batch.sent()).toEqual({ verify: 1, signatures: 1 })
    expect(await batch.made()).toBe(4)
    for (const path of taken) rmSync(path)
    const done = await resume()
    expect(done).toMatchObject({ exit: 0, json: { batch: { pinEntries: 1 } } })
    expect(batch.sent()).toEqual({ verify: 1, signatures: 1 })
    await expectComplete()
  })

  it('is no reason to write again what stands already, byte for byte', async () => {
    await signThree()
    const path = `${batch.out}/${batch.allOutputs[2] ?? ''}`
    const output = unwrite(2)
    writeFileSync(path, output)
    const { ino } = statSync(path)
    expect((await resume()).exit).toBe(0)
    expect(statSync(path).ino).toBe(ino)
    await expectComplete()
  })
})

describe('signatures that were paid for', () => {
  it('are written without a card, a reader or a PIN', async () => {
    await signThree()
    expect((await resume()).exit).toBe(0)
    const outputs = [0, 4].map(unwrite)
    expect(await batch.listed()).toMatchObject([{ state: 'incomplete', done: 3, signed: 2 }])
    rmSync(batch.card.folder, { recursive: true })
    const written = await batch.desk.ehba(['batch', 'resume', '--json'])
    expect(written).toMatchObject({ exit: 0, stderr: '', json: { batch: { state: 'done', pinEntries: 0 } } })
    expect([0, 4].map((i) => readFileSync(`${batch.out}/${batch.allOutputs[i] ?? ''}`))).toEqual(outputs)
  })

  it('are written also where the rest has no reader yet, and the answer says what is left', async () => {
    await signThree()
    unwrite(2)
    const written = await batch.desk.ehba(['batch', 'resume', '--json'])
    expect(written).toMatchObject({ exit: 10, json: { error: { code: 'HC_READER_NONE', exit: 10 } } })
    expect(statesOf(written)).toEqual(['signed', 'signed', 'signed', 'pending', 'pending'])
    expect(batch.outputs()).toHaveLength(3)
    expect((await resume()).exit).toBe(0)
    await expectComplete()
  })

  it('and whose answer was lost are counted, shown in both languages, and made again', async () => {
    await signThree()
    loseAnswer(1)
    expect(await batch.listed()).toMatchObject([{ done: 2, signed: 0, madeAndLost: 1 }])
    const list = await Promise.all(['en', 'de'].map((lang) => batch.desk.ehba(['batch', 'list', '--lang', lang])))
    expect(list.map(({ stdout }) => stdout.split('\n')[0])).toEqual([
      expect.stringMatching(/Made and lost/),
      expect.stringMatching(/Erzeugt und verloren/),
    ])
    const german = await batch.desk.ehba([...batch.resumeWords, '--lang', 'de'], { secrets: batch.pins(1) })
    expect(german.exit).toBe(0)
    expect(german.stdout).toMatch(/Erzeugt und verloren +1 \(die Karte kann sie erzeugt haben/)
    await expectComplete(LETTERS + 1)
    const english = await batch.desk.ehba(['batch', 'resume', (await batch.listed('--all'))[0]?.id ?? ''])
    expect(english.stdout).toMatch(/Made and lost +1 \(the card may have made them/)
  })
})

describe('a journal', () => {
  it('is for its owner alone, and holds no word of a letter and nothing of a PIN', async () => {
    await signThree()
    expect(statSync(batch.journal()).mode & 0o777).toBe(0o600)
    for (const folder of ['state/ehba', 'state/ehba/batches']) {
      expect(statSync(batch.desk.path(folder)).mode & 0o777).toBe(0o700)
    }
    const content = readFileSync(batch.journal())
    expect(content.includes('unauffällig')).toBe(false)
    expect(content.includes(Buffer.from('unauffällig').toString('base64').slice(2, -4))).toBe(false)
    expect(findSecret(card.secret('PIN.QES'), content)).toEqual([])
  })

  it('damaged at any byte never hides another batch: without its head it is damaged, else what is whole in it counts', async () => {
    await signThree()
    const path = batch.journal()
    const whole = readFileSync(path)
    const headBytes = whole.indexOf(0x0a) + 1
    const journals = fileBatchJournals(batch.desk.path('state/ehba'), 7, () => new Date())
    for (let at = 0; at < whole.indexOf(0x00); at += at < headBytes ? 17 : 5) {
      writeFileSync(path, flipBit(whole, at))
      const [summary] = await journals.list()
      const state = at < headBytes ? 'damaged' : 'incomplete'
      expect(summary, `byte ${at}`).toMatchObject({ state, total: state === 'damaged' ? 0 : LETTERS })
      // A record that is gone, or two where the line feed between them is, is a document that is less far, never more.
      if (state === 'incomplete') expect(summary?.done).toBeGreaterThanOrEqual(1)
      expect(summary?.done).toBeLessThanOrEqual(3)
    }
  })

  it('that is damaged cannot be taken up (exit 3), can be discarded, and leaves the other batch alone', async () => {
    await signThree()
    const damaged = batch.desk.path('state/ehba/batches/20200101-000000-aaaaaa.journal')
    writeFileSync(damaged, flipBit(readFileSync(batch.journal()), 40), { mode: 0o600 })
    const id = '20200101-000000-aaaaaa'
    const [first, second] = await batch.listed()
    expect([first, second]).toMatchObject([
      { id, state: 'damaged', card: null },
      { state: 'incomplete', done: 3 },
    ])
    const refused = await batch.run([...batch.resumeWords, id], batch.pins())
    expect(refused).toMatchObject({ exit: 3, json: { error: { code: 'HC_JOURNAL_UNUSABLE', exit: 3 } } })
    expect((await batch.desk.ehba(['batch', 'list'])).stdout).toMatch(new RegExp(`${id} +journal damaged`))
    expect((await resume()).exit).toBe(0)
    expect((await batch.desk.ehba(['batch', 'discard', id])).exit).toBe(0)
    expect(existsSync(damaged)).toBe(false)
  })

  it('of a newer version is refused, named as such, and stays as it is', async () => {
    await signThree()
    const [head = '', ...rest] = readFileSync(batch.journal(), 'latin1').split('\n')
    const newer = encodeLine({ ...(JSON.parse(head.slice(17)) as object), version: 2 })
    writeFileSync(batch.journal(), Buffer.concat([newer, Buffer.from(rest.join('\n'), 'latin1')]))
    const before = readFileSync(batch.journal())
    expect(await batch.listed()).toMatchObject([{ state: 'newer' }])
    const id = (await batch.listed())[0]?.id ?? ''
    const refused = await batch.desk.ehba(['batch', 'resume', id, ...batch.card.reader])
    expect(refused.exit).toBe(3)
    expect(refused.stderr).toContain('a newer version of ehba has written it')
    expect((await batch.desk.ehba(['batch', 'resume'])).exit).toBe(2)
    expect(readFileSync(batch.journal())).toEqual(before)
  })

  it('of a finished batch is kept for seven days, or as long as the configuration says', async () => {
    await signThree()
    expect((await resume()).exit).toBe(0)
    const path = batch.journal()
    const age = (days: number): void => {
      const then = new Date(Date.now() - days * 86_400_000)
      utimesSync(path, then, then)
    }
    age(6.9)
    expect(await batch.listed('--all')).toMatchObject([{ state: 'done' }])
    age(7.1)
    const copy = batch.desk.path('copy')
    cpSync(path, copy)
    expect(await batch.listed('--all')).toEqual([])
    expect(batch.journals()).toEqual([])
    batch.desk.file('config/ehba/config.json', JSON.stringify({ batchRetentionDays: 0 }))
    cpSync(copy, path)
    expect(await batch.listed('--all')).toEqual([])
    expect(batch.journals()).toEqual([])
  })
})

describe('which batch is meant', () => {
  it('has to be said where two are open; an unknown number is refused', async () => {
    await signThree()
    const [first] = await batch.listed()
    const more = ['sign', letter(0), '--out', batch.desk.path('more'), ...batch.card.reader]
    expect((await batch.run(more, batch.pins())).exit).toBe(0)
    const added = batch.journals().find((name) => name !== `${first?.id ?? ''}.journal`) ?? ''
    forget(batch.desk.path('state/ehba/batches', added), ({ t }) => t === 'done')
    const ids = (await batch.listed()).map(({ id }) => id)
    expect(ids).toEqual([first?.id, added.replace('.journal', '')])
    const ambiguous = await resume()
    expect(ambiguous).toMatchObject({ exit: 2, json: { error: { code: 'HC_BATCH_AMBIGUOUS', exit: 2 } } })
    for (const id of ids) expect(JSON.stringify(ambiguous.json.error)).toContain(id)
    for (const verb of ['resume', 'status', 'stop', 'discard']) {
      const unknown = await batch.desk.ehba(['batch', verb, '20200101-000000-000000', '--json'])
      expect(unknown).toMatchObject({ exit: 2, json: { error: { code: 'HC_BATCH_UNKNOWN', exit: 2 } } })
    }
    expect((await resume(1, ids[1] ?? '')).exit).toBe(0)
    expect((await resume()).exit).toBe(0)
    await expectComplete(LETTERS + 1)
  })

  it('is not one that runs: resume and discard are exit 50', async () => {
    const running = batch.start([...batch.signWords, '--sim-delay', 'sign=100s'], batch.pins(2))
    await running.says('PIN entry 1 of 2')
    let [listed] = await batch.listed()
    while (!listed) [listed] = await batch.listed()
    for (const verb of ['resume', 'discard']) {
      const refused = await batch.desk.ehba(['batch', verb, listed.id, ...batch.card.reader, '--json'])
      expect(refused).toMatchObject({ exit: 50, json: { error: { code: 'HC_BATCH_RUNNING', exit: 50 } } })
      expect(refused.json.error).toMatchObject({ message: expect.stringContaining(`${running.process.pid}`) as string })
    }
    running.process.kill('SIGKILL')
    await running.ended
    expect((await resume(2)).exit).toBe(0)
    expect(batch.outputs()).toEqual(batch.allOutputs)
    expect(await batch.made()).toBeLessThanOrEqual(LETTERS + 1)
  })
})

describe('batch list and batch status', () => {
  it('tell a person and a program how each batch stands', async () => {
    await signThree()
    unwrite(0)
    const [listed] = await batch.listed()
    const id = listed?.id ?? ''
    expect(listed).toMatchObject({
      state: 'incomplete',
      total: 5,
      done: 2,
      signed: 1,
      madeAndLost: 0,
      card: { iccsn: card.iccsn },
    })
    expect(Date.parse(listed?.startedAt ?? '')).toBeLessThanOrEqual(Date.now())
    for (const words of [['list'], ['status'], ['status', id]]) {
      const [head = '', row = ''] = (await batch.desk.ehba(['batch', ...words])).stdout.split('\n')
      expect(head).toMatch(/^Batch +Started +State +Card +Documents +\S.*Made and lost$/)
      expect(row).toMatch(new RegExp(`^${id} +\\S.* not finished +${card.iccsn} +2 of 5 documents +1$`))
    }
    const german = (await batch.desk.ehba(['batch', 'list', '--lang', 'de'])).stdout
    expect(german).toMatch(new RegExp(`${id} .*nicht fertig +${card.iccsn} +2 von 5 Dokumenten +1`))
    const status = (await batch.desk.ehba(['batch', 'status', '--json'])).json
    expect(status.batch).toEqual(listed)
  })
})

describe('batch discard', () => {
  it.each([
    ['en', /forgotten[^]*never written: 1\n/],
    ['de', /vergessen[^]*nie geschrieben wurden: 1\n/],
  ])('asks for no card, and says in %s what is thrown away that was paid for', async (lang, words) => {
    await signThree()
    unwrite(2)
    const [listed] = await batch.listed()
    const discarded = await batch.desk.ehba(['batch', 'discard', listed?.id ?? '', '--lang', lang])
    expect(discarded).toMatchObject({ exit: 0, stderr: '' })
    expect(discarded.stdout).toMatch(words)
    expect(await batch.listed('--all')).toEqual([])
    expect(readdirSync(batch.desk.path('state/ehba/batches'))).toEqual([])
    expect(batch.outputs()).toHaveLength(2)
  })

  it('says nothing of signatures where none was waiting', async () => {
    await signThree()
    const [listed] = await batch.listed()
    const discarded = await batch.desk.ehba(['batch', 'discard', listed?.id ?? ''])
    expect(discarded.stdout).toBe(`Batch ${listed?.id ?? ''} is forgotten.\n`)
  })
})
