import { describe, expect, it } from 'vitest'
import { findSecret } from '../../support/find-secret.js'

const found = (digits: string, text: string | Buffer): string[] => findSecret(digits, Buffer.from(text as string))

/** A search that finds nothing proves something only if it would have found it. */
describe('findSecret', () => {
  it.each([
    ['PIN.QES=12345678', 'text'],
    ['"pin":"12345678"', 'text'],
    ['PUK and PIN: 8765432112345678', 'text'],
    ['1\x002\x003\x004\x005\x006\x007\x008\x00', 'text of two bytes a character'],
    ['<Buffer 31 32 33 34 35 36 37 38>', 'hex of the text'],
    ['3132333435363738', 'hex of the text'],
    ['0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38', 'hex of the text'],
    ['[49,50,51,52,53,54,55,56]', 'list of bytes'],
    ['{"0":49,"1":50,"2":51,"3":52,"4":53,"5":54,"6":55,"7":56}', 'list of bytes'],
    [Buffer.from('12345678').toString('base64'), 'Base64'],
    [Buffer.from('=12345678').toString('base64'), 'Base64'],
    [Buffer.from('S=12345678\n').toString('base64'), 'Base64'],
    ['00200081082812345678ffffff', 'hex of the PIN block'],
    ['28 12 34 56 78 FF FF FF', 'hex of the PIN block'],
    [Buffer.from('00200081082812345678ffffff', 'hex'), 'PIN block'],
  ])('finds 12345678 in %s as %s', (text, form) => {
    expect(found('12345678', text)).toContain(form)
  })

  it.each([
    ['PIN.QES.transport=54321', 'text'],
    ['{"transport":"54321"}', 'text'],
    ['3534333231', 'hex of the text'],
    ['2554321fffffffff', 'hex of the PIN block'],
    ['25 54 32 1F', 'hex of the PIN block'],
    [Buffer.from('2554321fffffffff', 'hex'), 'PIN block'],
  ])('finds the Transport-PIN 54321 in %s as %s', (text, form) => {
    expect(found('54321', text)).toContain(form)
  })

  it.each([
    ['12345678', 'no digits at all'],
    ['12345678', '1234567 2345678 12345679'],
    ['12345678', `"sha256":"${'a'.repeat(28)}12345678${'b'.repeat(28)}"`],
    ['54321', '{"us":54321}'],
    ['54321', '9543219'],
  ])('does not find %s in %s', (digits, text) => {
    expect(found(digits, text)).toEqual([])
  })
})
