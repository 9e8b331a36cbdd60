import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseCardImage } from '../../simulator/card/image/card-image.js'
import type { Folder } from '../../simulator/card/image/object-system.js'
import { allFolders } from '../../simulator/card/image/search.js'
import { CardSession } from '../../src/card/card-session.js'
import { readFile } from '../../src/card/file-reading.js'
import type { KeyEntry, PasswordEntry } from '../../src/card/object-system.js'
import { computeSignature, readKey, selectSigningKey } from '../../src/card/private-key.js'
import { verify } from '../../src/cos/verify.js'
import { pinBlock } from '../../src/cos/pin-block.js'
import { activateCard } from '../../src/operations/activate-card.js'
import { exportCertificate, listCertificates } from '../../src/operations/certificates.js'
import { pinStatus } from '../../src/operations/pins.js'
import { showCard } from '../../src/operations/show-card.js'
import { signBatch } from '../../src/operations/sign-batch.js'
import { cardImagePath, cardImages, cardImagesPresent } from '../support/card-images.js'
import { CardSlot, workplaceFor } from '../support/card-in-process.js'
import { MemoryDocuments } from '../support/memory-documents.js'
import { MemoryJournals } from '../support/memory-journals.js'
import { openssl, Workbench } from '../support/openssl.js'
import { plainRequest, quietObserver } from '../support/plain-batch.js'
import { ScriptedPins, secret } from '../support/scripted-pins.js'

type ImageName = keyof typeof cardImages
const image = (name: ImageName): ReturnType<typeof parseCardImage> => parseCardImage(readFileSync(cardImagePath(name)))

const expected = {
  hba: {
    profile: 'hba-g2.1',
    iccsn: '80276883110000220885',
    pins: { 'PIN.CH': 'transportPin', 'PIN.QES': 'transportPin' },
  },
  smcb: { profile: 'smcb-g2.1', iccsn: '80276883110000168650', pins: { 'PIN.SMC': 'transportPin' } },
  egk: {
    profile: 'egk-g2.1',
    iccsn: '80276883110000168583',
    pins: { 'PIN.CH': 'notVerified', 'MRPIN.NFD': 'disabled' },
  },
  egkG20: { profile: 'egk-g2.0', iccsn: '80276883110000017222', pins: { 'PIN.CH': 'notVerified' } },
} as const

const names = Object.keys(cardImages) as ImageName[]
const signing = ['hba', 'smcb'] as const
const egks = ['egk', 'egkG20'] as const

/** A card that its holder has activated with the Transport-PIN of these images. */
async function activated(name: ImageName): Promise<CardSlot> {
  const slot = new CardSlot(image(name))
  const { pins } = await pinStatus(workplaceFor(slot, new ScriptedPins({})))
  const lines = Object.fromEntries(
    pins.flatMap(({ pin }) => [
      [`${pin}.transport`, ['54321']],
      [`${pin}.new`, ['13572468']],
    ]),
  )
  await activateCard(workplaceFor(slot, new ScriptedPins(lines)), () => undefined)
  slot.commands.length = 0
  return slot
}

const request = { ...plainRequest, inputs: ['a.txt', 'b.txt'], allowExpired: true }

