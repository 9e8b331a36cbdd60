import { describe, expect, it } from 'vitest'
import { benchWith, type CardBench } from '../card-bench.js'
import { binaryFile, recordFile, rules } from '../image-builder.js'

/** Short identifiers: 01 with, 02 without life cycle of records, 03 transparent, 04 without rule. */
function card(): CardBench {
  const records = ['00000001', '00000002', '00000003']
  return benchWith([
    recordFile('EF.L', 'LinearFixedElementaryFile', records, {
      fileIdentifier: '0001',
      shortFileIdentifier: '01',
      flagRecordLifeCycleStatus: 'TRUE',
    }),
    recordFile('EF.N', 'LinearFixedElementaryFile', records, { fileIdentifier: '0002', shortFileIdentifier: '02' }),
    binaryFile('EF.B', '0003', Uint8Array.of(1), { shortFileIdentifier: '03' }),
    recordFile('EF.R', 'LinearFixedElementaryFile', records, {
      fileIdentifier: '0004',
      shortFileIdentifier: '04',
      accessRules: rules('({00||b2},ALW)'),
    }),
  ])
}

/** Status of READ RECORD for each of the three records. */
function reading(bench: CardBench): string[] {
  return ['01', '02', '03'].map((number) => bench.status(`00b2${number}0c00`))
}

const [ON, OFF] = ['9000', '6287']

describe('DEACTIVATE RECORD and ACTIVATE RECORD', () => {
  it('switch one record off and on, by short identifier or in the current file [N062.800a, N057.600a]', () => {
    const bench = card()
    expect(bench.status('0006020c')).toBe('9000')
    expect(reading(bench)).toEqual([ON, OFF, ON])
    expect(bench.status('00080204')).toBe('9000')
    expect(reading(bench)).toEqual([ON, ON, ON])
  })

  it('switch a record and all that follow [N062.800b, N057.600b]', () => {
    const bench = card()
    expect(bench.status('0006020d')).toBe('9000')
    expect(reading(bench)).toEqual([ON, OFF, OFF])
    expect(bench.status('0008030d')).toBe('9000')
    expect(reading(bench)).toEqual([ON, OFF, ON])
  })

  it('are content with what is so already [N062.700, N057.500]', () => {
    const bench = card()
    expect(bench.status('0006010c', '0006010c')).toBe('9000')
    expect(bench.status('0008010c', '0008010c')).toBe('9000')
  })

  it('keep a record that is off from every other command [N063.440, N064.600, N069.200a, N071.400]', () => {
    const bench = card()
    expect(bench.status('0006020c')).toBe('9000')
    expect(bench.send('00a2010c010000')).toBe('01039000')
    expect(bench.status('00dc020c0400000000')).toBe('6287')
    expect(bench.status('000c020c')).toBe('6287')
    expect(bench.status('800c020c')).toBe('6287')
  })

  it('need records with a life cycle, of a record that is there [N062.400, N062.500, N057.200, N057.300]', () => {
    const bench = card()
    for (const ins of ['06', '08']) {
      expect(bench.status(`00${ins}0114`)).toBe('6985')
      expect(bench.status(`00${ins}040c`)).toBe('6a83')
      expect(bench.status(`00${ins}000c`)).toBe('6a83')
      expect(bench.status(`00${ins}011c`)).toBe('6981')
      expect(bench.status(`00${ins}0124`)).toBe('6982')
      expect(bench.status(`00${ins}01f4`)).toBe('6a82')
      expect(bench.status(`00${ins}010e`)).toBe('6a86')
      expect(bench.status(`00${ins}010c00`)).toBe('6700')
    }
  })

  it('show in the file control parameters that records have a life cycle [N014.600b]', () => {
    const bench = card()
    expect(bench.send('00a4020402000100')).toContain('8f0101')
    expect(bench.send('00a4020402000200')).toContain('8f0100')
  })
})
