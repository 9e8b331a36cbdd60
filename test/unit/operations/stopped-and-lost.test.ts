import { beforeAll, describe, expect, it } from 'vitest'
import { HealthCardError } from '../../../src/errors/health-card-error.js'
import type { BatchReport } from '../../../src/operations/batch-report.js'
import type { CollectOptions, InputDocument } from '../../../src/operations/documents.js'
import { resumeBatch } from '../../../src/operations/resume-batch.js'
import { signBatch, type SigningDesk } from '../../../src/operations/sign-batch.js'
import { CardSlot, makeCard, workplaceFor, type TestCard } from '../../support/card-in-process.js'
import { MemoryDocuments } from '../../support/memory-documents.js'
import { MemoryJournals } from '../../support/memory-journals.js'
import { plainRequest, quietObserver } from '../../support/plain-batch.js'
import { ScriptedPins } from '../../support/scripted-pins.js'

const VERIFY = '00200081'
const COMPUTE_DIGITAL_SIGNATURE = '002a9e9a'

let card: TestCard
beforeAll(async () => {
  card = await makeCard({ kind: 'hba', state: 'active', limit: 3, seed: 7 })
})

function letters(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`letter-${i}.txt`, `Dear patient ${i}`]))
}

/** A desk with its card: a batch that can be signed and taken up again. */
class Bench {
  readonly slot = new CardSlot(card.image)
  readonly journals = new MemoryJournals()
  readonly stop = new AbortController()
  readonly store: MemoryDocuments
  readonly #inputs: readonly string[]

  constructor(store: MemoryDocuments = new MemoryDocuments(letters(5))) {
    this.store = store
    this.#inputs = [...store.files.keys()]
  }

  sign(pins = this.pins(2)): Promise<BatchReport> {
    const request = { ...plainRequest, inputs: this.#inputs }
    return signBatch(workplaceFor(this.slot, pins), this.desk(this.stop.signal), request)
  }

  resume(signal?: AbortSignal, pins = this.pins(2)): Promise<BatchReport> {
    return resumeBatch(workplaceFor(this.slot, pins), this.desk(signal), undefined)
  }

  pins(entries: number): ScriptedPins {
    return new ScriptedPins({ 'PIN.QES': Array<string>(entries).fill(card.secrets['PIN.QES'] ?? '') })
  }

  desk(signal: AbortSignal | undefined): SigningDesk {
    return { store: this.store, journals: this.journals, observer: quietObserver, ...(signal && { signal }) }
  }

  /** Does something when the card is about to make the signature of this number. */
  atSignature(number: number, act: () => void): void {
    this.slot.beforeCommand = (command) => {
      const isSignature = Buffer.from(command).toString('hex').startsWith(COMPUTE_DIGITAL_SIGNATURE)
      if (isSignature && this.slot.count(COMPUTE_DIGITAL_SIGNATURE) === number) act()
    }
  }
}

/** Documents whose hashing never ends, unless it is told to. */
class EndlessDocuments extends MemoryDocuments {
  override async collect(paths: readonly string[], options: CollectOptions): Promise<readonly InputDocument[]> {
    const documents = await super.collect(paths, options)
    const digest = (signal?: AbortSignal): Promise<Uint8Array> =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new HealthCardError('HC_STOPPED', 'stopped while it was read'))
        })
      })
    return documents.map((document) => ({ ...document, digest }))
  }
}

describe('a batch that is told to stop', () => {
  it('with the last document of a PIN entry takes no further PIN, and sends none', async () => {
    const bench = new Bench()
    bench.atSignature(3, () => {
      bench.stop.abort()
    })
    const pins = bench.pins(2)
    const report = await bench.sign(pins)
    expect(report).toMatchObject({ error: { code: 'HC_STOPPED' }, batch: { signed: 3, pinEntries: 1 } })
    expect(pins.requests).toHaveLength(1)
    expect(bench.slot.count(VERIFY)).toBe(1)
  })

  it('before its first PIN asks for none', async () => {
    const bench = new Bench()
    bench.stop.abort()
    const pins = bench.pins(2)
    expect(await bench.sign(pins)).toMatchObject({ error: { code: 'HC_STOPPED' }, batch: { signed: 0 } })
    expect(pins.requests).toHaveLength(0)
    expect(bench.journals.media.size).toBe(0)
  })

  it('by a person who cancels the PIN hashes no further, and makes no journal', async () => {
    const bench = new Bench(new EndlessDocuments(letters(2)))
    const pins = bench.pins(1)
    pins.request = () => Promise.reject(new HealthCardError('HC_PIN_CANCELLED', 'the entry was cancelled'))
    expect(await bench.sign(pins)).toMatchObject({ error: { code: 'HC_PIN_CANCELLED' }, batch: { signed: 0 } })
    expect(bench.journals.media.size).toBe(0)
  })

  it('while it is taken up again says how each document stands', async () => {
    const bench = new Bench()
    bench.atSignature(3, () => {
      bench.stop.abort()
    })
    await bench.sign()
    const report = await bench.resume(AbortSignal.abort())
    expect(report.error?.code).toBe('HC_STOPPED')
    expect(report.documents.map(({ state }) => state)).toEqual(['signed', 'signed', 'signed', 'pending', 'pending'])
    expect(await bench.resume()).toMatchObject({ batch: { state: 'done', signed: 5 } })
    expect(bench.slot.count(COMPUTE_DIGITAL_SIGNATURE)).toBe(5)
  })
})

describe('a signature whose answer does not come', () => {
  it('is counted in the report of this very run, and of the next', async () => {
    const bench = new Bench()
    bench.atSignature(2, () => {
      throw new HealthCardError('HC_CARD_REMOVED', 'pulled')
    })
    const report = await bench.sign()
    expect(report).toMatchObject({ error: { code: 'HC_CARD_REMOVED' }, batch: { signed: 1, madeAndLost: 1 } })
    bench.slot.beforeCommand = undefined
    expect(await bench.resume()).toMatchObject({ batch: { state: 'done', signed: 5, madeAndLost: 1 } })
  })

  it.each(['6a81', '6a88', '6400', '6985'])(
    'is not lost where the card says by %s that it made none',
    async (status) => {
      const bench = new Bench()
      bench.slot.changeAnswer = (command, answer) =>
        command.startsWith(COMPUTE_DIGITAL_SIGNATURE) && bench.slot.count(COMPUTE_DIGITAL_SIGNATURE) === 2
          ? Buffer.from(status, 'hex')
          : answer
      expect(await bench.sign()).toMatchObject({ error: { code: 'HC_BATCH_INCOMPLETE' }, batch: { madeAndLost: 0 } })
      expect(await bench.journals.list()).toMatchObject([{ done: 1, madeAndLost: 0 }])
    },
  )
})

describe('an output that came to be while the batch was signed', () => {
  it('is called what it is, also where it cannot be read or is larger than any signature', async () => {
    const store = new MemoryDocuments(letters(3))
    const bench = new Bench(store)
    bench.atSignature(1, () => store.files.set('out/letter-1.txt.p7s', Buffer.from('mine')))
    const read = store.read.bind(store)
    store.read = (path) =>
      path.startsWith('out/') ? Promise.reject(new HealthCardError('HC_INPUT_UNUSABLE', path)) : read(path)
    const report = await bench.sign()
    expect(report.error).toMatchObject({ code: 'HC_BATCH_INCOMPLETE', data: { reason: 'HC_OUTPUT_EXISTS' } })
  })
})
