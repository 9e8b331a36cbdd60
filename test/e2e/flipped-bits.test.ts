import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { attributeNames, signatureParts, type Part } from './signature-parts.js'
import { SignedDocuments } from './signed-documents.js'

/** Name of a document → name of a part of its signature → where that part lies. */
let parts: ReadonlyMap<string, ReadonlyMap<string, Part>>
let batch: SignedDocuments

beforeAll(async () => {
  batch = await SignedDocuments.sign(254)
  parts = new Map(batch.names.map((name) => [name, signatureParts(`${batch.signatures}/${name}.p7s`)]))
  return () => {
    batch[Symbol.dispose]()
  }
})

describe('254 signatures', () => {
  it('are refused, each one, by openssl and ehba verify after one bit of the document is flipped', async () => {
    const flipped = flipAll('document', batch.documents, (name) => name)
    await expectAllRefused(flipped, batch.signatures)
  })

  it.each(['signature', ...attributeNames])(
    'are refused, each one, by openssl and ehba verify after one bit of the %s is flipped',
    async (part) => {
      const flipped = flipAll(part, batch.signatures, (name) => `${name}.p7s`)
      await expectAllRefused(batch.documents, flipped)
    },
  )
})

async function expectAllRefused(contents: string, signatureFolder: string): Promise<void> {
  expect(await batch.acceptedByOpenssl(contents, signatureFolder)).toEqual([])
  const call = await batch.verify(contents, signatureFolder)
  expect(call.exit).toBe(32)
  expect(call.json.files?.map(({ verdict }) => verdict)).toEqual(batch.names.map(() => 'invalid'))
}

/** Copies a folder with one bit of each file flipped, in `part` of its signature where it has such a part. */
function flipAll(part: string, folder: string, fileOf: (name: string) => string): string {
  const target = batch.desk.path(`flipped-${part}`)
  mkdirSync(target)
  for (const name of batch.names) {
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
