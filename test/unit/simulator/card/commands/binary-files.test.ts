import { describe, expect, it } from 'vitest'
import { benchWith, type CardBench } from '../card-bench.js'
import { binaryFile, folder, password, recordFile, rules } from '../image-builder.js'

/** A file of 8 bytes that holds 01 02 03 04, short identifier 01; an empty one, 02; a structured one, 03. */
function card(): CardBench {
  return benchWith([
    binaryFile('EF.A', '0001', Uint8Array.of(1, 2, 3, 4), { shortFileIdentifier: '01', numberOfOctet: '08' }),
    binaryFile('EF.EMPTY', '0002', new Uint8Array(0), { shortFileIdentifier: '02', numberOfOctet: '04' }),
    recordFile('EF.R', 'LinearFixedElementaryFile', ['01020304'], { shortFileIdentifier: '03' }),
    folder('DF.A', { applicationIdentifier: '{a001}' }),
  ])
}

const all = '00b0810000'

describe('READ BINARY', () => {
  it('reads by short file identifier, which becomes the current file, and then by offset', () => {
    const bench = card()
    expect(bench.status('00b0000000')).toBe('6986')
    expect(bench.send('00b0810100')).toBe('0203049000')
    expect(bench.send('00b0000200')).toBe('03049000')
  })

  it('gives at most what Le asks for', () => {
    expect(card().send('00b0810102')).toBe('02039000')
  })

  it('warns where an explicit Le wants more than there is, a wildcard never does [N052.300]', () => {
    const bench = card()
    expect(bench.send('00b0810205')).toBe('03046282')
    expect(bench.send('00b0810200')).toBe('03049000')
    expect(bench.send('00b08102000000')).toBe('03049000')
    expect(bench.send('00b08102000005')).toBe('03046282')
  })

  it('answers 6B00 from the logical end on, so an empty file is answered like that [N052.100]', () => {
    const bench = card()
    expect(bench.status('00b0810400')).toBe('6b00')
    expect(bench.status('00b0820000')).toBe('6b00')
  })

  it('looks for short file identifiers in the current folder only', () => {
    expect(card().status('00a4040c02a001', all)).toBe('6a82')
  })

  it('does not read structured files, and does not change the current file where there is none', () => {
    const bench = card()
    expect(bench.status('00b0830000')).toBe('6981')
    expect(bench.status(all, '00b09f0000')).toBe('6a82')
    expect(bench.send('00b0000000')).toBe('010203049000')
  })

  it('refuses other cases and parameters', () => {
    const bench = card()
    expect(bench.status('00b08100')).toBe('6700')
    expect(bench.status('00b0810001ff00')).toBe('6700')
    expect(bench.status('00b0e10000')).toBe('6a86')
  })

  it('reads more than a short answer holds', () => {
    const bench = benchWith([binaryFile('EF.BIG', '0001', new Uint8Array(3000), { shortFileIdentifier: '01' })])
    expect(bench.send(all)).toHaveLength(2 * 258)
    expect(bench.send('00b08100000000')).toHaveLength(2 * 3002)
    expect(bench.send('00b0000b00')).toHaveLength(2 * 258)
    expect(bench.send('00b00bb000')).toBe('00000000000000009000')
  })
})

describe('UPDATE BINARY', () => {
  it('replaces bytes and moves the logical end where they reach beyond it [N054.500]', () => {
    const bench = card()
    expect(bench.status('00d6810302aabb')).toBe('9000')
    expect(bench.send(all)).toBe('010203aabb9000')
    expect(bench.status('00d6000001ff')).toBe('9000')
    expect(bench.send(all)).toBe('ff0203aabb9000')
  })

  it('fills a gap with zeros', () => {
    const bench = card()
    expect(bench.status('00d6810601cc')).toBe('9000')
    expect(bench.send(all)).toBe('010203040000cc9000')
  })

  it('does not reach beyond the file', () => {
    const bench = card()
    expect(bench.status('00d6810801ff')).toBe('6b00')
    expect(bench.status('00d6810702ffff')).toBe('6a84')
    expect(bench.send(all)).toBe('010203049000')
  })

  it('obeys the access rule', () => {
    const bench = benchWith([
      password('PIN.CH', '01'),
      binaryFile('EF.HPD', 'd001', new Uint8Array(0), {
        shortFileIdentifier: '01',
        numberOfOctet: '0800',
        accessRules: rules('({00||b0},ALW),({00||d6},PWD(01))'),
      }),
    ])
    expect(bench.status('00d6810001aa')).toBe('6982')
    expect(bench.status('002000010826123456ffffffff', '00d6810001aa')).toBe('9000')
    expect(bench.send('00b0810000')).toBe('aa9000')
  })
})

describe('WRITE BINARY', () => {
  it('appends at the logical end until the file is full', () => {
    const bench = card()
    expect(bench.status('00d0810002aabb')).toBe('9000')
    expect(bench.status('00d0000002ccdd')).toBe('9000')
    expect(bench.send(all)).toBe('01020304aabbccdd9000')
    expect(bench.status('00d0810001ee')).toBe('6a84')
  })

  it('has no offset', () => {
    expect(card().status('00d0810101aa')).toBe('6a86')
    expect(card().status('00d0010001aa')).toBe('6a86')
  })
})

describe('ERASE BINARY and SET LOGICAL EOF', () => {
  it('erase to zeros and keep the logical end; cut it and never lengthen', () => {
    const bench = card()
    expect(bench.status('000e8102')).toBe('9000')
    expect(bench.send(all)).toBe('010200009000')
    expect(bench.status('800e8101')).toBe('9000')
    expect(bench.send(all)).toBe('019000')
    expect(bench.status('800e8105')).toBe('9000')
    expect(bench.send(all)).toBe('019000')
    expect(bench.status('000e8108')).toBe('6b00')
    expect(bench.status('800e8108')).toBe('6b00')
  })
})
