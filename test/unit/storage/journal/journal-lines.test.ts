import { describe, expect, it } from 'vitest'
import { concat } from '../../../../src/bytes/concat.js'
import { decodeLines, encodeLine } from '../../../../src/storage/journal/journal-lines.js'
import { flipBit } from '../../../support/flip-bit.js'

const zeros = (count: number): Uint8Array => new Uint8Array(count)
const first = encodeLine({ a: 1 })
const second = encodeLine({ b: 'Müller\n\0' })

describe('journal lines', () => {
  it('come back in their order, with the place where the next one goes', () => {
    const bytes = concat(first, second)
    expect(decodeLines(bytes)).toEqual({ records: [{ a: 1 }, { b: 'Müller\n\0' }], end: bytes.length })
  })

  it('end where the reserved room begins', () => {
    expect(decodeLines(concat(first, zeros(100)))).toEqual({ records: [{ a: 1 }], end: first.length })
  })

  it('are found behind a hole that a lost page left', () => {
    const bytes = concat(first, zeros(4096), second, zeros(10))
    expect(decodeLines(bytes)).toEqual({ records: [{ a: 1 }, { b: 'Müller\n\0' }], end: bytes.length - 10 })
  })

  it('count as a whole or not at all', () => {
    for (let bit = 0; bit < (first.length - 1) * 8; bit++) {
      const damaged = flipBit(first, Math.floor(bit / 8), 1 << (bit % 8))
      expect(decodeLines(concat(damaged, second)).records).toEqual([{ b: 'Müller\n\0' }])
    }
  })

  it('whose beginning or end is missing are passed over', () => {
    for (let cut = 1; cut < first.length; cut++) {
      const headless = concat(zeros(cut), first.subarray(cut), second)
      const tailless = concat(first.subarray(0, cut), zeros(first.length - cut), second)
      expect(decodeLines(headless).records).toEqual([{ b: 'Müller\n\0' }])
      expect(decodeLines(tailless).records).toEqual([{ b: 'Müller\n\0' }])
    }
  })

  it('are none in an empty file', () => {
    expect(decodeLines(zeros(0))).toEqual({ records: [], end: 0 })
  })
})
