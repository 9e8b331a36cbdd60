import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SecretBytes } from '../../../src/bytes/secret-bytes.js'
import { SecretsStream } from '../../../src/cli/secrets/secrets-stream.js'
import { isHealthCardError } from '../../../src/errors/health-card-error.js'

function read(text: string): SecretsStream {
  return SecretsStream.read(Buffer.from(text))
}

function digits(secret: SecretBytes | undefined): string | undefined {
  return secret?.use((bytes) => Buffer.from(bytes).toString('latin1'))
}

describe('SecretsStream', () => {
  it('reads names and digits with LF, CRLF and no line end at all; # and blank lines are skipped', () => {
    const stream = read('# PINs\r\n\r\nPIN.QES=123456\r\nPIN.QES.puk=12345678\n \t\nMRPIN.NFD.new=0000')
    expect(digits(stream.take('PIN.QES'))).toBe('123456')
    expect(digits(stream.take('PIN.QES.puk'))).toBe('12345678')
    expect(digits(stream.take('MRPIN.NFD.new'))).toBe('0000')
  })

  it('skips a byte order mark', () => {
    expect(digits(read('\ufeffPIN.CH=1234').take('PIN.CH'))).toBe('1234')
  })

  it('gives several lines of one name in their order, each once', () => {
    const stream = read('PIN.QES=111111\nPIN.QES=222222\n')
    expect(stream.count('PIN.QES')).toBe(2)
    expect([stream.take('PIN.QES'), stream.take('PIN.QES'), stream.take('PIN.QES')].map(digits)).toEqual([
      '111111',
      '222222',
      undefined,
    ])
  })

  it.each([
    'PIN.QES',
    'PIN.QES=',
    '=123456',
    'PIN.QES =123456',
    ' PIN.QES=123456',
    'PIN.QES=123456 ',
    'PIN.QES=12 34',
    'PIN.QES=12345a',
    'PIN.QES=１２３４',
    'PIN.QES==1234',
    'pin.qes=123456',
    'PIN.QES.old=123456',
    'QES=123456',
    'PIN.QES=1234\u0000',
  ])('refuses the line »%s« with its number', (line) => {
    try {
      read(`PIN.CH=1234\n${line}\n`)
      expect.unreachable()
    } catch (error) {
      expect(isHealthCardError(error, 'HC_SECRETS_MALFORMED') && error.data).toEqual({ line: 2 })
    }
  })

  it('overwrites the bytes that it read from, also where it refuses them', () => {
    const good = Buffer.from('PIN.CH=1234')
    SecretsStream.read(good)
    const bad = Buffer.from('PIN.CH=1234\nx')
    expect(() => SecretsStream.read(bad)).toThrow()
    expect([...good, ...bad].every((byte) => byte === 0)).toBe(true)
  })

  it('never puts a piece of a value into an error, whatever the line', () => {
    const line = fc.tuple(fc.string(), fc.stringMatching(/^[0-9]{6,12}$/), fc.string())
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), (parts) => {
        try {
          read(parts.map(([before, secret, after]) => `${before}=${secret}${after}`).join('\n'))
        } catch (error) {
          if (!isHealthCardError(error, 'HC_SECRETS_MALFORMED')) throw error
          const told = `${error.message} ${JSON.stringify(error.data)} ${String(error.stack)}`
          for (const [, secret] of parts) expect(told).not.toContain(secret)
        }
      }),
    )
  })

  it('reads back every list of names and digits', () => {
    const name = fc.constantFrom('PIN.QES', 'PIN.CH.new', 'PIN.SMC.puk', 'PIN.CH.transport')
    const entry = fc.tuple(name, fc.stringMatching(/^[0-9]{1,16}$/))
    fc.assert(
      fc.property(fc.array(entry), fc.constantFrom('\n', '\r\n'), (entries, end) => {
        const stream = read(entries.map(([key, value]) => `${key}=${value}${end}`).join(''))
        expect(entries.map(([key]) => digits(stream.take(key)))).toEqual(entries.map(([, value]) => value))
      }),
    )
  })
})
