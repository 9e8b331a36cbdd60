import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../../../src/bytes/hex.js'
import type { CardCounters } from '../../../../simulator/card/card-counters.js'
import { benchFrom, pin, type CardBench } from '../../../unit/simulator/card/card-bench.js'
import {
  binaryFile,
  ecKey,
  folder,
  imageBytes,
  multiReference,
  password,
  recordFile,
} from '../../../unit/simulator/card/image-builder.js'
import { sharedImages, withoutSharedImages } from '../../../unit/simulator/card/shared-images.js'
import { testRuns } from '../../../support/seeded-random.js'

/** Uses of PIN.QES for one entry, on the card of this test. */
const QES_USES = 4
/** startRetryCounter of all its passwords. */
const STARTING_TRIES = 3

const testImage = imageBytes([
  password('PIN.CH', '01'),
  password('PIN.NEW', '02', { transportStatus: 'transportPIN', secret: '2554321FFFFFFFFF' }),
  password('PIN.EMPTY', '03', { transportStatus: 'leerPIN', secret: '20FFFFFFFFFFFFFF' }),
  multiReference('MRPIN', '04', '01'),
  binaryFile('EF.A', '0001', new Uint8Array(100), { shortFileIdentifier: '01', numberOfOctet: '80' }),
  recordFile('EF.R', 'CyclicElementaryFile', ['00000001'], { shortFileIdentifier: '02' }),
  folder(
    'DF.QES',
    { applicationIdentifier: '{d27600006601}' },
    password('PIN.QES', '01', { startSSecList: `{(1,0${QES_USES}),(2,0${QES_USES})}` }),
    ecKey('PrK.QES', '06', '01'.repeat(32), { accessRules: 'CB{[ACTIVATED,1,{({00||2a},PWD(81))}]}' }),
  ),
])

const hex = (minLength: number, maxLength = minLength) =>
  fc.uint8Array({ minLength, maxLength }).map((bytes) => toHex(bytes))
const block = fc.oneof(fc.constantFrom(...Object.values(pin)), hex(8))
const reference = fc.constantFrom('01', '02', '03', '04', '81', '83', '9f')
const channel = fc.constantFrom('0', '0', '0', '1', '2', '3')
const fixed = fc.constantFrom(
  ...['00a4040c', '00a4040400', '00a4040c06d27600006601', '00a4030c', '0070000001', '01708000', '00704000', '00704001'],
  ...['002241b606840186800100', '0022f301', '0022f302', '0084000010', '0046818600', '80ca0100000000', '00b0810000'],
)

