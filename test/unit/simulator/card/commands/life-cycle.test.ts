import { describe, expect, it } from 'vitest'
import { CardCore } from '../../../../../simulator/card/core/card-core.js'
import { parseCardImage } from '../../../../../simulator/card/image/card-image.js'
import { MemoryMedium } from '../../../../../simulator/card/state/log-medium.js'
import { LogStateStore } from '../../../../../simulator/card/state/log-state-store.js'
import { CardBench, pin } from '../card-bench.js'
import { binaryFile, child, ecKey, folder, imageBytes, password, rules } from '../image-builder.js'

const ANYTHING = '({??||??||??||??},ALW)'
/** Everything is allowed in every state of life: what a test sees is then the command's own doing. */
const always = ['ACTIVATED', 'DEACTIVATED', 'TERMINATED'].map((state) => `[${state},??,{${ANYTHING}}]`)
const open = { accessRules: `CB{${always.join(',')}}` }
/** What is deactivated can be activated, and no more: as the rules of the eGK have it. */
const wakeable = { accessRules: `CB{[ACTIVATED,1,{${ANYTHING}}],[DEACTIVATED,??,{({00||44},ALW)}]}` }
const rootKey = 'aabbccddeeff0011'

const image = imageBytes([
  binaryFile('EF.A', '0001', Uint8Array.of(0x0a), { shortFileIdentifier: '01', ...wakeable }),
  binaryFile('EF.O', '0002', Uint8Array.of(0x0b), { shortFileIdentifier: '02', ...open }),
  password('PIN.CH', '01', wakeable),
  password('PIN.O', '02', open),
  ecKey('PrK', '06', '01'.repeat(32), wakeable),
  child('PuK', 'PublicElcVerificationKey', {
    keyIdentifier: rootKey,
    domainParameterOid: 'brainpoolP256r1',
    oid: 'ecdsa-with-SHA256',
    ...open,
  }),
  folder(
    'DF.A',
    { applicationIdentifier: '{a001}', fileIdentifier: '0a01', ...wakeable },
    binaryFile('EF.IN', '0003', Uint8Array.of(0x0c), { shortFileIdentifier: '03' }),
    folder('DF.B', { applicationIdentifier: '{b001}', fileIdentifier: '0b01', ...open }),
  ),
])

/** A card whose state can be taken to a new power-on. */
function benchOn(medium: MemoryMedium): CardBench {
  return new CardBench(new CardCore({ image: parseCardImage(image), store: new LogStateStore(medium) }))
}

/** A new card, and what it is after the next power-on. */
function card(): { readonly bench: CardBench; readonly later: () => CardBench } {
  const medium = new MemoryMedium()
  return { bench: benchOn(medium), later: () => benchOn(medium) }
}

/** Life cycle in the file control parameters of a file or folder that the command selects. */
function lifeCycleByte(bench: CardBench, select: string): string | undefined {
  return /8a01(..)/.exec(bench.send(select))?.[1]
}

const selectFile = (identifier: string) => `00a4020c02${identifier}`
const [activate, deactivate, terminate] = ['00440000', '00040000', '00e80000'] as const
const byKeyIdentifier = (ins: string) => `00${ins}21000a8308${rootKey}`

describe('DEACTIVATE and ACTIVATE', () => {
  it('switch the current file off and on again [N036.600, N035.400]', () => {
    const { bench } = card()
    expect(bench.status(selectFile('0001'), deactivate)).toBe('9000')
    expect(bench.status('00b0810000')).toBe('6982')
    expect(bench.status(selectFile('0001'))).toBe('6283')
    expect(bench.status(activate)).toBe('9000')
    expect(bench.send('00b0810000')).toBe('0a9000')
  })

  it('mean the current folder where no file is selected, with everything in it [N036.300a.2, N020.600c]', () => {
    const { bench } = card()
    expect(bench.status('00a4040c02a001', deactivate)).toBe('9000')
    expect(bench.status('00b0830000')).toBe('6982')
    expect(bench.status(selectFile('0003'))).toBe('6283')
    expect(bench.status('00a4010c020b01')).toBe('6283')
    expect(bench.status('00a4040c02a001')).toBe('6283')
    expect(bench.status(activate, '00b0830000')).toBe('9000')
  })

  it('reach passwords and keys by reference, and public keys by name [N036.300b, c]', () => {
    const { bench } = card()
    expect(bench.status('00041001', '80200001')).toBe('6982')
    expect(bench.status('00441001', '80200001')).toBe('63c3')
    expect(bench.status('00042006', '0046810600')).toBe('6982')
    expect(bench.status('00442006', '0046810600')).toBe('9000')
    expect(bench.status(byKeyIdentifier('04'), byKeyIdentifier('44'))).toBe('9000')
  })

  it('show the physical life cycle in the file control parameters, not that of the folder above [N014.500]', () => {
    const { bench } = card()
    expect(lifeCycleByte(bench, '00a4020402000100')).toBe('05')
    expect(bench.status(deactivate)).toBe('9000')
    expect(lifeCycleByte(bench, '00a4020402000100')).toBe('04')
    bench.status('00a4040c02a001', deactivate)
    expect(lifeCycleByte(bench, '00a4040402a00100')).toBe('04')
    expect(lifeCycleByte(bench, '00a4020402000300')).toBe('05')
  })

  it('are content with what is so already [N036.500b, N035.300b]', () => {
    const { bench } = card()
    expect(bench.status(selectFile('0002'), deactivate, deactivate)).toBe('9000')
    expect(bench.status(activate, activate)).toBe('9000')
  })

  it('do not bring back what is terminated [N035.300a, N036.500a]', () => {
    const { bench } = card()
    expect(bench.status(selectFile('0002'), terminate)).toBe('9000')
    expect(bench.status(activate)).toBe('6400')
    expect(bench.status(deactivate)).toBe('6400')
    expect(bench.status('00e81002', '00441002')).toBe('6400')
  })

  it('find nothing under a wrong reference, and refuse other modes and data', () => {
    const { bench } = card()
    expect(bench.status('0004101f')).toBe('6a88')
    expect(bench.status('0004201f')).toBe('6a88')
    expect(bench.status(`000421000a8308${'00'.repeat(8)}`)).toBe('6a88')
    expect(bench.status('0004000001')).toBe('6700')
    expect(bench.status('00040001')).toBe('6a86')
    expect(bench.status('00041100')).toBe('6a86')
    expect(bench.status('000421010183')).toBe('6a86')
    expect(bench.status('00042100')).toBe('6700')
    expect(bench.status('00042100028300')).toBe('6a80')
    expect(bench.status('00042100028308')).toBe('6a80')
    expect(bench.status(`000421000a8408${rootKey}`)).toBe('6a80')
  })

  it('last', () => {
    const { bench, later } = card()
    bench.status(selectFile('0001'), deactivate, '00041001')
    const next = later()
    expect(next.status('00b0810000')).toBe('6982')
    expect(next.status(`0020000108${pin.right}`)).toBe('6982')
    expect(next.status('00441001', `0020000108${pin.right}`)).toBe('9000')
    expect(later().status(`0020000108${pin.right}`)).toBe('9000')
  })
})

