import { constants, createHash, publicEncrypt, verify, X509Certificate, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../../../src/bytes/hex.js'
import { parseCertificate } from '../../../../src/certificates/parse-certificate.js'
import { profileOf } from '../../../../src/certificates/profiles.js'
import { curves } from '../../../../simulator/card/crypto/curves.js'
import { parseCardImage } from '../../../../simulator/card/image/card-image.js'
import { cardKinds, type CertificateSlot } from '../../../../simulator/personalise/card-kinds.js'
import type { CardOptions } from '../../../../simulator/personalise/card-options.js'
import { createCard, type CreatedCard } from '../../../../simulator/personalise/create-card.js'
import { openssl } from '../../../support/openssl.js'
import { benchFrom, type CardBench } from '../card/card-bench.js'
import { eciesContainer, encipherFor } from '../card/ecies-sender.js'
import { readSecrets, ScratchFolder } from './scratch-folder.js'

/** Both kinds of card with both generations of keys, PINs set: made once, RSA keys are slow. */
const scratch = new ScratchFolder()
const cards: Partial<Record<CreatedCard['kind'], CreatedCard>> = {}

beforeAll(async () => {
  cards.hba = await createCard({ kind: 'hba', out: scratch.at('hba'), state: 'active', keys: 'both', limit: 3 })
  cards.smcb = await createCard({ kind: 'smcb', out: scratch.at('smcb'), state: 'active', keys: 'both' })
})
afterAll(() => {
  scratch[Symbol.dispose]()
})

function cardOf(kind: CreatedCard['kind']): CreatedCard {
  const card = cards[kind]
  if (!card) throw new Error(`no ${kind} was made`)
  return card
}

function insert(card: CreatedCard): CardBench {
  return benchFrom(readFileSync(card.image))
}

const aids = {
  'DF.QES': 'd27600006601',
  'DF.ESIGN': 'a000000167455349474e',
  'DF.CIA.QES': 'e828bd080fd27600006601',
} as const

function lengthThen(data: string): string {
  return (data.length / 2).toString(16).padStart(2, '0') + data
}

function select(bench: CardBench, folder: string): void {
  const aid = Object.entries(aids).find(([name]) => name === folder)?.[1] ?? ''
  expect(bench.send(`00a4040c${lengthThen(aid)}`)).toBe('9000')
}

function block(digits: string): string {
  return `2${digits.length.toString(16)}${digits}`.padEnd(16, 'f')
}

/** VERIFY with the PIN that opens keys of that folder. */
function verifyPin(bench: CardBench, card: CreatedCard, folder: string): void {
  const name = card.kind === 'smcb' ? 'PIN.SMC' : folder === 'DF.QES' ? 'PIN.QES' : 'PIN.CH'
  const reference = folder === 'DF.QES' ? '81' : '01'
  expect(bench.send(`002000${reference}08${block(readSecrets(card.secrets).get(name) ?? '')}`)).toBe('9000')
}

/** Certificate and key identifier of a slot, read by its place in the image. */
function placeOf(card: CreatedCard, slot: CertificateSlot): { reference: string; certificate: Uint8Array } {
  const image = parseCardImage(readFileSync(card.image))
  const folder = image.root.folders.find(({ name }) => slot.key.startsWith(`${name}/`))
  const key = folder?.secretKeys.find(({ path }) => path === slot.key)
  const file = folder?.files.find(({ path }) => path === slot.file)
  if (!key || file?.kind !== 'transparent') throw new Error(`${slot.key} or ${slot.file} is missing`)
  return { reference: (0x80 | key.identifier).toString(16), certificate: file.body }
}

const data = Buffer.from('Was unterschrieben wird')
const hash = createHash('sha256').update(data).digest()

/** Signs on the card: selects, verifies the PIN, sets key and algorithm, signs `input`. */
function signOnCard(card: CreatedCard, slot: CertificateSlot, algorithm: string, input: Uint8Array): Uint8Array {
  const bench = insert(card)
  const folder = slot.key.slice(0, slot.key.indexOf('/'))
  select(bench, folder)
  verifyPin(bench, card, folder)
  expect(bench.send(`002241b6068401${placeOf(card, slot).reference}8001${algorithm}`)).toBe('9000')
  return bench.data(`002a9e9a${lengthThen(toHex(input))}00`)
}

function publicKeyOf(certificate: Uint8Array): KeyObject {
  return new X509Certificate(certificate).publicKey
}

const slots = (['hba', 'smcb'] as const).flatMap((kind) =>
  cardKinds[kind].certificates.map((slot) => ({ kind, slot, title: slot.key, profile: slot.profile })),
)
const signing = slots.filter(({ profile }) => !profile.endsWith('.ENC'))

describe('the image of a new card', () => {
  it.each(['hba', 'smcb'] as const)('loads without a word from the simulated card: %s', (kind) => {
    const image = parseCardImage(readFileSync(cardOf(kind).image))
    expect(image.warnings).toEqual([])
    expect(image.version).toBe(3)
    expect(image.logicalChannels).toBe(4)
    expect(toHex(image.iccsn8)).toBe(cardOf(kind).iccsn.slice(4))
  })

  it.each(slots)('holds a certificate of $profile for $title that openssl accepts with the root alone', (each) => {
    const card = cardOf(each.kind)
    const { certificate } = placeOf(card, each.slot)
    expect(profileOf(parseCertificate(certificate))).toBe(each.profile)
    const name = each.slot.file.replace(/.*EF\./, '')
    expect(
      openssl(['verify', '-x509_strict', '-CAfile', card.trust, `${card.directory}/ca/${name}.pem`]).accepted,
    ).toBe(true)
  })

  it('names holder, profession and institution', async () => {
    using folder = new ScratchFolder()
    const holder = { givenName: 'Jürgen', surname: 'Weißkopf' }
    const options = { holder, profession: 'zahnarzt', telematikId: '2-X', iccsn: '80276000000000000042' } as const
    const subjectAndAdmission = async (kind: CardOptions['kind']): Promise<unknown> => {
      const card = await createCard({ kind, out: folder.at(kind), ...options })
      const slot = cardKinds[kind].certificates[0]
      if (!slot) throw new Error('no certificate')
      const { subject, admission } = parseCertificate(placeOf(card, slot).certificate)
      return { cn: subject.commonName, number: subject.cardNumber, profession: admission?.professions[0] }
    }
    expect(await subjectAndAdmission('hba')).toEqual({
      cn: 'Jürgen Weißkopf TEST-ONLY NOT-VALID',
      number: '80276000000000000042',
      profession: { items: ['Zahnärztin/Zahnarzt'], oids: ['1.2.276.0.76.4.31'], registrationNumber: '2-X' },
    })
    expect(await subjectAndAdmission('smcb')).toEqual({
      cn: 'Zahnarztpraxis Weißkopf TEST-ONLY',
      number: '80276000000000000042',
      profession: { items: ['Zahnarztpraxis'], oids: ['1.2.276.0.76.4.51'], registrationNumber: '2-X' },
    })
  })

  it('writes a monetary limit and a restriction into the QES certificate and into no other', async () => {
    using folder = new ScratchFolder()
    const monetaryLimit = { currency: 'EUR', amount: 500, exponent: 0 }
    const card = await createCard({ kind: 'hba', out: folder.at('card'), monetaryLimit, restriction: 'Nur Rezepte' })
    const limits = cardKinds.hba.certificates
      .filter(({ algorithm }) => algorithm === 'ecc')
      .map((slot) => {
        const { restriction, monetaryLimit: limit } = parseCertificate(placeOf(card, slot).certificate)
        return [slot.profile, restriction, limit?.amount]
      })
    expect(limits).toContainEqual(['C.HP.QES', 'Nur Rezepte', 500])
    expect(limits.filter(([, restriction]) => restriction !== undefined)).toHaveLength(1)
  })
})

describe('a new card at work', () => {
  it.each(signing.filter(({ slot }) => slot.algorithm === 'ecc'))(
    'signs ECDSA with $title as its certificate says',
    (each) => {
      const card = cardOf(each.kind)
      const signature = signOnCard(card, each.slot, '00', hash)
      const key = publicKeyOf(placeOf(card, each.slot).certificate)
      expect(verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true)
    },
  )

  it.each(signing.filter(({ slot }) => slot.algorithm === 'rsa'))(
    'signs PSS with $title as its certificate says',
    (each) => {
      const card = cardOf(each.kind)
      const signature = signOnCard(card, each.slot, '05', hash)
      const key = publicKeyOf(placeOf(card, each.slot).certificate)
      const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
      expect(verify('sha256', data, pss, signature)).toBe(true)
    },
  )

  it.each(signing.filter(({ title }) => title.endsWith('AUT.R2048')))('signs PKCS#1 v1.5 with $title', (each) => {
    const card = cardOf(each.kind)
    const digestInfo = Buffer.concat([fromHex('3031300d060960864801650304020105000420'), hash])
    const signature = signOnCard(card, each.slot, '02', digestInfo)
    expect(verify('sha256', data, publicKeyOf(placeOf(card, each.slot).certificate), signature)).toBe(true)
  })

  it.each(slots.filter(({ profile }) => profile.endsWith('.ENC')))(
    'deciphers with $title what was sent to it',
    (each) => {
      const card = cardOf(each.kind)
      const { reference, certificate } = placeOf(card, each.slot)
      const key = publicKeyOf(certificate)
      const bench = insert(card)
      select(bench, 'DF.ESIGN')
      verifyPin(bench, card, 'DF.ESIGN')
      const secret = Buffer.from('für den Empfänger')
      if (each.slot.algorithm === 'ecc') {
        const point = key.export({ format: 'der', type: 'spki' }).subarray(-65)
        const curve = curves.brainpoolP256r1
        const container = toHex(eciesContainer(curve, encipherFor(curve, point, secret)))
        expect(bench.send(`002241b8068401${reference}80010b`)).toBe('9000')
        expect(Buffer.from(bench.data(`002a8086${lengthThen(container)}00`)).equals(secret)).toBe(true)
      } else {
        const cipher = publicEncrypt({ key, oaepHash: 'sha256', padding: constants.RSA_PKCS1_OAEP_PADDING }, secret)
        expect(bench.send(`002241b8068401${reference}800185`)).toBe('9000')
        expect(Buffer.from(bench.data(`002a808600010100${toHex(cipher)}0000`)).equals(secret)).toBe(true)
      }
    },
  )

  it('gives exactly as many signatures for one PIN entry as its limit says, and tells so in EF.SSEC', () => {
    const card = cardOf('hba')
    const bench = insert(card)
    select(bench, 'DF.QES')
    expect(toHex(bench.data('00b0850000')).slice(0, 48)).toMatch(/c00103$/)
    verifyPin(bench, card, 'DF.QES')
    bench.send('002241b606840186800100')
    const statusWords = Array.from({ length: 4 }, () => bench.send(`002a9e9a20${toHex(hash)}00`).slice(-4))
    expect(statusWords).toEqual(['9000', '9000', '9000', '6982'])
  })

  it('has the objects of the other generation, empty and without a key', async () => {
    using folder = new ScratchFolder()
    const card = await createCard({ kind: 'hba', out: folder.at('card'), state: 'active' })
    const bench = insert(card)
    select(bench, 'DF.QES')
    expect(bench.send('00b0900000')).toBe('6b00')
    verifyPin(bench, card, 'DF.QES')
    bench.send('002241b606840184800105')
    expect(bench.send(`002a9e9a20${toHex(hash)}00`)).toBe('6400')
  })

  it.each([
    { kind: 'hba', pin: 'PIN.CH', folder: undefined, reference: '01' },
    { kind: 'hba', pin: 'PIN.QES', folder: 'DF.QES', reference: '81' },
    { kind: 'smcb', pin: 'PIN.SMC', folder: undefined, reference: '01' },
  ] as const)(
    'is activated with the Transport-PIN of $pin from its letter',
    async ({ kind, pin, folder, reference }) => {
      using place = new ScratchFolder()
      const card = await createCard({ kind, out: place.at('card') })
      const transport = block(readSecrets(card.secrets).get(`${pin}.transport`) ?? '')
      const bench = insert(card)
      if (folder) select(bench, folder)
      expect(bench.send(`802000${reference}`)).toBe('62c1')
      expect(bench.send(`002000${reference}08${transport}`)).toBe('6985')
      expect(bench.send(`002400${reference}10${transport}${block('123456')}`)).toBe('9000')
      expect(bench.send(`002000${reference}08${block('123456')}`)).toBe('9000')
    },
  )

  it('unblocks PIN.QES with the PUK of its letter but takes no new PIN by it', () => {
    const card = cardOf('hba')
    const bench = insert(card)
    const puk = block(readSecrets(card.secrets).get('PIN.QES.puk') ?? '')
    select(bench, 'DF.QES')
    for (const left of ['63c2', '63c1', '63c0']) expect(bench.send(`0020008108${block('000000')}`)).toBe(left)
    expect(bench.send(`002c008110${puk}${block('123456')}`)).toBe('6982')
    expect(bench.send(`002c018108${puk}`)).toBe('9000')
    verifyPin(bench, card, 'DF.QES')
  })

  it('lists its applications in EF.DIR, each of which can be selected', () => {
    const bench = insert(cardOf('hba'))
    const records = Array.from({ length: 7 }, (_, i) => toHex(bench.data(`00b20${i + 1}f400`)))
    for (const record of records) expect(bench.send(`00a4040c${record.slice(6)}`)).toBe('9000')
  })
})
