import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isHealthCardError } from '../../../src/errors/health-card-error.js'
import { isTokenReader, parseReaderAddress, readerName } from '../../../src/pkcs11/reader-address.js'

describe('a reader of PKCS#11', () => {
  it.each([
    ['pkcs11:/usr/lib/m.so', { module: '/usr/lib/m.so', filter: {} }],
    ['pkcs11:softhsm2?token=Praxis%20Dr.%20A', { module: 'softhsm2', filter: { token: 'Praxis Dr. A' } }],
    ['pkcs11:m?serial=00ff&slot=7', { module: 'm', filter: { serial: '00ff', slot: '7' } }],
    ['pkcs11:', { module: undefined, filter: {} }],
    ['pkcs11:token=HBA;serial=1', { module: undefined, filter: { token: 'HBA', serial: '1' } }],
    ['pkcs11:slot-id=3?module-path=/m.so', { module: '/m.so', filter: { slot: '3' } }],
    ['pkcs11:manufacturer=M;model=X?module-name=m', { module: 'm', filter: { manufacturer: 'M', model: 'X' } }],
  ])('%s', (reader, address) => {
    expect(parseReaderAddress(reader)).toEqual(address)
  })

  it.each([
    'pkcs11:m?label=X',
    'pkcs11:m?slot=one',
    'pkcs11:m?token=a&token=b',
    'pkcs11:m?token',
    'pkcs11:token=%ZZ',
    // The key is chosen by --key.
    'pkcs11:token=HBA;id=%01',
    'pkcs11:token=HBA?pin-source=file:/pin',
  ])('refuses %s', (reader) => {
    expect(() => parseReaderAddress(reader)).toThrow(expect.objectContaining({ code: 'HC_USAGE_INVALID' }))
  })

  it('refuses a PIN in a URI and repeats it nowhere', () => {
    const read = (): unknown => parseReaderAddress('pkcs11:token=HBA?pin-value=73519264')
    expect(read).toThrow(expect.objectContaining({ code: 'HC_USAGE_SECRET_ARGUMENT' }))
    expect(read).not.toThrow(/73519264/)
  })

  it('finds again what it names', () => {
    const text = fc.string({ minLength: 1, maxLength: 32 }).filter((value) => !/\p{Cs}/u.test(value))
    fc.assert(
      fc.property(text, fc.nat(), (serial, slot) => {
        const name = readerName('/usr/lib/m.so', { serial, slot: String(slot) })
        expect(isTokenReader(name)).toBe(true)
        expect(parseReaderAddress(name)).toEqual({ module: '/usr/lib/m.so', filter: { serial, slot: String(slot) } })
      }),
    )
  })

  it('reads or refuses whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseReaderAddress(`pkcs11:${text}`)
        } catch (error) {
          expect(isHealthCardError(error, 'HC_USAGE_INVALID', 'HC_USAGE_SECRET_ARGUMENT')).toBe(true)
        }
      }),
    )
  })
})
