import { describe, expect, it } from 'vitest'
import { decodeClass } from '../../../../../simulator/card/core/class-byte.js'
import type { SimulatorError } from '../../../../../simulator/card/simulator-error.js'
import { benchWith } from '../card-bench.js'
import { binaryFile } from '../image-builder.js'

describe('decodeClass', () => {
  it.each([
    [0x00, { channel: 0, secureMessaging: false, chaining: false, plain: 0x00 }],
    [0x83, { channel: 3, secureMessaging: false, chaining: false, plain: 0x80 }],
    [0x0c, { channel: 0, secureMessaging: true, chaining: false, plain: 0x00 }],
    [0x1d, { channel: 1, secureMessaging: true, chaining: true, plain: 0x10 }],
    [0x40, { channel: 4, secureMessaging: false, chaining: false, plain: 0x00 }],
    [0x6f, { channel: 19, secureMessaging: true, chaining: false, plain: 0x00 }],
    [0xd2, { channel: 6, secureMessaging: false, chaining: true, plain: 0x90 }],
  ])('reads CLA %i', (cla, expected) => {
    expect(decodeClass(cla)).toEqual(expected)
  })

  it.each([0x04, 0x08, 0x20, 0x3f, 0xa0, 0xff])('knows no CLA %i', (cla) => {
    expect(decodeClass(cla)).toBeUndefined()
  })
})

describe('a malformed command', () => {
  const bench = benchWith([])

  it.each([
    ['', '6700'],
    ['00a4', '6700'],
    ['00a4040c02a0', '6700'],
    ['00a4040c0000', '6700'],
    ['20a4040c', '6e00'],
    ['00ff0000', '6d00'],
    ['80a4040c', '6d00'],
    ['10a4040c', '6884'],
    ['0ca4040c', '6988'],
  ])('%j is answered %s', (command, status) => {
    expect(bench.send(command)).toBe(status)
  })

  it('is one that is longer than the card takes: by EF.ATR, else by gemSpec_COS [N029.890]', () => {
    const command = (bytes: number) => `00d6810000${(bytes - 7).toString(16).padStart(4, '0')}${'00'.repeat(bytes - 7)}`
    const announcing = (limit: string) => binaryFile('EF.ATR', '2f01', Buffer.from(`e0040202${limit}`, 'hex'))
    expect(bench.status(command(1033))).toBe('6a82')
    expect(bench.status(command(1034))).toBe('6700')
    expect(benchWith([], { channels: 0 }).status(command(2057))).toBe('6a82')
    expect(benchWith([announcing('0100')]).status(command(257))).toBe('6700')
    expect(benchWith([announcing('0100')]).status(command(256))).toBe('6a82')
    expect(benchWith([binaryFile('EF.ATR', '2f01', Uint8Array.of(0xe0))]).status(command(1033))).toBe('6a82')
  })
})

describe('a card without power', () => {
  it('has no answer', () => {
    const bench = benchWith([])
    bench.core.powerOff()
    const removed = expect.objectContaining({ code: 'removed' }) as SimulatorError
    expect(() => bench.send('00a4040c')).toThrow(removed)
    expect(() => bench.core.reset()).toThrow(removed)
    bench.core.powerOn()
    expect(bench.send('00a4040c')).toBe('9000')
  })

  it('gives its warm answer to reset after a reset', () => {
    const bench = benchWith([])
    expect(bench.core.powerOn()[2]).toBe(0x96)
    expect(bench.core.reset()[2]).toBe(0x95)
  })
})