describe.skipIf(!cardImagesPresent)("gematik's card images, unchanged", () => {
  it.each(names)('%s is recognised, shown, and tells the state of its PINs', async (name) => {
    const slot = new CardSlot(image(name))
    const details = await showCard(workplaceFor(slot, new ScriptedPins({})))
    expect(details.iccsn).toBe(expected[name].iccsn)
    expect(Object.fromEntries(details.pins.map(({ pin, status }) => [pin, status]))).toMatchObject(expected[name].pins)
    expect(details.holder?.test).toBe(true)
    await using session = await CardSession.open(await slot.connect())
    expect(session.profile.id).toBe(expected[name].profile)
  })

  it.each(names)('%s has every file, key and PIN of its profile at the place that the profile says', async (name) => {
    await using session = await CardSession.open(await new CardSlot(image(name)).connect())
    const { profile } = session
    const folders = new Map(allFolders(image(name).root).map((folder) => [folder.name.replace('CIA_', 'CIA.'), folder]))
    const folder = (folderName: string): Folder => {
      const found = folders.get(folderName)
      if (!found) throw new Error(`the image has no ${folderName}`)
      return found
    }
    for (const [fileName, { folder: home, fid, sfi }] of Object.entries(profile.files)) {
      if (fileName === 'EF.CardAccess' && name === 'egkG20') continue // contact card
      const file = folder(home).files.find((candidate) => candidate.fileIdentifier === fid)
      expect({ fileName, sfi: file?.shortFileIdentifier }).toEqual({ fileName, sfi })
    }
    for (const [pin, entry] of Object.entries(profile.passwords as Record<string, PasswordEntry>)) {
      const password = folder(entry.folder).passwords.find((candidate) => candidate.name === pin)
      expect({ pin, id: password?.identifier }).toEqual({ pin, id: entry.reference & 0x1f })
    }
    for (const [key, entry] of Object.entries(profile.keys)) {
      const found = folder(entry.folder).secretKeys.find((candidate) => candidate.name === key)
      expect({ key, id: found?.identifier }).toEqual({ key, id: entry.reference & 0x1f })
    }
  })

  it.each(names)('%s gives out its certificates and every file that is readable for all', async (name) => {
    const slot = new CardSlot(image(name))
    const workplace = workplaceFor(slot, new ScriptedPins({}))
    const { certificates } = await listCertificates(workplace)
    const present = certificates.filter(({ state }) => state === 'present')
    expect(present.length).toBeGreaterThanOrEqual(2)
    for (const { file } of present) {
      const { der } = await exportCertificate(workplace, file)
      expect(der.length).toBeGreaterThan(500)
    }
    const { files } = await showCard(workplace)
    const readable = Object.fromEntries(files.map(({ name: file, state }) => [file, state]))
    expect(readable).toMatchObject({
      'EF.GDO': 'content',
      'EF.DIR': 'content',
      'EF.Version2': 'content',
      'EF.ATR': 'content',
    })
    if (name === 'egk') expect(readable).toMatchObject({ 'EF.StatusVD': 'content', 'EF.GVD': 'refused' })
  })

  it.each(signing)(
    '%s signs with every key that its rules and lists allow; openssl accepts with its certificate',
    async (name) => {
      const slot = await activated(name)
      const done: string[] = []
      for (const [key, mechanism] of await allowedKeys(slot)) {
        const pins = new ScriptedPins({ 'PIN.QES': ['13572468'], 'PIN.CH': ['13572468'], 'PIN.SMC': ['13572468'] })
        const store = new MemoryDocuments({ 'a.txt': 'first letter', 'b.txt': 'second letter' })
        const workplace = workplaceFor(slot, pins)
        const report = await signBatch(
          workplace,
          { store, journals: new MemoryJournals(), observer: quietObserver },
          { ...request, key, mechanism },
        )
        expect(report.batch.state).toBe('done')
        const { pem } = await exportCertificate(workplace, key)
        using bench = new Workbench()
        for (const input of request.inputs) {
          expect(opensslVerdict(bench, pem, await store.read(`out/${input}.p7s`), await store.read(input))).toBe(
            'accepted',
          )
        }
        done.push(`${key} ${mechanism}`)
      }
      expect(done).toEqual(
        name === 'hba'
          ? ['PrK.HP.QES.E256 ecdsa', 'PrK.HP.QES.R2048 pss']
          : ['PrK.HCI.OSIG.E256 ecdsa', 'PrK.HCI.OSIG.R2048 pss'],
      )
    },
  )

  it('hba answers 6400 for the SIG keys, which were never generated', async () => {
    const slot = await activated('hba')
    await using session = await CardSession.open(await slot.connect())
    for (const key of ['PrK.HP.SIG.E256', 'PrK.HP.SIG.R2048']) {
      const entry = keyOf(session, key)
      expect(await readKey(session, entry)).toEqual({ kind: 'notGenerated' })
      await selectSigningKey(session, entry, entry.type === 'ecc' ? 'signECDSA' : 'signPSS')
      await session.run(verify(0x01, pinBlock(secret('13572468'))))
      await expect(computeSignature(session, new Uint8Array(32))).rejects.toMatchObject({
        code: 'HC_CARD_KEY_MISSING',
        data: { reason: 'keyNotAvailable' },
      })
      expect(slot.answers.at(-1)).toBe('6400')
    }
  })

  it.each(signing)('%s refuses documents for AUT and ENC keys before anything is asked', async (name) => {
    const slot = await activated(name)
    const keys = await session(slot, ({ profile }) => Object.entries(profile.keys as Record<string, KeyEntry>))
    for (const [key] of keys.filter(([, { use }]) => use === 'aut' || use === 'enc')) {
      const store = new MemoryDocuments({ 'a.txt': 'a', 'b.txt': 'b' })
      const attempt = signBatch(
        workplaceFor(slot, new ScriptedPins({})),
        { store, journals: new MemoryJournals(), observer: quietObserver },
        { ...request, key },
      )
      await expect(attempt).rejects.toMatchObject({ code: 'HC_CARD_OPERATION_REFUSED' })
    }
    expect(slot.count('002a')).toBe(0)
  })

  it.each(egks)('%s refuses to sign with its own 6982, with or without its PIN', async (name) => {
    const slot = new CardSlot(image(name))
    await using card = await CardSession.open(await slot.connect())
    const entry = keyOf(card, 'PrK.CH.AUT.R2048')
    await selectSigningKey(card, entry, 'signPSS')
    const attempt = (): Promise<Uint8Array> => computeSignature(card, new Uint8Array(32))
    await expect(attempt()).rejects.toMatchObject({ code: 'HC_PIN_NOT_VERIFIED' })
    expect(slot.answers.at(-1)).toBe('6982')
    const { kind } = await card.run(verify(0x01, pinBlock(secret('123456'))))
    expect(kind).toBe('verified')
    await expect(attempt()).rejects.toMatchObject({ code: 'HC_PIN_NOT_VERIFIED' })
    expect(slot.answers.at(-1)).toBe('6982')
  })

  it.each(egks)('%s is refused as the wrong kind of card by the sign operation', async (name) => {
    const store = new MemoryDocuments({ 'a.txt': 'a', 'b.txt': 'b' })
    const attempt = signBatch(
      workplaceFor(new CardSlot(image(name)), new ScriptedPins({})),
      { store, journals: new MemoryJournals(), observer: quietObserver },
      request,
    )
    await expect(attempt).rejects.toMatchObject({ code: 'HC_CARD_KIND_WRONG' })
  })

  it('refuses expired certificates unless it is told that the card is a test card', async () => {
    const slot = await activated('hba')
    const store = new MemoryDocuments({ 'a.txt': 'a', 'b.txt': 'b' })
    const desk = { store, journals: new MemoryJournals(), observer: quietObserver }
    const attempt = signBatch(workplaceFor(slot, new ScriptedPins({})), desk, { ...request, allowExpired: false })
    await expect(attempt).rejects.toMatchObject({ code: 'HC_CERT_EXPIRED' })
  })

  it('reads a file longer than one short response in pieces', async () => {
    const slot = new CardSlot(image('hba'))
    slot.extendedLength = false
    await using card = await CardSession.open(await slot.connect())
    const content = await readFile(card, 'EF.C.HP.QES.R2048')
    expect(content.kind === 'content' && content.bytes.length).toBe(1320)
  })
})

