import { describe, expect, it } from 'vitest'
import { concat } from '../../../../src/bytes/concat.js'
import { DecodeError } from '../../../../src/bytes/decode-error.js'
import { fromHex, toHex } from '../../../../src/bytes/hex.js'
import { MessageSplitter } from '../../../../simulator/reader/wire/message-splitter.js'
import { decodeQuestion, encodeAnswer } from '../../../../simulator/reader/wire/question.js'

describe('decodeQuestion', () => {
  it.each([
    ['50', { kind: 'presence' }],
    ['55', { kind: 'powerUp' }],
    ['52', { kind: 'reset' }],
    ['44', { kind: 'powerDown' }],
    ['5400a4040c', { kind: 'transmit', command: fromHex('00a4040c') }],
    ['4342000d48', { kind: 'control', code: 0x42000d48, input: new Uint8Array(0) }],
    ['4342000bbe0102', { kind: 'control', code: 0x42000bbe, input: Uint8Array.of(1, 2) }],
  ])('reads %s', (message, question) => {
    expect(decodeQuestion(fromHex(message))).toEqual(question)
  })

  it.each(['', '00', '5001', '43420000', '70'])('refuses %j with the place of the fault', (message) => {
    expect(() => decodeQuestion(fromHex(message))).toThrow(DecodeError)
  })
})

describe('encodeAnswer', () => {
  it('puts length and status before the body', () => {
    expect(toHex(encodeAnswer({ status: 'done', body: fromHex('9000') }))).toBe('00000003009000')
    expect(toHex(encodeAnswer({ status: 'noCard' }))).toBe('0000000101')
    expect(toHex(encodeAnswer({ status: 'readerGone' }))).toBe('0000000104')
  })
})

describe('MessageSplitter', () => {
  const stream = concat(fromHex('00000001 50'), fromHex('00000003 540102'), fromHex('00000000'))

  it('finds the same messages wherever the stream is cut', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      const splitter = new MessageSplitter({ lengthBytes: 4, longest: 10 })
      const messages = [...splitter.take(stream.subarray(0, cut)), ...splitter.take(stream.subarray(cut))]
      expect(messages.map(toHex)).toEqual(['50', '540102', ''])
    }
  })

  // The slice of a Buffer copies nothing.
  it.each([Uint8Array, Buffer])('keeps no view of the %o that it was given', (kind) => {
    const splitter = new MessageSplitter({ lengthBytes: 4, longest: 10 })
    const bytes = kind.from(fromHex('00000001 50 00000002 54'))
    const [message] = splitter.take(bytes)
    bytes.fill(0)
    const [cut] = splitter.take(kind.from([1]))
    expect([message, cut].map((found) => found && toHex(found))).toEqual(['50', '5401'])
  })

  it('refuses a message that is longer than any can be', () => {
    expect(() => new MessageSplitter({ lengthBytes: 2, longest: 10 }).take(fromHex('000b'))).toThrow(DecodeError)
  })
})
