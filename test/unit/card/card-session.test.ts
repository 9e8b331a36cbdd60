import { describe, expect, it } from 'vitest'
import { CardSession } from '../../../src/card/card-session.js'
import { readFile, readRecords } from '../../../src/card/file-reading.js'
import { computeSignature, selectSigningKey } from '../../../src/card/private-key.js'
import { hbaG21 } from '../../../src/card/profiles/hba-g2-1.js'
import { toHex } from '../../../src/bytes/hex.js'
import { scriptedTransport } from '../../support/scripted-transport.js'

const gdo = '5a0a80276883110000220885'
const version2 = 'ef26c003020000c103040701c2104842415f47322e312020202020040701c403010000c503020000'
/** Of EF.ATR: 1033 and 32770 bytes plain, 1033 each secured. */
const bufferSizes = 'e0110202040902030080020202040902020409'
const dirRecord = '61084f06d27600014601'

/** What a plain HBA answers to being recognised. */
const recognised = [
  ['00a4040c', '9000'],
  ['00b201f400', `${dirRecord}9000`],
  ['00b0910000', `${version2}9000`],
  ['00b0820000', `${gdo}9000`],
  ['00b09d0000', `${bufferSizes}9000`],
] as const

const enterQes = ['00a4040c06d27600006601', '9000'] as const
/** A look whether the same card is still there. */
const sameCard = [
  ['00a4040c', '9000'],
  ['00b0820000', `${gdo}9000`],
] as const
const qesKey = hbaG21.keys['PrK.HP.QES.E256']

async function open(...script: (readonly [string, string])[]): Promise<{
  session: CardSession
  left: () => number
}> {
  const transport = scriptedTransport([...recognised, ...script])
  return { session: await CardSession.open(transport), left: transport.left }
}

describe('CardSession.open', () => {
  it('recognises a card by EF.DIR and EF.Version2', async () => {
    const { session, left } = await open()
    expect(session.profile.id).toBe('hba-g2.1')
    expect(session.iccsn).toBe('80276883110000220885')
    expect(session.versions).toEqual({ objectSystem: '4.7.1', product: 'HBA_G2.1 4.7.1' })
    expect(left()).toBe(0)
  })

  it('tells G2.0 from G2.1 by the object system version', async () => {
    const g20 = version2.replace('c103040701', 'c103040302')
    const script = recognised.map(([tx, rx]) => [tx, rx.replace(version2, g20)] as const)
    const session = await CardSession.open(scriptedTransport(script))
    expect(session.profile.id).toBe('hba-g2.0')
  })

  it.each([
    ['announces enough for it', `${bufferSizes}9000`, true],
    ['announces less', 'e010020201050202010202020409020204099000', false],
    ['announces nothing', '6a82', true],
    ['has filler in EF.ATR', 'ffffffff9000', true],
  ])('uses extended length fields as a card takes them that %s', async (_, efAtr, taken) => {
    const script = recognised.map(([tx, rx]) => [tx, tx === '00b09d0000' ? efAtr : rx] as const)
    expect((await CardSession.open(scriptedTransport(script))).extendedLength).toBe(taken)
  })

  it('tries the root AIDs where a card keeps EF.DIR to itself, as one TCOS SMC-B does', async () => {
    const session = await CardSession.open(
      scriptedTransport([
        ['00a4040c', '9000'],
        ['00b201f400', '6982'],
        ['00a4040c06d27600014601', '6a82'],
        ['00a4040c06d27600014606', '9000'],
        ['00b0910000', `${version2}9000`],
        ['00b0820000', `${gdo}9000`],
        ['00b09d0000', '6982'],
      ]),
    )
    expect(session.profile.kind).toBe('smcb')
  })

  it.each([
    [
      'a foreign card',
      [
        ['00a4040c', '9000'],
        ['00b201f400', '6a82'],
        ['00a4040c06d27600014601', '6a82'],
        ['00a4040c06d27600014606', '6a82'],
        ['00a4040c07d2760001448000', '6a82'],
      ],
      'HC_CARD_KIND_WRONG',
    ],
    [
      'an HBA of an unknown generation',
      [...recognised.slice(0, 2), ['00b0910000', `${version2.replace('c103040701', 'c103030000')}9000`]],
      'HC_CARD_KIND_WRONG',
    ],
    ['a damaged EF.Version2', [...recognised.slice(0, 2), ['00b0910000', 'ef01009000']], 'HC_CARD_KIND_WRONG'],
    ['a damaged EF.GDO', [...recognised.slice(0, 3), ['00b0820000', '5a029000']], 'HC_CARD_DATA_MALFORMED'],
    ['a card without an answer', [['00a4040c', '']], 'HC_CARD_REMOVED'],
  ] as const)('refuses %s and closes the connection', async (_, script, code) => {
    const transport = scriptedTransport(script)
    let closed = false
    const watched = {
      ...transport,
      close: () => {
        closed = true
        return Promise.resolve()
      },
    }
    await expect(CardSession.open(watched)).rejects.toMatchObject({ code })
    expect(closed).toBe(true)
  })
})

