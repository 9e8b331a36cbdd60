import { describe, expect, it } from 'vitest'
import {
  algorithmList,
  applicationIdentifiers,
  booleanValue,
  curveName,
  hexBytes,
  hexNumber,
  isUnset,
  startSsecList,
  transportStatus,
} from '../../../../../simulator/card/image/attribute-values.js'

const at = (text: string) => ({ text, position: { line: 1, column: 1 } })
const invalid = expect.objectContaining({ code: 'imageInvalid' }) as unknown as Error

describe('attribute values', () => {
  it.each(['', ' \n', 'AttributeNotSet', 'attributenotset', ' Wildcard '])('counts %j as not set', (text) => {
    expect(isUnset(at(text))).toBe(true)
  })

  it('does not count a value as not set', () => {
    expect(isUnset(at('00'))).toBe(false)
  })

  it.each([
    ['14', 20],
    ['00fa', 250],
    ['0800', 2048],
    [' 0A ', 10],
  ])('reads number %j as hexadecimal', (text, value) => {
    expect(hexNumber(at(text))).toBe(value)
  })

  it.each(['0x14', '1g', '', '123456789'])('refuses %j as a number', (text) => {
    expect(() => hexNumber(at(text))).toThrow(invalid)
  })

  it('reads booleans in any case and refuses other words', () => {
    expect([booleanValue(at('TRUE')), booleanValue(at('True')), booleanValue(at('false'))]).toEqual([true, true, false])
    expect(() => booleanValue(at('yes'))).toThrow(invalid)
  })

  it('reads bytes over lines and refuses odd digits', () => {
    expect(hexBytes(at('0a\n 0B'))).toEqual(Uint8Array.of(0x0a, 0x0b))
    expect(() => hexBytes(at('0a0'))).toThrow(invalid)
  })

  it('reads names in any case', () => {
    expect(curveName(at('BRAINPOOLp256R1'))).toBe('brainpoolP256r1')
    expect(transportStatus(at('TransportPin'))).toBe('transportPIN')
    expect(() => curveName(at('curve25519'))).toThrow(invalid)
  })

  it('reads sets of application identifiers', () => {
    expect(applicationIdentifiers(at('{d276, a000}'))).toEqual([Uint8Array.of(0xd2, 0x76), Uint8Array.of(0xa0, 0x00)])
    expect(applicationIdentifiers(at('{}'))).toEqual([])
    expect(() => applicationIdentifiers(at('d276'))).toThrow(invalid)
  })

  it('reads uses by security environment; 255 is accepted on purpose, 256 and 0 are not', () => {
    expect([...startSsecList(at('{(1,00fa),( 2 , INFINITY )}'))]).toEqual([
      [1, 250],
      [2, Infinity],
    ])
    expect(startSsecList(at('{(1,ff)}')).get(1)).toBe(255)
    for (const text of ['{(1,100)}', '{(1,00)}', '{(1,zz)}', '{(1)}', '(1,01)', '{(1,01)']) {
      expect(() => startSsecList(at(text)), text).toThrow(invalid)
    }
  })

  it('reads algorithms by security environment and sets unknown names apart', () => {
    const { list, unknown } = algorithmList(at('{[1,(signPSS, rsaDecipherOaep)],[2,(SIGNecdsa,signEd25519)]}'))
    expect([...list]).toEqual([
      [1, ['signPSS', 'rsaDecipherOaep']],
      [2, ['signECDSA']],
    ])
    expect(unknown).toEqual(['signEd25519'])
    expect(() => algorithmList(at('{[1,signPSS]}'))).toThrow(invalid)
  })
})