describe('TERMINATE', () => {
  it('ends a file, a password and a key for ever [N048.963]', () => {
    const { bench, later } = card()
    expect(bench.status(selectFile('0001'), terminate, '00e81001', '00e82006')).toBe('9000')
    for (const each of [bench, later()]) {
      expect(each.status(selectFile('0001'))).toBe('6285')
      expect(lifeCycleByte(each, '00a4020402000100')).toBe('0c')
      expect(each.status('00b0810000')).toBe('6982')
      expect(each.status('80200001')).toBe('6982')
      expect(each.status('0046810600')).toBe('6982')
      expect(each.status('00441001')).toBe('6982')
    }
  })

  it('needs a file where P1 is 00: folders have a command of their own [N048.954a.1]', () => {
    const { bench } = card()
    expect(bench.status('00a4040c02b001', terminate)).toBe('6986')
    expect(bench.status(selectFile('0001'))).toBe('6a82')
  })

  it('is content with what is terminated already [N048.960]', () => {
    const { bench } = card()
    expect(bench.status(selectFile('0002'), terminate, terminate)).toBe('9000')
  })
})

describe('TERMINATE DF', () => {
  it('ends the current folder with everything in it, whatever file is selected [N048.842, N048.856]', () => {
    const { bench, later } = card()
    expect(bench.status('00a4040c02a001', selectFile('0003'), '00e60000')).toBe('9000')
    for (const each of [bench, later()]) {
      expect(each.status('00a4040c02a001')).toBe('6285')
      expect(each.status('00b0830000')).toBe('6982')
      expect(each.status('00e60000')).toBe('6982')
    }
  })

  it('takes no parameters', () => {
    const { bench } = card()
    expect(bench.status('00e60001')).toBe('6a86')
    expect(bench.status('00e6000000')).toBe('6700')
  })
})

describe('TERMINATE CARD USAGE', () => {
  it('ends the card: no SELECT, no command, in no channel, not after a reset either [N048.756, N047.590]', () => {
    const { bench, later } = card()
    bench.status('0070000001', '00a4040c02a001')
    // The rule of the MF counts, wherever the command is sent (N048.742).
    expect(bench.status('00fe0000')).toBe('9000')
    expect(bench.status('01a4040c')).toBe('6881')
    for (const each of [bench, later()]) {
      expect(each.status('00a4040c')).toBe('6d00')
      expect(each.status('00b0810000')).toBe('6982')
      expect(each.status('80200001')).toBe('6982')
      expect(each.status('00fe0000')).toBe('6982')
    }
  })

  it('is refused by the rules that all images have', () => {
    const bench = new CardBench(
      new CardCore({
        image: parseCardImage(imageBytes([], { mf: { accessRules: rules('({80||84},ALW)') } })),
        store: new LogStateStore(new MemoryMedium()),
      }),
    )
    expect(bench.status('00fe0000')).toBe('6982')
    expect(bench.status('00a4040c')).toBe('9000')
  })

  it('is content with a card that is terminated already [N048.752]', () => {
    const bytes = imageBytes([], { lifeCycle: 'TERMINATED', mf: open })
    const bench = new CardBench(
      new CardCore({ image: parseCardImage(bytes), store: new LogStateStore(new MemoryMedium()) }),
    )
    expect(bench.status('00fe0000')).toBe('9000')
  })
})

describe('a state file from before cards had a life cycle', () => {
  it('opens, with everything as alive as delivered', () => {
    const medium = new MemoryMedium()
    benchOn(medium).status(`0020000108${pin.wrong}`)
    const text = Buffer.from(medium.contents ?? []).toString()
    expect(text).not.toContain('lifeCycleStatus')
    const bench = benchOn(new MemoryMedium({ contents: Buffer.from(text) }))
    expect(bench.status('80200001')).toBe('63c2')
    expect(bench.status(selectFile('0001'))).toBe('9000')
  })
})