describe('CardSession', () => {
  it('never selects the current folder again: that clears the PIN on a STARCOS 3.7 card', async () => {
    const { session, left } = await open(enterQes)
    await session.enter('DF.QES')
    await session.enter('DF.QES')
    expect(left()).toBe(0)
  })

  it('selects again after a hold: the card was reset', async () => {
    const { session, left } = await open(enterQes, ...sameCard, enterQes, enterQes)
    await session.enter('DF.QES')
    const hold = await session.hold()
    await session.enter('DF.QES')
    await hold[Symbol.asyncDispose]()
    await session.enter('DF.QES')
    expect(left()).toBe(0)
  })

  it('begins a hold by looking whether it is still the same card, and ends it where it is not', async () => {
    const { session, left } = await open(['00a4040c', '9000'], ['00b0820000', '5a0a802768831100002208869000'])
    await expect(session.hold()).rejects.toMatchObject({ code: 'HC_CARD_REMOVED' })
    expect(left()).toBe(0)
  })

  it('says by name which folder is missing', async () => {
    const { session } = await open([enterQes[0], '6a82'])
    await expect(session.enter('DF.QES')).rejects.toMatchObject({
      code: 'HC_CARD_KEY_MISSING',
      data: { object: 'DF.QES' },
    })
    await expect(session.enter('DF.XYZ')).rejects.toMatchObject({ code: 'HC_CARD_KEY_MISSING' })
  })
})

describe('selectSigningKey', () => {
  it('falls back to the bare key reference that a STARCOS 3.7 card insists on', async () => {
    const { session, left } = await open(enterQes, ['002241b606840186800100', '6a81'], ['002241b603840186', '9000'])
    await selectSigningKey(session, qesKey, 'signECDSA')
    expect(left()).toBe(0)
  })

  it.each([
    [['002241b606840186800100', '6a88'], 'HC_CARD_KEY_MISSING'],
    [['002241b606840186800100', '6a81'], 'HC_CARD_OPERATION_REFUSED'],
  ] as const)('reports %j', async (answer, code) => {
    const { session } = await open(enterQes, answer, ['002241b603840186', '6a81'])
    await expect(selectSigningKey(session, qesKey, 'signECDSA')).rejects.toMatchObject({ code })
  })
})

describe('computeSignature', () => {
  it('asks with Le, without which a STARCOS 3.7 card answers 6700', async () => {
    const { session } = await open(['002a9e9a02010200', '0a0b9000'])
    expect(toHex(await computeSignature(session, Uint8Array.of(1, 2)))).toBe('0a0b')
  })

  it.each([
    ['6982', 'HC_PIN_NOT_VERIFIED'],
    ['6400', 'HC_CARD_KEY_MISSING'],
    ['6a88', 'HC_CARD_KEY_MISSING'],
    ['6a81', 'HC_CARD_OPERATION_REFUSED'],
    ['6985', 'HC_CARD_OPERATION_REFUSED'],
    ['6f00', 'HC_CARD_STATUS_UNKNOWN'],
  ])('turns %s into %s', async (sw, code) => {
    const { session } = await open(['002a9e9a02010200', sw])
    await expect(computeSignature(session, Uint8Array.of(1, 2))).rejects.toMatchObject({ code })
  })
})

describe('readFile', () => {
  const inQes = (...script: (readonly [string, string])[]): ReturnType<typeof open> => open(enterQes, ...script)

  it('stops at the end of a data object and asks no further', async () => {
    const { session, left } = await inQes(['00b08600000000', '0402010 29000'])
    expect(await readFile(session, 'EF.C.HP.QES.E256')).toEqual({ kind: 'content', bytes: Uint8Array.of(4, 2, 1, 2) })
    expect(left()).toBe(0)
  })

  it('reads on from the current file until the card reports the end', async () => {
    const { session } = await inQes(
      ['00b08600000000', '0404 01 9000'],
      ['00b00003000000', '0203 6282'],
      ['00b00005000000', '6b00'],
    )
    expect(await readFile(session, 'EF.C.HP.QES.E256')).toEqual({
      kind: 'content',
      bytes: Uint8Array.of(4, 4, 1, 2, 3),
    })
  })

  it.each([
    ['6b00', 'empty'],
    ['6a82', 'missing'],
    ['6982', 'refused'],
  ])('tells %s as %s', async (sw, kind) => {
    const { session } = await inQes(['00b08600000000', sw])
    expect(await readFile(session, 'EF.C.HP.QES.E256')).toEqual({ kind })
  })

  it('refuses content that the card itself calls damaged (6281)', async () => {
    const { session } = await inQes(['00b08600000000', '0402 0102 6281'])
    await expect(readFile(session, 'EF.C.HP.QES.E256')).rejects.toMatchObject({ code: 'HC_CARD_DATA_MALFORMED' })
  })

  it('knows no file beside those of the profile', async () => {
    const { session } = await open()
    await expect(readFile(session, 'EF.XYZ')).rejects.toMatchObject({ code: 'HC_CARD_KEY_MISSING' })
  })
})

describe('readRecords', () => {
  it('reads all records and leaves out deactivated ones', async () => {
    const { session } = await open(
      ['00b201f4000000', '01 9000'],
      ['00b202f4000000', '6287'],
      ['00b203f4000000', '03 9000'],
      ['00b204f4000000', '6a83'],
    )
    expect(await readRecords(session, 'EF.DIR')).toEqual({
      kind: 'records',
      records: [Uint8Array.of(1), Uint8Array.of(3)],
    })
  })

  it.each([
    ['6a82', 'missing'],
    ['6982', 'refused'],
  ])('tells %s as %s', async (sw, kind) => {
    const { session } = await open(['00b201f4000000', sw])
    expect(await readRecords(session, 'EF.DIR')).toEqual({ kind })
  })
})
