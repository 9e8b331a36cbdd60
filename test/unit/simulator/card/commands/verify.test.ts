import { describe, expect, it } from 'vitest'
import { benchWith, pin, type CardBench } from '../card-bench.js'
import { binaryFile, folder, multiReference, password, rules } from '../image-builder.js'

const AID = 'a001'
const selectDf = `00a4040c02${AID}`
const selectMf = '00a4040c'
const verify = (reference: string, block: string = pin.right) => `002000${reference}08${block}`
const status = (reference: string) => `802000${reference}`
/** A file in the DF that PIN 81 protects, and one in the MF that PIN 01 protects. */
const readDf = '00b0810000'
const readMf = '00b0820000'

function card(df: Readonly<Record<string, string>> = {}, options = {}): CardBench {
  const protectedBy = (reference: string) => ({ accessRules: rules(`({00||b0},PWD(${reference}))`) })
  return benchWith(
    [
      password('PIN.CH', '01'),
      binaryFile('EF.A', '0002', Uint8Array.of(1), { shortFileIdentifier: '02', ...protectedBy('01') }),
      folder(
        'DF.QES',
        { applicationIdentifier: `{${AID}}` },
        password('PIN.QES', '01', df),
        binaryFile('EF.B', '0001', Uint8Array.of(2), { shortFileIdentifier: '01', ...protectedBy('81') }),
      ),
    ],
    options,
  )
}

describe('VERIFY', () => {
  it('sets the security status with the right secret [N082.900c]', () => {
    const bench = card()
    expect(bench.status(status('01'))).toBe('63c3')
    expect(bench.status(readMf)).toBe('6982')
    expect(bench.status(verify('01'))).toBe('9000')
    expect(bench.status(status('01'))).toBe('9000')
    expect(bench.send(readMf)).toBe('019000')
  })

  it('counts down at a wrong secret, tells the tries left, and is blocked after the last [N082.900a, N082.700]', () => {
    const bench = card()
    expect(bench.status(verify('01', pin.wrong))).toBe('63c2')
    expect(bench.status(status('01'))).toBe('63c2')
    expect(bench.status(verify('01', pin.wrong))).toBe('63c1')
    expect(bench.status(verify('01', pin.wrong))).toBe('63c0')
    expect(bench.status(status('01'))).toBe('63c0')
    expect(bench.status(verify('01'))).toBe('6983')
    expect(bench.password('MF/PIN.CH')).toMatchObject({ triesLeft: 0, failed: 3, verified: 0 })
  })

  it('gives all tries back with the right secret [N082.900c.2]', () => {
    const bench = card()
    expect(bench.status(verify('01', pin.wrong), verify('01', pin.wrong), verify('01'))).toBe('9000')
    expect(bench.password('MF/PIN.CH').triesLeft).toBe(3)
  })

  it('clears the status at a wrong secret [N082.900a.2]', () => {
    const bench = card()
    expect(bench.status(verify('01'), verify('01', pin.wrong), status('01'))).toBe('63c2')
    expect(bench.status(readMf)).toBe('6982')
  })

  it('clears the status of that password only', () => {
    const bench = card()
    bench.status(selectDf, verify('01'), verify('81'))
    expect(bench.status(verify('81', pin.wrong))).toBe('63c2')
    expect(bench.status(status('01'))).toBe('9000')
  })

  it('refuses a password with transport protection, whatever the secret, without counting [N082.800]', () => {
    const bench = card({ transportStatus: 'transportPIN', secret: '2554321FFFFFFFFF' })
    expect(bench.status(selectDf, verify('81', pin.transport))).toBe('6985')
    expect(bench.status(verify('81'))).toBe('6985')
    expect(bench.password('DF.QES/PIN.QES').triesLeft).toBe(3)
  })

  it.each([
    ['3.10', '6985', '62c1'],
    ['3.12', '6983', '63c0'],
  ] as const)('on COS %s answers %s where a password is both blocked and protected', (cos, sw, shown) => {
    const bench = card({ transportStatus: 'transportPIN', retryCounter: '00' }, { cos })
    expect(bench.status(selectDf, verify('81'))).toBe(sw)
    expect(bench.status(status('81'))).toBe(shown)
  })

  it('finds no password that is not there, nor a DF-specific one from the MF [N020.800, N021.000]', () => {
    const bench = card()
    expect(bench.status(verify('05'))).toBe('6a88')
    expect(bench.status(verify('81'))).toBe('6a88')
    expect(bench.status(selectDf, verify('85'))).toBe('6a88')
  })

  it('finds a DF-specific password from a folder below [N021.000b.2]', () => {
    const bench = benchWith([
      folder(
        'DF.A',
        { applicationIdentifier: '{a001}' },
        password('PIN.A', '03'),
        folder('DF.B', { fileIdentifier: '0102' }),
      ),
    ])
    expect(bench.status('00a4040c02a001', '00a4010c020102', verify('83'))).toBe('9000')
  })

  it('obeys its access rule before anything else: no rule, no try [N082.600]', () => {
    const bench = card({ accessRules: rules('({80||20},ALW)') })
    expect(bench.status(selectDf, verify('81', pin.wrong))).toBe('6982')
    expect(bench.password('DF.QES/PIN.QES').triesLeft).toBe(3)
  })

  it('refuses a malformed PIN block without comparing it', () => {
    const bench = card()
    for (const block of ['16123456ffffffff', '23123fffffffffff', '2612345affffffff', '2612345612345678', pin.empty]) {
      expect(bench.status(verify('01', block)), block).toBe('6a80')
    }
    expect(bench.password('MF/PIN.CH').triesLeft).toBe(3)
  })

  it('refuses other lengths, parameters and cases', () => {
    const bench = card()
    expect(bench.status('00200001')).toBe('6700')
    expect(bench.status('002000010726123456ffffff')).toBe('6700')
    expect(bench.status(`${verify('01')}00`)).toBe('6700')
    expect(bench.status(`0020010108${pin.right}`)).toBe('6a86')
  })

  it('never succeeds with a secret that the image does not set', () => {
    const bench = card({ secret: 'AttributeNotSet' })
    expect(bench.status(selectDf, verify('81'))).toBe('63c2')
  })
})

