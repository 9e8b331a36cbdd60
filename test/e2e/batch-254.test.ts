import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCard, Desk, type Call, type SimulatedCard } from '../support/cli.js'
import { opensslVerdicts } from '../support/openssl.js'
import { attributeNames, signatureParts, type Part } from './signature-parts.js'

const samples = new URL('../../fixtures/documents/', import.meta.url)
const names = readdirSync(samples)
  .sort()
  .flatMap((sample, _, all) => Array.from({ length: Math.ceil(254 / all.length) }, (__, i) => `${i}-${sample}`))
  .slice(0, 254)

const desk = new Desk()
let card: SimulatedCard
let signed: Call
/** Name of a document → name of a part of its signature → where that part lies. */
let parts: ReadonlyMap<string, ReadonlyMap<string, Part>>

const documents = desk.path('documents')
const signatures = desk.path('signed')

beforeAll(async () => {
  mkdirSync(documents)
  for (const name of names) copyFileSync(new URL(name.replace(/^\d+-/, ''), samples), `${documents}/${name}`)
  card = await createCard(desk, 'card', 'hba', '--state', 'active')
  signed = await desk.ehba(
    ['sign', ...names.map((name) => `documents/${name}`), '--out', signatures, '--json', ...card.reader],
    { secrets: { 'PIN.QES': card.secret('PIN.QES') } },
  )
  parts = new Map(names.map((name) => [name, signatureParts(`${signatures}/${name}.p7s`)]))
})

afterAll(() => {
  desk[Symbol.dispose]()
})

describe('254 real documents', () => {
  it('are signed in their order with one PIN entry, as the card itself has counted', async () => {
    expect(signed).toMatchObject({
      exit: 0,
      json: { batch: { state: 'done', signed: 254, total: 254, pinEntries: 1 } },
    })
    expect(signed.json.documents?.map(({ input }) => input)).toEqual(names.map((name) => `documents/${name}`))
    const { json } = await desk.ehba(['sim', 'list', card.image, '--json'])
    expect(json.cards).toMatchObject([{ signatures: { 'DF.QES/PrK.HP.QES.E256': 254 } }])
  })

  it('are accepted by openssl, all of them', async () => {
    expect(await acceptedByOpenssl(documents, signatures)).toEqual(names)
  })

  it('are accepted by ehba verify, all of them', async () => {
    const call = await verify(documents, signatures)
    expect(call.exit).toBe(0)
    expect(call.json.files?.map(({ verdict }) => verdict)).toEqual(names.map(() => 'valid'))
  })

  it('are refused, each one, by openssl and ehba verify after one bit of the document is flipped', async () => {
    const flipped = flipAll('document', documents, (name) => name)
    await expectAllRefused(flipped, signatures)
  })

  it.each(['signature', ...attributeNames])(
    'are refused, each one, by openssl and ehba verify after one bit of the %s is flipped',
    async (part) => {
      const flipped = flipAll(part, signatures, (name) => `${name}.p7s`)
      await expectAllRefused(documents, flipped)
    },
  )
})

async function expectAllRefused(contents: string, signatureFolder: string): Promise<void> {
  expect(await acceptedByOpenssl(contents, signatureFolder)).toEqual([])
  const call = await verify(contents, signatureFolder)
  expect(call.exit).toBe(32)
  expect(call.json.files?.map(({ verdict }) => verdict)).toEqual(names.map(() => 'invalid'))
}

/** Names of the documents whose signature openssl accepts. */
async function acceptedByOpenssl(contents: string, signatureFolder: string): Promise<string[]> {
  const verdicts = await opensslVerdicts(
    names.map((name) => [
      ...['cms', '-verify', '-binary', '-inform', 'DER', '-cades', '-purpose', 'any', '-CAfile', card.trust],
      ...['-content', `${contents}/${name}`, '-in', `${signatureFolder}/${name}.p7s`],
    ]),
  )
  return names.filter((_, i) => verdicts[i])
}

function verify(contents: string, signatureFolder: string): Promise<Call> {
  const files = names.map((name) => `${signatureFolder}/${name}.p7s`)
  return desk.ehba(['verify', ...files, '--content', contents, '--trust', card.trust, '--json'])
}

/** Copies a folder with one bit of each file flipped, in `part` of its signature where it has such a part. */
function flipAll(part: string, folder: string, fileOf: (name: string) => string): string {
  const target = desk.path(`flipped-${part}`)
  mkdirSync(target)
  for (const name of names) {
    const bytes = readFileSync(`${folder}/${fileOf(name)}`)
    const { start, length } = part === 'document' ? { start: 0, length: bytes.length } : partOf(name, part)
    // Spread over the whole part, and the same in every run.
    const place = createHash('sha256').update(`${part} ${name}`).digest().readUInt32BE()
    const position = start + (place % length)
    bytes.writeUInt8(bytes.readUInt8(position) ^ (1 << (place >>> 29)), position)
    writeFileSync(`${target}/${fileOf(name)}`, bytes)
  }
  return target
}

function partOf(name: string, part: string): Part {
  const found = parts.get(name)?.get(part)
  if (!found) throw new Error(`the signature of ${name} has no ${part}`)
  return found
}
