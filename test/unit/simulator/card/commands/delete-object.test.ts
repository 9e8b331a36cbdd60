import { describe, expect, it } from 'vitest'
import { CardCore } from '../../../../../simulator/card/core/card-core.js'
import { parseCardImage } from '../../../../../simulator/card/image/card-image.js'
import { MemoryMedium } from '../../../../../simulator/card/state/log-medium.js'
import { LogStateStore } from '../../../../../simulator/card/state/log-state-store.js'
import { CardBench, pin } from '../card-bench.js'
import { binaryFile, child, ecKey, folder, imageBytes, multiReference, password, rules } from '../image-builder.js'

const rootKey = 'aabbccddeeff0011'
const image = parseCardImage(
  imageBytes([
    binaryFile('EF.A', '0001', Uint8Array.of(0x0a), { shortFileIdentifier: '01' }),
    binaryFile('EF.PIN', '0002', Uint8Array.of(0x0b), {
      shortFileIdentifier: '02',
      accessRules: rules('({00||b0},PWD(01))'),
    }),
    password('PIN.CH', '01'),
    multiReference('MRPIN', '04', '01'),
    ecKey('PrK', '06', '01'.repeat(32)),
    child('PuK', 'PublicElcVerificationKey', {
      keyIdentifier: rootKey,
      domainParameterOid: 'brainpoolP256r1',
      oid: 'ecdsa-with-SHA256',
    }),
    folder(
      'DF.A',
      { applicationIdentifier: '{a001}', fileIdentifier: '0a01' },
      binaryFile('EF.IN', '0003', Uint8Array.of(0x0c), { shortFileIdentifier: '03' }),
      password('PIN.IN', '05'),
      ecKey('PrK.IN', '07', '02'.repeat(32)),
      folder(
        'DF.B',
        { applicationIdentifier: '{b001}', fileIdentifier: '0b01' },
        ecKey('PrK.B', '07', '03'.repeat(32)),
      ),
    ),
  ]),
)

/** A new card, and what it is after the next power-on. */
function card(): { readonly bench: CardBench; readonly later: () => CardBench } {
  const medium = new MemoryMedium()
  const powerOn = (): CardBench => new CardBench(new CardCore({ image, store: new LogStateStore(medium) }))
  return { bench: powerOn(), later: powerOn }
}

const selectFolder = '00a4040c02a001'
const remove = '00e40000'
const chooseKey = (reference: string) => `002241b6068401${reference}800100`

describe('DELETE', () => {
  it('takes the current file away for ever; then none is selected [N037.700b]', () => {
    const { bench, later } = card()
    expect(bench.status('00a4020c020001', remove)).toBe('9000')
    expect(bench.status('00b0000000')).toBe('6986')
    for (const each of [bench, later()]) {
      expect(each.status('00a4020c020001')).toBe('6a82')
      expect(each.status('00b0810000')).toBe('6a82')
    }
  })

  it('takes the current folder away with everything in it, and steps out of it [N037.700a]', () => {
    const { bench, later } = card()
    bench.status(selectFolder, `0020008508${pin.right}`, chooseKey('87'))
    expect(bench.status(remove)).toBe('9000')
    expect(bench.status('00b0810000')).toBe('9000')
    expect(bench.status(`002a9e9a20${'11'.repeat(32)}00`)).toBe('6985')
    for (const each of [bench, later()]) {
      expect(each.status(selectFolder)).toBe('6a82')
      expect(each.status('00a4040c02b001')).toBe('6a82')
      expect(each.status('00a4010c020a01')).toBe('6a82')
      expect(each.status('80200085')).toBe('6a88')
    }
  })

  it('takes a password away with its status, and what uses its secret [N037.700d]', () => {
    const { bench, later } = card()
    expect(bench.status(`0020000108${pin.right}`, '00b0820000')).toBe('9000')
    expect(bench.status('00e41001')).toBe('9000')
    for (const each of [bench, later()]) {
      expect(each.status('00b0820000')).toBe('6982')
      expect(each.status('80200001')).toBe('6a88')
      expect(each.status('80200004')).toBe('6a88')
    }
  })

  it('takes keys away [N037.700e]', () => {
    const { bench, later } = card()
    expect(bench.send('80ca0100000000')).toContain(rootKey)
    expect(bench.status('00e42006', `00e421000a8308${rootKey}`)).toBe('9000')
    for (const each of [bench, later()]) {
      expect(each.status(chooseKey('06'))).toBe('6a88')
      expect(each.send('80ca0100000000')).toBe('9000')
      expect(each.status(`002281b60a8308${rootKey}`)).toBe('6a88')
    }
  })

  it('lets the key of a folder further up be found instead [N021.400b.2]', () => {
    const { bench } = card()
    const publicKey = bench.send('0046818700')
    bench.status('00a4040c02a001')
    const above = bench.send('0046818700')
    expect(bench.status('00a4040c02b001')).toBe('9000')
    expect(bench.send('0046818700')).not.toBe(above)
    expect(bench.status('00e42087')).toBe('9000')
    expect(bench.send('0046818700')).toBe(above)
    expect(publicKey).toBe('6a88')
  })

  it('leaves no trace in other channels either', () => {
    const { bench } = card()
    bench.status('0070000001', '01a4040c02b001', '0122f302')
    expect(bench.status(selectFolder, remove)).toBe('9000')
    expect(bench.status('01b0810000')).toBe('9000')
    expect(bench.status('0146810600')).toBe('9000')
  })

  it('never takes the MF away, whatever its rule says [N019.920c], and nothing that is not there', () => {
    const { bench } = card()
    expect(bench.status(remove)).toBe('6982')
    expect(bench.status('00e4101f')).toBe('6a88')
    expect(bench.status('00a4040c')).toBe('9000')
  })

  it('leaves file and folder selected where it is refused [N038.300]', () => {
    const { bench } = card()
    expect(bench.status('00a4020c020002', remove)).toBe('6982')
    expect(bench.status(`0020000108${pin.right}`, '00b0000000')).toBe('9000')
  })
})