describe('the security status', () => {
  it('of a DF-specific password ends when its DF is left, also for the MF [N048.200b.7]', () => {
    const bench = card()
    expect(bench.status(selectDf, verify('81'), readDf)).toBe('9000')
    expect(bench.status(selectMf, selectDf, readDf)).toBe('6982')
  })

  it('of a DF-specific password survives selecting its DF again, and a folder below it', () => {
    const bench = card()
    expect(bench.status(selectDf, verify('81'), selectDf, readDf)).toBe('9000')
  })

  it('of a global password survives selecting any DF', () => {
    const bench = card()
    expect(bench.status(verify('01'), selectDf, selectMf, readMf)).toBe('9000')
  })

  it('ends with reset and power-off; counters do not', () => {
    const bench = card()
    bench.status(verify('01', pin.wrong), verify('01'))
    bench.core.reset()
    expect(bench.status(status('01'))).toBe('63c3')
    bench.status(verify('01', pin.wrong))
    bench.core.powerOff()
    bench.core.powerOn()
    expect(bench.status(status('01'))).toBe('63c2')
  })

  it('belongs to one logical channel, the counters to the card', () => {
    const bench = card()
    expect(bench.send('0070000001')).toBe('019000')
    expect(bench.status(verify('01'))).toBe('9000')
    expect(bench.status('81200001')).toBe('63c3')
    expect(bench.status(`0120000108${pin.wrong}`)).toBe('63c2')
    // A wrong secret clears the status in its own channel only (note CosH_b4d).
    expect(bench.status(status('01'))).toBe('9000')
  })

  it('of more than four passwords of the MF forgets the oldest [N031.000]', () => {
    const bench = benchWith(['01', '02', '03', '04', '05'].map((id) => password(`PIN.${id}`, id)))
    for (const id of ['01', '02', '03', '04', '05']) bench.status(verify(id))
    expect(bench.status(status('01'))).toBe('63c3')
    expect(['02', '03', '04', '05'].map((id) => bench.status(status(id)))).toEqual(Array(4).fill('9000'))
  })
})

