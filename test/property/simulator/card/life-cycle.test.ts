import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CardCore } from '../../../../simulator/card/core/card-core.js'
import { parseCardImage } from '../../../../simulator/card/image/card-image.js'
import { MemoryMedium } from '../../../../simulator/card/state/log-medium.js'
import { LogStateStore } from '../../../../simulator/card/state/log-state-store.js'
import { CardBench } from '../../../unit/simulator/card/card-bench.js'
import {
  binaryFile,
  ecKey,
  folder,
  imageBytes,
  multiReference,
  password,
  recordFile,
} from '../../../unit/simulator/card/image-builder.js'
import { testRuns } from '../../../support/seeded-random.js'

const anyState = ['ACTIVATED', 'DEACTIVATED', 'TERMINATED'].map((state) => `[${state},??,{({??||??||??||??},ALW)}]`)
const open = { accessRules: `CB{${anyState.join(',')}}` }
const image = parseCardImage(
  imageBytes(
    [
      binaryFile('EF.A', '0001', Uint8Array.of(1, 2), { shortFileIdentifier: '01', ...open }),
      password('PIN.CH', '01', open),
      multiReference('MRPIN', '02', '01', open),
      folder(
        'DF.A',
        { applicationIdentifier: '{a001}', fileIdentifier: '0a01', ...open },
        recordFile('EF.R', 'LinearFixedElementaryFile', ['00000001', '00000002', '00000003'], {
          shortFileIdentifier: '02',
          flagRecordLifeCycleStatus: 'TRUE',
          ...open,
        }),
        ecKey('PrK', '06', '01'.repeat(32), open),
        folder('DF.B', { applicationIdentifier: '{b001}', ...open }, password('PIN.B', '03', open)),
      ),
    ],
    { mf: open },
  ),
)

const folders = ['00a4040c', '00a4040c02a001', '00a4040c02b001'] as const
/** What a card shows of its objects, in each folder that is still there. */
const probes = [
  ...['00a4020400000100', '00a40204022f0000', '80200001', '80200002', '80200083', '0046818600', '00b0810000'],
  ...['00b2011400', '00b2021400', '00b2031400', '00a2011401000000'],
] as const

const selecting = fc.constantFrom(...folders, '00a4020c020001', '00a4020c022f00')
const ofObject = fc
  .tuple(
    fc.constantFrom('44', '44', '04', '04', 'e4', 'e8'),
    fc.constantFrom('0000', '1001', '1002', '1083', '2086', '2006'),
  )
  .map(([ins, parameters]) => `00${ins}${parameters}`)
const ofRecords = fc
  .tuple(fc.constantFrom('0006', '0008', '000c', '800c'), fc.constantFrom('01', '02'), fc.constantFrom('14', '15'))
  .map((parts) => parts.join(''))
const command = fc.oneof(
  { weight: 3, arbitrary: selecting },
  { weight: 4, arbitrary: ofObject },
  { weight: 2, arbitrary: ofRecords },
  { weight: 1, arbitrary: fc.constantFrom('00e60000', '0070000001', '01a4040c02b001', '01e40000') },
)

/** All that can be seen from outside after a reset. */
function appearance(bench: CardBench): string[] {
  bench.core.reset()
  return folders.flatMap((select) => [bench.send(select), ...probes.map((probe) => bench.send(probe))])
}

it('life cycles changed in any order are after a power-on what they were before, and never stop the card', () => {
  const property = fc.property(fc.array(command, { minLength: 1, maxLength: 25 }), (commands) => {
    const medium = new MemoryMedium()
    const powerOn = (): CardBench => new CardBench(new CardCore({ image, store: new LogStateStore(medium) }))
    const bench = powerOn()
    for (const each of commands) expect(bench.send(each), each).toMatch(/[0-9a-f]{4}$/)
    expect(appearance(powerOn())).toEqual(appearance(bench))
  })
  fc.assert(property, { numRuns: testRuns(200) })
})
