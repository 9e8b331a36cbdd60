import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readingCommandsOnly } from '../conformance/reading-commands-only.js'
import { parseCardImage, type CardImage } from '../../simulator/card/image/card-image.js'
import { CardSlot } from '../support/card-in-process.js'
import type { CaseResult, ConformanceReport } from '../../src/operations/conformance.js'
import { newCard, newDesk, type DeskCard, type RunOptions } from './run-ehba.js'

const desk = newDesk()
let card: DeskCard
let image: CardImage
let secrets: string[]

beforeAll(async () => {
  card = await newCard(desk, 'card', 'hba', '--limit', '3')
  image = parseCardImage(readFileSync(join(card.folder, 'card.xml')))
  secrets = ['PIN.CH.transport', 'PIN.CH.puk', 'PIN.QES.transport', 'PIN.QES.puk'].map(card.line)
})

async function report(words: readonly string[], options?: RunOptions): Promise<{ exit: number } & ConformanceReport> {
  const { exit, data } = await desk.json(['conformance', ...words], options)
  return { exit, ...(data as unknown as ConformanceReport) }
}

/** A reader of PC/SC with a card in it that nobody knows to be simulated. */
function inAReader(slot: CardSlot): RunOptions {
  const layer = {
    readers: () => Promise.resolve([{ name: 'ACS ACR 39U', layer: 'pcsc', card: 'present' } as const]),
    connect: () => slot.connect(),
  }
  return { adapters: { cardLayer: () => Promise.resolve(layer) } }
}

const reasonsOf = (cases: readonly CaseResult[]): Set<string | undefined> => new Set(cases.map(({ reason }) => reason))

describe('ehba conformance on a simulated card', () => {
  it('runs all cases with the secrets of the letter, and ends with 0 where all go as they should', async () => {
    const { exit, summary, leftOut, cases } = await report(card.reader, { secrets })
    expect(cases.filter(({ verdict }) => verdict === 'failed')).toEqual([])
    expect({ exit, failed: summary.failed }).toEqual({ exit: 0, failed: 0 })
    expect(summary.cases).toBe(summary.passed + summary.leftOut)
    // The card was made with one generation of keys.
    expect(Object.keys(leftOut)).toEqual(['keyNotThere'])
  })

  it('leaves the card as it is', async () => {
    const { data } = await desk.json(['pin', 'status', ...card.reader])
    expect(data['pins']).toMatchObject([{ status: 'transportPin' }, { status: 'transportPin' }])
  })

  it('leaves out what needs a secret where none is given, and asks nobody', async () => {
    const { exit, summary, leftOut } = await report([...card.reader, '--only', 'verify'])
    expect(exit).toBe(0)
    expect(summary.passed).toBeGreaterThan(0)
    expect(leftOut.secretNotGiven).toBeGreaterThan(20)
  })

  it('runs the groups that are named and no others', async () => {
    const { cases } = await report([...card.reader, '--only', 'select', '--only', 'fcp'])
    expect(new Set(cases.map(({ group }) => group))).toEqual(new Set(['select', 'fcp']))
  })

  it('refuses a group that there is not, and says which there are', async () => {
    const { exit, err } = await desk.ehba(['conformance', ...card.reader, '--only', 'everything'])
    expect(exit).toBe(2)
    expect(err).toContain('read-binary')
  })

  it('says of each case what was sent, expected and got, and never a secret', async () => {
    const { out } = await desk.ehba(['conformance', ...card.reader, '--only', 'verify', '--json'], { secrets })
    const { cases } = JSON.parse(out) as ConformanceReport
    expect(cases.find(({ id, title }) => id === 'N082.700' && title.includes('right PIN'))).toMatchObject({
      group: 'verify',
      effect: 'writes',
      verdict: 'passed',
      command: '00 20 00 01 08 {PIN.CH}',
      expected: '6983',
      got: '6983',
    })
    for (const line of secrets) expect(out).not.toContain(line.split('=')[1])
  })

  it('writes Markdown with what went otherwise first, in both languages', async () => {
    const english = await desk.ehba(['conformance', ...card.reader, '--only', 'fcp'])
    expect(english.out).toMatch(/^# Conformance of the card 80276\d{15}\n/)
    expect(english.out).toContain('Every case that was run went as the specification has it.')
    expect(english.out).toMatch(/^\| fcp-1 +\| N013\.900 \| The FCP are one data object with tag 62\. \|/m)
    const german = await desk.ehba(['conformance', ...card.reader, '--only', 'fcp', '--lang', 'de'])
    expect(german.out).toMatch(/^# Konformität der Karte 80276\d{15}\n/)
    expect(german.out).toContain('Jeder ausgeführte Fall verlief, wie die Spezifikation es sagt.')
  })

  it('refuses an SMC-B, for which the cases are not written', async () => {
    const smcb = await newCard(desk, 'smcb', 'smcb')
    expect((await desk.json(['conformance', ...smcb.reader])).error).toMatchObject({
      code: 'HC_CARD_KIND_WRONG',
      exit: 12,
    })
  })
})

describe('ehba conformance on a card that is not known to be simulated', () => {
  it('sends commands that read and nothing else, though all secrets are given', async () => {
    const slot = new CardSlot(image)
    const { exit, card: looked, summary, cases } = await report([], { ...inAReader(slot), secrets })
    expect({ exit, simulated: looked.simulated, failed: summary.failed }).toEqual({
      exit: 0,
      simulated: false,
      failed: 0,
    })
    expect(slot.commands.length).toBeGreaterThan(500)
    expect(slot.commands.filter((command) => !readingCommandsOnly(command))).toEqual([])
    const left = cases.filter(({ verdict }) => verdict === 'leftOut')
    expect(reasonsOf(left)).toEqual(new Set(['changesTheCard', 'keyNotThere']))
    expect(left.filter(({ effect }) => effect !== 'reads').length).toBeGreaterThan(300)
  })

  it('says what it has left out', async () => {
    const { out } = await desk.ehba(['conformance', '--only', 'verify'], inAReader(new CardSlot(image)))
    expect(out).toContain('This card is not simulated. Only commands that read were sent to it')
    expect(out).toMatch(/^\| does more than read \| 34 \| verify-1, verify-2, /m)
  })

  it('reports what goes otherwise, and ends with 1', async () => {
    const slot = new CardSlot(image)
    // A card that says of every record that it is not there by the word for a file.
    slot.changeAnswer = (command, answer) => (command.startsWith('00b208') ? Uint8Array.of(0x6a, 0x82) : answer)
    const words = ['conformance', '--only', 'records']
    const { exit, out } = await desk.ehba(words, inAReader(slot))
    expect(exit).toBe(1)
    expect(out).toMatch(/^\| records-8 \| N066\.700 \| .* \| 00 B2 08 F4 00 \| 6A83 \| 6A82 \|$/m)
    expect(await report(['--only', 'records'], inAReader(slot))).toMatchObject({ exit: 1, summary: { failed: 1 } })
  })
})
