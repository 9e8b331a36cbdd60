import { describe, expect, it } from 'vitest'
import { delayOf, parseDelay, type DelayKind } from '../../../../simulator/card/delays.js'

describe('parseDelay', () => {
  it.each([
    ['sign=200ms', ['sign', 200]],
    ['any=0.5s', ['any', 500]],
    ['read=1s', ['read', 1000]],
    ['decipher=12.5ms', ['decipher', 12.5]],
  ])('reads %s', (text, expected) => {
    expect(parseDelay(text)).toEqual(expected)
  })

  it.each(['sign', 'sign=200', 'paint=1s', 'sign=-1ms', 'sign=1m', ''])('refuses %j', (text) => {
    expect(() => parseDelay(text)).toThrow(expect.objectContaining({ code: 'delayInvalid' }))
  })
})

describe('delayOf', () => {
  const delays = new Map<DelayKind, number>([
    ['sign', 1],
    ['verify', 2],
    ['read', 3],
    ['decipher', 4],
    ['any', 5],
  ])
  const of = (command: string, known: ReadonlyMap<DelayKind, number> = delays) =>
    delayOf(Buffer.from(command, 'hex'), known)

  it('tells the kinds of commands apart, in every channel', () => {
    expect([of('002a9e9a'), of('01880000')]).toEqual([1, 1])
    expect([of('00200001'), of('03240001'), of('002c0001')]).toEqual([2, 2, 2])
    expect([of('00b08100'), of('00b2010c'), of('00a2010c')]).toEqual([3, 3, 3])
    expect(of('002a8086')).toBe(4)
    expect([of('00a4040c'), of('80200001'), of('002241b6'), of('')]).toEqual([5, 5, 5, 5])
  })

  it('falls back to any, and to none', () => {
    expect(of('002a9e9a', new Map([['any', 7]]))).toBe(7)
    expect(of('002a9e9a', new Map([['read', 7]]))).toBe(0)
  })
})