/** Commands that mean something, with right, wrong and malformed parameters, in any channel. */
const meaningful = fc.oneof(
  { weight: 4, arbitrary: fixed },
  { weight: 4, arbitrary: fc.tuple(channel, reference, block).map(([c, p2, data]) => `0${c}2000${p2}08${data}`) },
  { weight: 2, arbitrary: fc.tuple(channel, reference).map(([c, p2]) => `8${c}2000${p2}`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(channel, reference, block, block)
      .map(([c, p2, old, fresh]) => `0${c}2400${p2}10${old}${fresh}`),
  },
  { weight: 1, arbitrary: fc.tuple(reference, block).map(([p2, fresh]) => `002401${p2}08${fresh}`) },
  { weight: 1, arbitrary: fc.tuple(reference, block, block).map(([p2, puk, fresh]) => `002c00${p2}10${puk}${fresh}`) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('01', '02'), reference, block)
      .map(([p1, p2, data]) => `002c${p1}${p2}08${data}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('26', '28'), reference, block)
      .map(([ins, p2, data]) => `00${ins}00${p2}08${data}`),
  },
  { weight: 4, arbitrary: hex(32).map((hash) => `002a9e9a20${hash}00`) },
  { weight: 1, arbitrary: hex(1, 20).map((data) => `00d68100${byte(data.length / 2)}${data}`) },
)

/** Any header with any lengths, and any bytes at all. */
const meaningless = fc.oneof(
  fc.tuple(hex(4), hex(0, 12)).map(([header, rest]) => header + rest),
  fc.tuple(hex(4), hex(1, 16)).map(([header, data]) => `${header}${byte(data.length / 2)}${data}`),
  hex(0, 40),
)

const command = fc.oneof({ weight: 5, arbitrary: meaningful }, { weight: 2, arbitrary: meaningless })

function byte(value: number): string {
  return value.toString(16).padStart(2, '0')
}

/** An exchange and the card's counters around it. */
interface Exchange {
  readonly command: string
  readonly status: string
  readonly before: CardCounters
  readonly after: CardCounters
}

/** Tries and PUK uses left. */
type Counters = readonly [triesLeft: number, pukUses: number]

/**
 * The counters that a password may have after a command that changed them, by what was sent and answered alone: this
 * bookkeeping knows nothing of the card's insides.
 */
function allowedAfter({ command: sent, status }: Exchange, [tries, pukUses]: Counters): Counters[] {
  const isPlain = /^0[0-3]/.test(sent)
  const [ins, p1] = [sent.slice(2, 4), sent.slice(4, 6)]
  const left = /^63c(.)$/.exec(status)?.[1]
  if (!isPlain || (status !== '9000' && left === undefined)) return []
  const isRight = left === undefined
  const isLost = (counter: number): boolean => !isRight && Number.parseInt(left, 16) === counter - 1
  const withPuk = p1 === '00' || p1 === '01'
  switch (ins) {
    case '20':
    case '26':
    case '28':
      return isRight ? [[STARTING_TRIES, pukUses]] : isLost(tries) ? [[tries - 1, pukUses]] : []
    case '24':
      if (isRight) return p1 === '00' ? [[STARTING_TRIES, pukUses]] : []
      return isLost(tries) ? [[tries - 1, pukUses]] : []
    case '2c':
      if (isRight) return [[STARTING_TRIES, withPuk ? pukUses - 1 : pukUses]]
      return withPuk && isLost(pukUses) ? [[tries, pukUses - 1]] : []
    default:
      return []
  }
}

/** Counters change in the defined ways only, and a refused secret costs somebody something. */
function checkPasswords(exchange: Exchange): void {
  let changes = 0
  for (const [path, before] of Object.entries(exchange.before.passwords)) {
    const after = exchange.after.passwords[path]
    if (after?.triesLeft === before.triesLeft && after.pukUses === before.pukUses) continue
    changes++
    const what = `${path} after ${exchange.command} ${exchange.status}`
    const allowed = allowedAfter(exchange, [before.triesLeft, before.pukUses])
    expect(allowed, what).toContainEqual([after?.triesLeft, after?.pukUses])
  }
  const isRefusedSecret = /^0[0-3]2[0468c]/.test(exchange.command) && exchange.status.startsWith('63c')
  if (isRefusedSecret) expect(changes, exchange.command).toBeGreaterThan(0)
}

/** Signatures are counted one by one, and only where the card has given one. */
function checkSignatures({ command: sent, status, before, after }: Exchange): void {
  const sum = (counters: CardCounters) => Object.values(counters.signatures).reduce((all, one) => all + one, 0)
  const isSignature = status === '9000' && /^0[0-3](2a9e9a|88)/.test(sent)
  expect(sum(after) - sum(before), sent).toBe(isSignature ? 1 : 0)
}

/** Sends everything to one card and keeps books beside it. Returns the status words seen. */
function run(bench: CardBench, commands: readonly string[]): Set<string> {
  const seen = new Set<string>()
  let before = bench.counters()
  for (const sent of commands) {
    const answer = toHex(bench.core.process(fromHex(sent)))
    expect(answer.length, sent).toBeGreaterThanOrEqual(4)
    const after = bench.counters()
    const exchange = { command: sent, status: answer.slice(-4), before, after }
    checkPasswords(exchange)
    checkSignatures(exchange)
    seen.add(exchange.status)
    before = after
  }
  return seen
}

function checkUses(bench: CardBench): void {
  const { signatures, passwords } = bench.counters()
  const entries = passwords['DF.QES/PIN.QES']?.verified ?? 0
  expect(signatures['DF.QES/PrK.QES']).toBeLessThanOrEqual(entries * QES_USES)
}

const lists = fc.array(command, { minLength: 200, maxLength: 200, size: 'max' })

describe('10,000 random commands', () => {
  it('never stop the card, and move no counter except in the defined ways', () => {
    const seen = new Set<string>()
    const property = fc.property(lists, (commands) => {
      const bench = benchFrom(testImage, { seed: 1 })
      for (const status of run(bench, commands)) seen.add(status)
      checkUses(bench)
    })
    fc.assert(property, { numRuns: 50, seed: 254 })
    // The commands reached what they were made for.
    const expected = [
      '9000',
      '63c2',
      '63c1',
      '63c0',
      '63c9',
      '6983',
      '6985',
      '6982',
      '6a88',
      '6a80',
      '6881',
      '6700',
      '6d00',
    ]
    expect([...seen]).toEqual(expect.arrayContaining(expected))
  })

  it('follow the bookkeeping where a PIN entry is followed by more signatures than it allows', () => {
    const property = fc.property(fc.array(hex(32), { minLength: 5, maxLength: 8 }), (hashes) => {
      const bench = benchFrom(testImage, { seed: 1 })
      run(bench, ['00a4040c06d27600006601', `0020008108${pin.right}`, '002241b606840186800100'])
      const answers = hashes.map((hash) => bench.status(`002a9e9a20${hash}00`))
      expect(answers).toEqual(hashes.map((_, i) => (i < QES_USES ? '9000' : '6982')))
    })
    fc.assert(property, { numRuns: testRuns(5) })
  })

  it.skipIf(withoutSharedImages)('neither stop a card of any image that is at hand', () => {
    for (const { bytes } of sharedImages) {
      const property = fc.property(lists, (commands) => {
        run(benchFrom(bytes, { seed: 1 }), commands)
      })
      fc.assert(property, { numRuns: 3, seed: 254 })
    }
  })
})
