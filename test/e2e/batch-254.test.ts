import { beforeAll, describe, expect, it } from 'vitest'
import { SignedDocuments } from './signed-documents.js'

let batch: SignedDocuments

beforeAll(async () => {
  batch = await SignedDocuments.sign(254)
  return () => {
    batch[Symbol.dispose]()
  }
})

describe('254 real documents', () => {
  it('are signed in their order with one PIN entry, as the card itself has counted', async () => {
    expect(batch.signed).toMatchObject({
      exit: 0,
      json: { batch: { state: 'done', signed: 254, total: 254, pinEntries: 1 } },
    })
    expect(batch.signed.json.documents?.map(({ input }) => input)).toEqual(
      batch.names.map((name) => `documents/${name}`),
    )
    expect(await batch.desk.counters(batch.card)).toMatchObject({ signatures: { 'DF.QES/PrK.HP.QES.E256': 254 } })
  })

  it('are accepted by openssl, all of them', async () => {
    expect(await batch.acceptedByOpenssl(batch.documents, batch.signatures)).toEqual(batch.names)
  })

  it('are accepted by ehba verify, all of them', async () => {
    const call = await batch.verify(batch.documents, batch.signatures)
    expect(call.exit).toBe(0)
    expect(call.json.files?.map(({ verdict }) => verdict)).toEqual(batch.names.map(() => 'valid'))
  })
})
