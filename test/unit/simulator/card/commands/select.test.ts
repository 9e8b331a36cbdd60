import { describe, expect, it } from 'vitest'
import { benchWith } from '../card-bench.js'
import { binaryFile, ecKey, folder, recordFile, rules } from '../image-builder.js'

const privateKey = '01'.repeat(32)

function card() {
  return benchWith([
    binaryFile('EF.GDO', '2f02', Uint8Array.of(1, 2, 3), { shortFileIdentifier: '02', numberOfOctet: '0010' }),
    recordFile('EF.DIR', 'LinearVariableElementaryFile', ['61'], { fileIdentifier: '2f00' }),
    recordFile('EF.FIX', 'LinearFixedElementaryFile', [], {
      fileIdentifier: '2f10',
      shortFileIdentifier: '',
      numberOfOctet: '',
      flagRecordLifeCycleStatus: 'TRUE',
    }),
    recordFile('EF.CYC', 'CyclicElementaryFile', [], { fileIdentifier: '2f11', shortFileIdentifier: '11' }),
    folder(
      'DF.A',
      { applicationIdentifier: '{a001,a0010203}', fileIdentifier: '0a01' },
      binaryFile('EF.X', 'c000', Uint8Array.of(0x0a)),
      ecKey('PrK.A', '06', privateKey),
      folder('DF.C', { applicationIdentifier: '{c001}' }, binaryFile('EF.X', 'c000', Uint8Array.of(0x0c))),
    ),
    folder('DF.B', { applicationIdentifier: '{a001}' }, binaryFile('EF.X', 'c000', Uint8Array.of(0x0b))),
    folder(
      'DF.OFF',
      { applicationIdentifier: '{f001}', lifeCycleStatus: 'DEACTIVATED' },
      binaryFile('EF.Y', 'c001', Uint8Array.of(1)),
    ),
    folder('DF.END', { applicationIdentifier: '{f002}', lifeCycleStatus: 'TERMINATED' }),
  ])
}

/** Reads the first byte of the file C000 in the current folder: says which folder it is. */
const whereAmI = ['00a4020c02c000', '00b0000001'] as const

function place(bench: ReturnType<typeof card>): string {
  const [selectFile, read] = whereAmI
  return bench.status(selectFile) === '9000' ? bench.send(read) : 'MF'
}