describe('startSsec', () => {
  const limited = { startSSecList: '{(1,02),(2,01)}' }
  const both = { accessRules: rules('({00||b0},PWD(81))', { 2: '({00||b0},PWD(81))' }) }

  it('allows that many evaluations of the rule and no more [N022.200a.1]', () => {
    const bench = card(limited)
    expect(bench.status(selectDf, verify('81'), readDf, readDf)).toBe('9000')
    expect(bench.status(readDf)).toBe('6982')
    expect(bench.status(status('81'))).toBe('63c3')
  })

  it('begins anew with each VERIFY; what was left is lost [N030.900a]', () => {
    const bench = card(limited)
    bench.status(selectDf, verify('81'), readDf, verify('81'))
    expect([readDf, readDf, readDf].map((read) => bench.status(read))).toEqual(['9000', '9000', '6982'])
  })

  it('is used up by the rule, not by success: a read behind the end costs one', () => {
    const bench = card(limited)
    expect(bench.status(selectDf, verify('81'), '00b0810900', '00b0810900')).toBe('6b00')
    expect(bench.status(readDf)).toBe('6982')
  })

  it('is that of the security environment active in the folder of the password at VERIFY [N030.900b]', () => {
    const bench = benchWith([
      folder(
        'DF.QES',
        { applicationIdentifier: `{${AID}}` },
        password('PIN.QES', '01', { ...limited, accessRules: rules('({00||20},ALW)', { 2: '({00||20},ALW)' }) }),
        binaryFile('EF.B', '0001', Uint8Array.of(2), { shortFileIdentifier: '01', ...both }),
      ),
    ])
    expect(bench.status(selectDf, '0022f302', verify('81'), readDf)).toBe('9000')
    expect(bench.status(readDf)).toBe('6982')
  })

  it('that leaves the active environment out gives a status without uses', () => {
    const bench = card({ startSSecList: '{(2,05)}' })
    expect(bench.status(selectDf, verify('81'))).toBe('9000')
    expect(bench.status(readDf)).toBe('6982')
  })

  it('may be 255, although gemSpec_COS caps at 250', () => {
    const bench = card({ startSSecList: '{(1,ff)}' })
    bench.status(selectDf, verify('81'))
    const answers = Array.from({ length: 256 }, () => bench.status(readDf))
    expect(answers.filter((answer) => answer === '9000')).toHaveLength(255)
    expect(answers.at(-1)).toBe('6982')
  })
})

describe('a multi-reference password', () => {
  const references = () =>
    benchWith([
      password('PIN.CH', '01'),
      multiReference('MRPIN.A', '02', '01'),
      multiReference('MRPIN.B', '03', '01', { flagEnabled: 'FALSE' }),
      binaryFile('EF.A', '0001', Uint8Array.of(1), {
        shortFileIdentifier: '01',
        accessRules: rules('({00||b0},PWD(02))'),
      }),
      binaryFile('EF.B', '0002', Uint8Array.of(2), {
        shortFileIdentifier: '02',
        accessRules: rules('({00||b0},PWD(03))'),
      }),
    ])

  it('shares secret and counters with the password that it refers to [N016.325]', () => {
    const bench = references()
    expect(bench.status(verify('02', pin.wrong))).toBe('63c2')
    expect(bench.status(status('01'))).toBe('63c2')
    expect(bench.status(`0024000110${pin.right}${pin.fresh}`)).toBe('9000')
    expect(bench.status(verify('02', pin.fresh))).toBe('9000')
  })

  it('has a security status of its own', () => {
    const bench = references()
    expect(bench.status(verify('02'), status('01'))).toBe('63c3')
    expect(bench.status('00b0810000')).toBe('9000')
    expect(bench.status(verify('01'), verify('02', pin.wrong), status('01'))).toBe('9000')
  })

  it('that is switched off needs no status [N022.200a.2]', () => {
    const bench = references()
    expect(bench.status(status('03'))).toBe('62d0')
    expect(bench.status('00b0820000')).toBe('9000')
  })
})
