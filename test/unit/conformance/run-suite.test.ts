import { describe, expect, it } from 'vitest'
import type { CardTransport } from '../../../src/apdu/transport.js'
import { fromHex, toHex } from '../../../src/bytes/hex.js'
import { CardSource } from '../../../src/conformance/card-source.js'
import type { CaseResult } from '../../../src/conformance/case-result.js'
import type { ConformanceCase } from '../../../src/conformance/conformance-case.js'
import { data, sw } from '../../../src/conformance/expectation.js'
import { runSuite } from '../../../src/conformance/run-suite.js'
import { digits, SuiteSecrets } from '../../../src/conformance/suite-secrets.js'

/** A card that answers by the beginning of a command, 9000 where nothing is said, and keeps what happened to it. */
class ScriptedCard implements CardTransport {
  readonly atr = new Uint8Array()
  extendedLength = true
  readonly events: string[] = []
  readonly #answers: Readonly<Record<string, string>>

  constructor(answers: Readonly<Record<string, string>> = {}) {
    this.#answers = answers
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    const hex = toHex(command)
    this.events.push(hex)
    const found = Object.entries(this.#answers).find(([beginning]) => hex.startsWith(beginning))
    return Promise.resolve(fromHex(found?.[1] ?? '9000'))
  }

  hold(): Promise<{ end: () => Promise<void> }> {
    const end = (): Promise<void> => {
      this.events.push('reset')
      return Promise.resolve()
    }
    return Promise.resolve({ end })
  }

  close(): Promise<void> {
    this.events.push('close')
    return Promise.resolve()
  }
}

const letter = (name: string): ReturnType<typeof digits> | undefined =>
  name === 'PIN.CH.transport' ? digits('54321') : undefined

async function run(source: CardSource, row: Omit<ConformanceCase, 'id' | 'title'>): Promise<CaseResult | undefined> {
  const cases = [{ id: 'N000.000', title: 'A case.', ...row }]
  return (await runSuite({ source, letter, groups: [{ name: 'verify', cases }] }))[0]
}

/** The case on a fresh card of its own; what the first look at a card has sent is forgotten. */
async function runOn(card: ScriptedCard, row: Omit<ConformanceCase, 'id' | 'title'>): Promise<CaseResult | undefined> {
  return await run(
    CardSource.simulated(() => {
      card.events.length = 0
      return Promise.resolve(card)
    }),
    row,
  )
}

describe('a case on a simulated card', () => {
  it('has a card of its own, which is given back reset and closed', async () => {
    const card = new ScriptedCard()
    expect(await runOn(card, { send: '00 A4 04 0C', expect: sw('9000') })).toMatchObject({
      verdict: 'passed',
      got: '9000',
    })
    expect(card.events).toEqual(['00a4040c', 'reset', 'close'])
  })

  it('fails at its command, with what came', async () => {
    const card = new ScriptedCard({ '00b0': '5a9000' })
    expect(await runOn(card, { send: '00 B0 82 00 01', expect: data('5B') })).toMatchObject({
      verdict: 'failed',
      expected: '9000, 5B',
      got: '9000, 5A',
    })
  })

  it('fails at a step before it, and sends nothing after that', async () => {
    const card = new ScriptedCard({ '00a4': '6a82' })
    const result = await runOn(card, { given: [{ send: '00 A4 04 0C' }], send: '00 B0 82 00 01', expect: data('5A') })
    expect(result).toMatchObject({ verdict: 'failed', failedAt: '00 A4 04 0C (9000)', got: '6A82' })
    expect(card.events).toEqual(['00a4040c', 'reset', 'close'])
  })

  it('sends PIN blocks, kept data, their lengths and repeated bytes where the case names them', async () => {
    const card = new ScriptedCard({ '8020': '62c1', '00b0': '01029000' })
    const given = [
      { activate: 'PIN.CH' },
      { send: '00 B0 82 00 02', keep: 'read', expect: data('0102') },
      { send: '00 D6 00 00 {#read} {read}' },
      { send: '00 D6 00 00 {##read} {read}', times: 2 },
      { reset: true },
    ] as const
    await runOn(card, { given, send: '00 20 00 01 08 {digits 123456} {FF x 2}', expect: sw('9000') })
    expect(card.events).toEqual([
      expect.stringMatching(/^00240001102554321f{9}26[0-9]{6}f{8}$/),
      '00b0820002',
      '00d60000020102',
      ...['00d600000000020102', '00d600000000020102'],
      'reset',
      '002000010826123456ffffffffffff',
      ...['reset', 'close'],
    ])
  })

  it('goes to the logical channel whose number was kept', async () => {
    for (const [number, cla] of [
      ['01', '01'],
      ['04', '40'],
      ['13', '4f'],
    ] as const) {
      const card = new ScriptedCard({ '0070': `${number}9000` })
      const given = [{ send: '00 70 00 00 01', keep: 'A', expect: data(number) }]
      await runOn(card, { given, on: 'A', send: '00 A4 04 0C', expect: sw('9000') })
      expect(card.events[1]).toBe(`${cla}a4040c`)
    }
  })

  it.each([
    ['a secret that nobody gave', { send: '00 2C 01 01 08 {PIN.CH.puk}' }, 'secretNotGiven'],
    ['a Transport-PIN that is no more', { send: '00 20 00 01 08 {PIN.CH.transport}' }, 'noTransportPin'],
    ['a key that is not there', { send: '00 A4 04 0C', needs: ['PrK.HP.QES.E256'] }, 'keyNotThere'],
    ['extended lengths', { send: '00 B0 82 00 00 00 00' }, 'noExtendedLength'],
  ] as const)('that needs %s is left out', async (_, row, reason) => {
    const card = new ScriptedCard({ '0046': '6a88' })
    card.extendedLength = false
    expect(await runOn(card, { ...row, expect: sw('9000') })).toMatchObject({ verdict: 'leftOut', reason, got: null })
  })
})

describe('a case on a card that is not known to be simulated', () => {
  it('is run between two resets where it reads', async () => {
    const card = new ScriptedCard()
    const result = await run(CardSource.readOnly(card), { send: '00 A4 04 0C', expect: sw('9000') })
    expect(result).toMatchObject({ verdict: 'passed', effect: 'reads' })
    expect(card.events.slice(-3)).toEqual(['reset', '00a4040c', 'reset'])
    expect(card.events).not.toContain('close')
  })

  it.each([
    ['verifies', { send: '00 20 00 01 08 {digits 123456}' }],
    ['writes', { send: '00 D6 81 00 01 00' }],
    ['writes before its command', { given: [{ send: '00 D6 81 00 01 00' }], send: '00 A4 04 0C' }],
    ['activates', { given: [{ activate: 'PIN.CH' }], send: '00 A4 04 0C' }],
  ] as const)('is left out where it %s', async (_, row) => {
    const card = new ScriptedCard()
    const result = await run(CardSource.readOnly(card), { ...row, expect: sw('9000') })
    expect(result).toMatchObject({ verdict: 'leftOut', reason: 'changesTheCard' })
    expect(card.events.filter((event) => /^00(20|24|d6)/.test(event))).toEqual([])
  })

  it('cannot send anything else even if it says that it reads', async () => {
    const card = new ScriptedCard()
    const disguised = CardSource.readOnly(card).withCard((line) => line.transmit(fromHex('002000010826123456ffffffff')))
    await expect(disguised).rejects.toMatchObject({ code: 'HC_INTERNAL' })
    expect(card.events).toEqual([])
  })
})

describe('the secrets of a run', () => {
  const text = (secret: ReturnType<SuiteSecrets['get']>): string =>
    typeof secret === 'string' ? secret : secret.use((bytes) => Buffer.from(bytes).toString('latin1'))

  it('are those of the letter, and PINs of the suite where the card has its Transport-PIN', () => {
    const secrets = new SuiteSecrets(letter, new Set(['PIN.CH']))
    expect(text(secrets.get('PIN.CH.transport'))).toBe('54321')
    expect(text(secrets.get('PIN.CH'))).toMatch(/^\d{6,8}$/)
    expect(text(secrets.get('PIN.CH.new'))).not.toBe(text(secrets.get('PIN.CH')))
    expect(secrets.get('PIN.QES')).toBe('secretNotGiven')
  })

  it('are wrong in every digit where a case wants a wrong one', () => {
    const secrets = new SuiteSecrets(letter, new Set(['PIN.CH']))
    expect(text(secrets.get('PIN.CH.transport.wrong'))).toBe('65432')
  })

  it('are not those that no case may name', () => {
    const secrets = new SuiteSecrets(letter, new Set())
    expect(() => secrets.get('PIN.SMC')).toThrow(RangeError)
    expect(() => secrets.get('PIN.CH.old')).toThrow(RangeError)
  })
})
