import { describe, expect, it } from 'vitest'
import { concat } from '../../../../../src/bytes/concat.js'
import type { StateChange } from '../../../../../simulator/card/state/state-change.js'
import { decodeLog, encodeHeader, encodeTransaction } from '../../../../../simulator/card/state/state-log.js'

const digest = 'ab'.repeat(32)
const transactions: readonly (readonly StateChange[])[] = [
  [{ path: 'MF/PIN.CH', retryCounter: 2 }],
  [
    { path: 'MF/PIN.CH', retryCounter: 3, secret: '26123456ffffffff', transportStatus: 'regularPassword' },
    { path: 'EF.DIR', records: [{ value: '6101', active: true }] },
  ],
]
const lines = [encodeHeader(digest), ...transactions.map(encodeTransaction)]
const whole = concat(...lines)
const invalid = expect.objectContaining({ code: 'stateInvalid' }) as unknown as Error

describe('decodeLog', () => {
  it('gives back what was encoded', () => {
    expect(decodeLog(whole)).toEqual({
      imageDigest: digest,
      changes: transactions.flat(),
      transactions: 2,
      validBytes: whole.length,
    })
  })

  it('drops a last line that is cut at any byte, as a whole', () => {
    const untilLast = whole.length - (lines.at(-1)?.length ?? 0)
    for (let length = untilLast; length < whole.length; length++) {
      expect(decodeLog(whole.subarray(0, length)), String(length)).toMatchObject({
        changes: transactions[0],
        validBytes: untilLast,
      })
    }
  })

  it('drops a last line that is whole in length but not in content, as blocks written out of order leave it', () => {
    const torn = whole.slice()
    torn.fill(0, whole.length - 30, whole.length - 10)
    expect(decodeLog(torn).transactions).toBe(1)
  })

  it('refuses damage in front of a whole line: that is no torn write', () => {
    const damaged = whole.slice()
    damaged[(lines[0]?.length ?? 0) + 25] = 0x21
    expect(() => decodeLog(damaged)).toThrow(invalid)
  })

  it('refuses a torn or foreign header, and nothing at all', () => {
    expect(() => decodeLog(new Uint8Array(0))).toThrow(invalid)
    expect(() => decodeLog(whole.subarray(0, 20))).toThrow(invalid)
    expect(() => decodeLog(Buffer.from('hello\n'))).toThrow(invalid)
    expect(() => decodeLog(encodeTransaction([{ path: 'x' }]))).toThrow(invalid)
  })

  it.each([
    [{ retryCounter: 1 }],
    [{ path: 'x', retryCounter: '1' }],
    [{ path: 'x', colour: 'blue' }],
    [{ path: 'x', records: [{ value: 1, active: true }] }],
    [{ path: 'x', toString: 'y' }],
    ['text'],
    [null],
  ])('refuses a change that this card does not write: %j', (change) => {
    const line = encodeTransaction([change as unknown as StateChange])
    expect(() => decodeLog(concat(encodeHeader(digest), line))).toThrow(invalid)
  })
})