describe('SELECT', () => {
  it('selects the MF without a name, with and without answer', () => {
    const bench = card()
    expect(bench.send('00a4040c')).toBe('9000')
    expect(bench.send('00a4040400')).toBe('621282017883023f008406d276000146018a01059000')
    expect(bench.send('00a40404000000')).toBe('621282017883023f008406d276000146018a01059000')
  })

  it('selects by name wherever the folder is, by the whole name only [N048.000a]', () => {
    const bench = card()
    expect(bench.status('00a4040c02a001')).toBe('9000')
    expect(place(bench)).toBe('0a9000')
    expect(bench.status('00a4040c02c001')).toBe('9000')
    expect(place(bench)).toBe('0c9000')
    expect(bench.status('00a4040c01a0')).toBe('6a82')
    expect(bench.status('00a4040c04a0010203')).toBe('9000')
    expect(place(bench)).toBe('0a9000')
  })

  it('selects the next folder of that name after the current one, and none after the last [N048.000d]', () => {
    const bench = card()
    expect(bench.status('00a4040c02a001', '00a4040e02a001')).toBe('9000')
    expect(place(bench)).toBe('0b9000')
    expect(bench.status('00a4040e02a001')).toBe('6a82')
    expect(bench.status('00a4040c', '00a4040e02a001')).toBe('6a82')
    expect(bench.send('00a4040c')).toBe('9000')
    expect(bench.status('00a4040600')).toBe('9000')
    expect(place(bench)).toBe('0a9000')
  })

  it('selects a child folder by file identifier and the parent, but nothing above the MF', () => {
    const bench = card()
    expect(bench.status('00a4010c020a01')).toBe('9000')
    expect(place(bench)).toBe('0a9000')
    expect(bench.status('00a4010c020a01')).toBe('6a82')
    expect(bench.status('00a4030c')).toBe('9000')
    expect(bench.status('00a4030c')).toBe('6a82')
    expect(bench.send('00a40104020a0100')).toBe('621482017883020a018402a0018404a00102038a01059000')
  })

  it('gives the file control parameters of a transparent file [N014.000 to N014.700]', () => {
    expect(card().send('00a40204022f0200')).toBe('62158002001082014183022f028801108a0105c50200039000')
  })

  it('gives those of structured files with record sizes and life cycle flag', () => {
    const bench = card()
    expect(bench.send('00a40204022f0000')).toBe('62188002000a8205444100040383022f008801f08a01058f01009000')
    expect(bench.send('00a40204022f1000')).toBe('62138205424100040383022f1088008a01058f01019000')
    expect(bench.send('00a40204022f1100')).toContain('82054641000403')
  })

  it('gives a size of structured files only where records differ in length, and always there [N014.000]', () => {
    const bench = benchWith([
      recordFile('EF.V', 'LinearVariableElementaryFile', [], { fileIdentifier: '0001', numberOfOctet: '' }),
      recordFile('EF.F', 'LinearFixedElementaryFile', [], { fileIdentifier: '0002', numberOfOctet: '0c' }),
      recordFile('EF.C', 'CyclicElementaryFile', [], { fileIdentifier: '0003', numberOfOctet: '0c' }),
    ])
    expect(bench.send('00a4020402000100')).toMatch(/^62188002000c820544/)
    expect(bench.send('00a4020402000200')).toMatch(/^6214820542/)
    expect(bench.send('00a4020402000300')).toMatch(/^6214820546/)
  })

  it('cuts the parameters at Le [N048.300a]', () => {
    expect(card().send('00a4040404')).toBe('621282019000')
  })

  it('changes nothing where it finds nothing [N048.100]', () => {
    const bench = card()
    bench.status('00a4040c02c001', '00a4020c02c000')
    expect(bench.status('00a4040c02ffff')).toBe('6a82')
    expect(bench.status('00a4020c02ffff')).toBe('6a82')
    expect(bench.send('00b0000001')).toBe('0c9000')
  })

  it('of a folder leaves no current file [N048.200b.2]', () => {
    const bench = card()
    expect(bench.status('00a4020c022f02', '00a4040c', '00b0000000')).toBe('6986')
  })

  it('warns of a deactivated or terminated folder and what is in it, and selects it all the same', () => {
    const bench = card()
    expect(bench.status('00a4040c02f002')).toBe('6285')
    expect(bench.status('00a4040c02f001')).toBe('6283')
    expect(bench.send('00a4020402c00100')).toMatch(/8a0105.*6283$/)
    // The rules of the active file do not hold inside a deactivated folder (N020.600c).
    expect(bench.status('00b0000000')).toBe('6982')
  })

  it('is gone on a terminated card [N047.590]', () => {
    expect(benchWith([], { lifeCycle: 'TERMINATED' }).status('00a4040c')).toBe('6d00')
  })

  it('gives file control information of an application where P2 asks for it, as tools of the field do', () => {
    const bench = card()
    const parameters = bench.send('00a4040404a001020300')
    expect(parameters).toMatch(/^62.*9000$/)
    expect(bench.send('00a4040004a001020300')).toBe(parameters.replace(/^62/, '6f'))
  })

  it('refuses variants and cases that it does not have', () => {
    const bench = card()
    expect(bench.status('00a40000023f00')).toBe('6a86')
    expect(bench.status('00a4040002a001')).toBe('6a86')
    expect(bench.status('00a4010e020a01')).toBe('6a86')
    expect(bench.status('00a4040c00')).toBe('6700')
    expect(bench.status('00a40404')).toBe('6700')
    expect(bench.status('00a4010c010a')).toBe('6700')
    expect(bench.status('00a4030c020a01')).toBe('6700')
    expect(bench.status(`00a4040c11${'aa'.repeat(17)}`)).toBe('6700')
  })
})

describe('leaving a folder', () => {
  const choose = '002241b606840186800100'
  const sign = `002a9e9a20${'ab'.repeat(32)}00`

  it('empties references to keys in it, and keeps those of folders above [N048.200b.8]', () => {
    const bench = card()
    expect(bench.status('00a4040c02a001', choose, '00a4040c02a001', sign)).toBe('9000')
    expect(bench.status('00a4040c02c001', sign)).toBe('9000')
    expect(bench.status('00a4040c', '00a4040c02a001', sign)).toBe('6985')
  })

  it('puts its security environment back to 1, and keeps that of folders on both paths [N048.200b.3, b.4]', () => {
    const inSecondOnly = { accessRules: rules('', { 2: '({00||b0},ALW)' }), shortFileIdentifier: '01' }
    const bench = benchWith([
      folder(
        'DF.A',
        { applicationIdentifier: '{a001}' },
        binaryFile('EF.A', '0001', Uint8Array.of(1), inSecondOnly),
        folder('DF.C', { applicationIdentifier: '{c001}' }),
      ),
    ])
    const [enter, read] = ['00a4040c02a001', '00b0810000']
    expect(bench.status(enter, read)).toBe('6982')
    expect(bench.status('0022f302', read)).toBe('9000')
    expect(bench.status(enter, read)).toBe('9000')
    expect(bench.status('00a4040c02c001', enter, read)).toBe('9000')
    expect(bench.status('00a4040c', enter, read)).toBe('6982')
  })
})