/** Keys of the image that sign documents and exist, each with each mechanism that it lists. */
async function allowedKeys(slot: CardSlot): Promise<[key: string, mechanism: 'ecdsa' | 'pss' | 'pkcs1'][]> {
  return session(slot, async (card) => {
    const allowed: [string, 'ecdsa' | 'pss' | 'pkcs1'][] = []
    for (const [name, key] of Object.entries(card.profile.keys as Record<string, KeyEntry>)) {
      if (!['qes', 'sig', 'osig'].includes(key.use) || (await readKey(card, key)).kind !== 'key') continue
      for (const algorithm of key.algorithms) allowed.push([name, mechanisms[algorithm]])
    }
    return allowed
  })
}

const mechanisms = { signECDSA: 'ecdsa', signPSS: 'pss', signPKCS1_V1_5: 'pkcs1' } as const

async function session<T>(slot: CardSlot, work: (card: CardSession) => T | Promise<T>): Promise<T> {
  await using card = await CardSession.open(await slot.connect())
  return await work(card)
}

function keyOf(card: CardSession, name: string): KeyEntry {
  const entry = (card.profile.keys as Record<string, KeyEntry>)[name]
  if (!entry) throw new Error(`the profile has no ${name}`)
  return entry
}

/** The card's certificates have expired and their CA is not at hand: the certificate itself is the only anchor. */
function opensslVerdict(bench: Workbench, pem: string, signature: Uint8Array, content: Uint8Array): string {
  const { accepted, stderr } = openssl([
    ...['cms', '-verify', '-binary', '-inform', 'DER', '-cades', '-purpose', 'any'],
    ...['-partial_chain', '-no_check_time', '-CAfile', bench.file(pem)],
    ...['-content', bench.file(content), '-in', bench.file(signature), '-out', bench.file('')],
  ])
  return accepted ? 'accepted' : stderr
}
