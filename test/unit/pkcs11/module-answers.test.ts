import { describe, expect, it } from 'vitest'
import { readAnswer, readBytes, readModuleFacts, readObjects, readSlots } from '../../../src/pkcs11/module-answers.js'

const token = {
  label: ' Praxis\u0000\u001b[1m \u0007',
  manufacturer: 'M',
  model: 'x'.repeat(1000),
  serial: '0',
  flags: 0x40d,
  minPinBytes: 6,
  maxPinBytes: null,
  firmware: '1.2',
}
const slot = { slot: '18446744073709551615', description: 'Leser', manufacturer: 'M', removable: true }

describe('readSlots', () => {
  it('trims texts, takes control characters out and cuts what is too long', () => {
    const [read] = readSlots([{ ...slot, token }])
    expect(read).toMatchObject({ slot: '18446744073709551615', token: { label: 'Praxis[1m', maxPinBytes: null } })
    expect(read?.token?.model).toHaveLength(256)
  })

  it('knows a slot without a token', () => {
    expect(readSlots([slot])).toEqual([{ ...slot, token: undefined }])
  })

  it.each([
    [{ slot: '-1' }, 'slots[0].slot'],
    [{ slot: 1 }, 'slots[0].slot'],
    [{ removable: 1 }, 'slots[0].removable'],
    [{ token: null }, 'slots[0].token'],
    [{ token: { ...token, flags: 2 ** 32 } }, 'slots[0].token.flags'],
    [{ token: { ...token, minPinBytes: -1 } }, 'slots[0].token.minPinBytes'],
  ])('refuses %j and tells where', (change, where) => {
    expect(() => readSlots([{ ...slot, ...change }])).toThrow(expect.objectContaining({ name: 'ProtocolError', where }))
  })
})

describe('readObjects', () => {
  const certificate = { handle: '5', kind: 'certificate', label: 'C', bytes: ['id', 'value'] }

  it('gives each object the bytes that it names, as copies', () => {
    const [id, value] = [Uint8Array.of(1), Uint8Array.of(2, 3)]
    const objects = readObjects([certificate, { ...certificate, handle: '6', bytes: [] }], [id, value])
    value.fill(0)
    expect(objects).toEqual([
      { handle: '5', kind: 'certificate', label: 'C', id: Uint8Array.of(1), value: Uint8Array.of(2, 3) },
      { handle: '6', kind: 'certificate', label: 'C', id: new Uint8Array(0) },
    ])
  })

  it.each([
    ['too few bytes', [Uint8Array.of(1)]],
    ['bytes of nobody', [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)]],
  ])('refuses %s', (_, attachments) => {
    expect(() => readObjects([certificate], attachments)).toThrow(expect.objectContaining({ name: 'ProtocolError' }))
  })
})

describe('readAnswer', () => {
  it.each([
    [{ result: null }],
    [{ ckr: 0xa0, call: 'C_Login' }],
    [{ unusable: 'no file' }],
    [{ missing: 'koffi' }],
    [{ bug: 'x is undefined' }],
  ])('knows %j', (answer) => {
    expect(readAnswer(answer)).toEqual(answer)
  })

  it.each([[null], [[]], ['ok'], [{}], [{ ckr: 'CKR_OK' }], [{ ckr: 1, call: 'rm -rf' }], [{ missing: 'left-pad' }]])(
    'refuses %j',
    (answer) => {
      expect(() => readAnswer(answer)).toThrow(expect.objectContaining({ name: 'ProtocolError' }))
    },
  )

  it('reads no field that every object has', () => {
    expect(() => readModuleFacts(JSON.parse('{"__proto__": {"version": "1"}}'))).toThrow(/cryptokiVersion/)
  })
})

describe('readBytes', () => {
  it('takes one array, and no other number of them', () => {
    expect(readBytes(null, [Uint8Array.of(7)])).toEqual(Uint8Array.of(7))
    expect(() => readBytes(null, [])).toThrow(/not one array/)
    expect(() => readBytes(null, [Uint8Array.of(7), Uint8Array.of(7)])).toThrow(/not one array/)
  })
})
