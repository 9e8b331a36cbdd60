import { describe, expect, it } from 'vitest'
import { benchWith, type CardBench } from '../card-bench.js'
import { binaryFile, recordFile } from '../image-builder.js'

/** Short identifiers: 01 linear variable (3 records of at most 4 bytes, 10 bytes in all), 02 linear fixed, 03 cyclic. */
function card(): CardBench {
  return benchWith([
    recordFile('EF.V', 'LinearVariableElementaryFile', ['6101', '6202aa'], {
      fileIdentifier: '0001',
      shortFileIdentifier: '01',
    }),
    recordFile('EF.F', 'LinearFixedElementaryFile', ['00000000', 'aabbccdd'], {
      fileIdentifier: '0002',
      shortFileIdentifier: '02',
    }),
    recordFile('EF.C', 'CyclicElementaryFile', ['00000001', '00000002', '00000003'], {
      fileIdentifier: '0003',
      shortFileIdentifier: '03',
    }),
    binaryFile('EF.B', '0004', Uint8Array.of(1), { shortFileIdentifier: '04' }),
  ])
}

const read = (number: string, file = '0c') => `00b2${number}${file}00`
const [VARIABLE, FIXED, CYCLIC, BINARY, CURRENT] = ['0c', '14', '1c', '24', '04'] as const

describe('READ RECORD', () => {
  it('reads by number, from the file named or the current one', () => {
    const bench = card()
    expect(bench.send(read('01', VARIABLE))).toBe('61019000')
    expect(bench.send(read('02', CURRENT))).toBe('6202aa9000')
  })

  it('warns where an explicit Le wants more than the record has [N067.000]', () => {
    const bench = card()
    expect(bench.send('00b2010c04')).toBe('61016282')
    expect(bench.send('00b2010c01')).toBe('619000')
  })

  it('knows no record beyond the last, nor number 0', () => {
    const bench = card()
    expect(bench.status(read('03', VARIABLE))).toBe('6a83')
    expect(bench.status(read('00', VARIABLE))).toBe('6a83')
  })

  it('refuses transparent files, missing files and other modes', () => {
    const bench = card()
    expect(bench.status(read('01', CURRENT))).toBe('6986')
    expect(bench.status(read('01', BINARY))).toBe('6981')
    expect(bench.status(read('01', 'f4'))).toBe('6a82')
    expect(bench.status(read('01', '0d'))).toBe('6a86')
    expect(bench.status('00b2010c')).toBe('6700')
  })

  it('refuses a deactivated record, and a search passes it by [N066.800, N069.200a]', () => {
    const bench = card()
    const file = bench.core.image.root.files[0]
    bench.core.memory.commit([
      {
        path: file?.path ?? '',
        records: [
          { value: '61aa', active: false },
          { value: '62aa', active: true },
        ],
      },
    ])
    expect(bench.status(read('01', VARIABLE))).toBe('6287')
    expect(bench.send('00a2010c01aa00')).toBe('029000')
    expect(bench.status('00dc010c0161')).toBe('6287')
  })
})

describe('SEARCH RECORD', () => {
  it('gives the numbers of the records that contain the pattern, from P1 on', () => {
    const bench = card()
    expect(bench.send('00a2011c02000000')).toBe('0102039000')
    expect(bench.send('00a2021c010000')).toBe('02039000')
    expect(bench.send('00a2011c040000000200')).toBe('029000')
  })

  it('answers 6282 where none does, and 6A83 where it cannot begin', () => {
    const bench = card()
    expect(bench.send('00a2011c01ff00')).toBe('6282')
    expect(bench.status('00a2041c010000')).toBe('6a83')
    expect(bench.status('00a2001c010000')).toBe('6a83')
  })
})

describe('UPDATE RECORD', () => {
  it('replaces a record, in fixed files by one of the same length only', () => {
    const bench = card()
    expect(bench.status('00dc02140411223344')).toBe('9000')
    expect(bench.send(read('02', FIXED))).toBe('112233449000')
    expect(bench.status('00dc021403112233')).toBe('6700')
    expect(bench.status('00dc010c0401020304')).toBe('9000')
    expect(bench.status('00dc010c050102030405')).toBe('6700')
    expect(bench.status('00dc031401ff')).toBe('6a83')
  })

  it('keeps all records of a linear variable file within its size', () => {
    const bench = card()
    expect(bench.status('00dc010c0401020304', '00dc020c0401020304')).toBe('9000')
    expect(bench.status('00e2000803ffffff')).toBe('6a84')
    expect(bench.status('00e2000802ffff')).toBe('9000')
  })
})

describe('APPEND RECORD', () => {
  it('appends at the end of a linear file until it is full', () => {
    const bench = card()
    expect(bench.status('00e2000801ff')).toBe('9000')
    expect(bench.send(read('03', VARIABLE))).toBe('ff9000')
    expect(bench.status('00e2000801ff')).toBe('6a84')
  })

  it('puts the newest first in a cyclic file, which forgets the oldest [N059.650d.2]', () => {
    const bench = card()
    expect(bench.status('00e20018040000000f')).toBe('9000')
    expect(bench.send(read('01', CYCLIC))).toBe('0000000f9000')
    expect(bench.send(read('03', CYCLIC))).toBe('000000029000')
    expect(bench.status(read('04', CYCLIC))).toBe('6a83')
    expect(bench.status('00e200180100')).toBe('6700')
  })

  it('has no record number', () => {
    expect(card().status('00e2010801ff')).toBe('6a86')
    expect(card().status('00e2000c01ff')).toBe('6a86')
  })
})

describe('ERASE RECORD and DELETE RECORD', () => {
  it('erase the bytes of a record; take the whole record away', () => {
    const bench = card()
    expect(bench.status('000c0214')).toBe('9000')
    expect(bench.send(read('02', FIXED))).toBe('000000009000')
    expect(bench.status('800c010c')).toBe('9000')
    expect(bench.send(read('01', VARIABLE))).toBe('6202aa9000')
    expect(bench.status(read('02', VARIABLE))).toBe('6a83')
    expect(bench.status('800c020c')).toBe('6a83')
    expect(bench.status('000c020c')).toBe('6a83')
  })
})
