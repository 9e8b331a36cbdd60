import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame, type Frame, FRAME_LIMIT_BYTES } from '../../src/pkcs11/frame.js'
import { FrameReader } from '../../src/pkcs11/frame-reader.js'
import {
  readAnswer,
  readBytes,
  readMechanisms,
  readModuleFacts,
  readObjects,
  readSessionNumber,
  readSlots,
  readToken,
} from '../../src/pkcs11/module-answers.js'
import { ProtocolError } from '../../src/pkcs11/protocol-error.js'
import { testRuns } from '../support/seeded-random.js'

const frames = fc.record({
  header: fc.jsonValue(),
  attachments: fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 5 }),
})

const plain = ({ header, attachments }: Frame): unknown => ({
  // JSON has no -0, so that what is compared has been through it as well.
  header: JSON.parse(JSON.stringify(header)) as unknown,
  attachments: attachments.map((bytes) => Array.from(bytes)),
})

/** All frames that a reader finds in these pieces. */
function readAll(pieces: readonly Uint8Array[]): unknown[] {
  const reader = new FrameReader()
  const found: unknown[] = []
  for (const piece of pieces) {
    reader.push(piece)
    for (let frame = reader.next(); frame; frame = reader.next()) found.push(plain(frame))
  }
  return found
}

/** Cuts bytes at these places, which are shares of the whole. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((share) => Math.floor(share * bytes.length)).sort((a, b) => a - b), bytes.length]
  return at.slice(1).map((end, index) => bytes.slice(at[index], end))
}

/** Runs `work`, and lets nothing but the typed error with its position through. */
function onlyProtocolErrors(work: () => unknown): void {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError)
    expect((error as ProtocolError).where).not.toBe('')
  }
}

describe('FrameReader', () => {
  it('finds the frames that were sent, however they are cut', () => {
    fc.assert(
      fc.property(
        fc.array(frames, { maxLength: 6 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        (sent, places) => {
          const bytes = Buffer.concat(sent.map(({ header, attachments }) => encodeFrame(header, attachments)))
          expect(readAll(cut(bytes, places))).toEqual(sent.map(plain))
        },
      ),
      { numRuns: testRuns(500) },
    )
  })

  it('finds frames that are longer than its memory, byte by byte and at once', () => {
    const long = { header: 'x'.repeat(70_000), attachments: [new Uint8Array(200_000).fill(3)] }
    const bytes = Buffer.concat([encodeFrame(long.header, long.attachments), encodeFrame(1)])
    const expected = [long, { header: 1, attachments: [] }].map(plain)
    expect(readAll([Uint8Array.from(bytes)])).toEqual(expected)
    expect(readAll(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(expected)
  })

  it('leaves nothing of a frame behind', () => {
    const secret = Buffer.from('geheim')
    const reader = new FrameReader()
    const chunk = encodeFrame({ call: 'login' }, [secret])
    reader.push(chunk)
    const space = reader.space()
    const frame = reader.next()
    expect(frame?.attachments).toEqual([Buffer.from(secret)])
    expect(Buffer.from(chunk).includes(secret)).toBe(false)
    const whole = Buffer.from(space.buffer)
    expect(whole.includes(secret)).toBe(true)
    reader.release()
    expect(whole.includes(secret)).toBe(false)
  })

  it('neither crashes nor hangs on changed bytes', () => {
    const changes = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(frames, changes, ({ header, attachments }, places) => {
        const bytes = encodeFrame(header, attachments)
        for (const [place, byte] of places) bytes[Math.floor(place * (bytes.length - 1))] = byte
        onlyProtocolErrors(() => readAll([bytes]))
      }),
      { numRuns: testRuns(2000) },
    )
  })

  it('neither crashes nor hangs on bytes that are made up', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (pieces) => {
        onlyProtocolErrors(() => readAll(pieces))
      }),
      { numRuns: testRuns(2000) },
    )
  })

  it('waits for no frame that is longer than the limit', () => {
    const reader = new FrameReader()
    const length = Buffer.alloc(4)
    length.writeUInt32BE(FRAME_LIMIT_BYTES + 1)
    reader.push(length)
    expect(() => reader.next()).toThrow(expect.objectContaining({ where: 'byte 0' }))
  })
})

describe('decodeFrame', () => {
  it('refuses every truncation', () => {
    const bytes = Buffer.from(encodeFrame({ a: [1] }, [Uint8Array.of(1, 2, 3), new Uint8Array(0)]))
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeFrame(bytes.subarray(0, length))).toThrow(ProtocolError)
    }
  })
})

describe('encodeFrame', () => {
  it('makes no frame that is longer than the limit', () => {
    expect(() => encodeFrame({}, [new Uint8Array(FRAME_LIMIT_BYTES)])).toThrow(RangeError)
  })
})

describe('what a module says', () => {
  const readers = [
    readAnswer,
    readModuleFacts,
    readSlots,
    readMechanisms,
    readSessionNumber,
    (value: unknown) => readToken(value),
  ]

  it('is refused with the place where it has another form', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.uint8Array()), (value, attachments) => {
        for (const read of readers) onlyProtocolErrors(() => read(value))
        onlyProtocolErrors(() => readObjects(value, attachments))
        onlyProtocolErrors(() => readBytes(value, attachments))
      }),
      { numRuns: testRuns(2000) },
    )
  })

  it('is refused also where one field alone has another form', () => {
    const certificate = {
      handle: '1',
      kind: 'certificate',
      label: 'C',
      keyType: 3,
      signs: true,
      bytes: ['id', 'value'],
    }
    const token = {
      label: '',
      manufacturer: '',
      model: '',
      serial: '',
      flags: 1,
      minPinBytes: null,
      maxPinBytes: 8,
      firmware: '1.2',
    }
    const slot = { slot: '1', description: '', manufacturer: '', removable: true, token }
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 1 }), fc.nat(), (value, at) => {
        const change = (whole: object): unknown => {
          const names = Object.keys(whole)
          return { ...whole, [names[at % names.length] ?? '']: value }
        }
        onlyProtocolErrors(() => readObjects([change(certificate)], [Uint8Array.of(1), Uint8Array.of(2)]))
        onlyProtocolErrors(() => readSlots([change(slot)]))
        onlyProtocolErrors(() => readSlots([{ ...slot, token: change(token) }]))
      }),
      { numRuns: testRuns(1000) },
    )
  })
})
