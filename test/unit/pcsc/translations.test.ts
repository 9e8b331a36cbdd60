import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../../src/bytes/hex.js'
import { silentLogger } from '../../../src/log/logger.js'
import { cardFailure } from '../../../src/pcsc/card-failure.js'
import { controlNumber } from '../../../src/pcsc/pcsc-backend.js'
import { errorOfName, errorOfText, isPcscError, PcscError } from '../../../src/pcsc/pcsc-error.js'
import { pcscLayer } from '../../../src/pcsc/pcsc-layer.js'
import { shortForm } from '../../../src/pcsc/short-form.js'
import { ReportedReaders } from '../../../src/pcsc/status-flags.js'
import { within } from '../../../src/pcsc/within.js'

describe('errors of the modules', () => {
  it.each([
    ['NotTransacted', 'SCardTransmit error: Transaction failed.(0x80100016)', 'notTransacted'],
    ['SharingViolation', 'SCardConnect error: Sharing violation.(0x8010000b)', 'sharingViolation'],
    ['NoService', 'SCardConnect error: Service not available.(0x8010001d)', 'noService'],
    ['RemovedCard', 'SCardTransmit error: Card was removed.(0x80100069)', 'removedCard'],
    ['Whatever', 'SCardConnect error: Whatever.(0x80109999)', 'other'],
  ])('%s of one and »%s« of the other are both %s', (name, text, code) => {
    expect(errorOfName(Object.assign(new Error(''), { code: name })).code).toBe(code)
    expect(errorOfText(new Error(text)).code).toBe(code)
  })

  it('that are none of PC/SC are still typed', () => {
    expect(errorOfName('nonsense').code).toBe('other')
    expect(errorOfText(new Error('Card Reader not connected')).code).toBe('other')
    expect(isPcscError(new Error('other'))).toBe(false)
  })

  it('become errors of the catalogue, with the reader they are about', () => {
    const failure = cardFailure(new PcscError('moduleMissing', 'no module'), undefined, 'notAsked')
    expect(failure).toMatchObject({ code: 'HC_READER_NONE', data: { problem: 'moduleMissing' } })
    for (const code of ['denied', 'securityViolation'] as const) {
      expect(cardFailure(new PcscError(code, 'no'), 'Reader')).toMatchObject({
        code: 'HC_READER_NONE',
        data: { problem: 'denied' },
      })
    }
    expect(cardFailure(new PcscError('other', 'lost'), 'Reader', undefined)).toMatchObject({
      code: 'HC_READER_NONE',
      data: { reader: 'Reader', problem: 'unplugged' },
    })
  })
})

describe('controlNumber', () => {
  it('is of the form of the platform; a code that a reader told is taken as it is', () => {
    expect(controlNumber({ functionNumber: 3400 }, 'linux')).toBe(0x42000d48)
    expect(controlNumber({ functionNumber: 3400 }, 'win32')).toBe(0x313520)
    expect(controlNumber({ code: 0x42000bbe }, 'win32')).toBe(0x42000bbe)
  })
})

describe('shortForm', () => {
  it.each([
    ['00b08500000000', '00b0850000'],
    ['00b00100000100', '00b0010000'],
    ['00b00100000101', '00b0010000'],
    ['00b201ec000010', '00b201ec10'],
  ])('of %s is %s', (long, short) => {
    expect(toHex(shortForm(fromHex(long)) ?? new Uint8Array(0))).toBe(short)
  })

  it.each(['00b0850000', '002a9e9a000004000000000000', '00a40404000000'])('of %s is none', (command) => {
    expect(shortForm(fromHex(command))).toBeUndefined()
  })
})

describe('within', () => {
  it('gives what comes in time, or why it does not come', async () => {
    expect(await within(Promise.resolve(1), { ms: 1000 })).toBe(1)
    await expect(within(Promise.reject(new Error('no')), { ms: 1000 })).rejects.toThrow('no')
  })

  it('hands over what comes too late, and swallows a late failure', async () => {
    const late: number[] = []
    let give: (value: number) => void = () => undefined
    let fail: (error: Error) => void = () => undefined
    const value = new Promise<number>((resolve) => (give = resolve))
    const failure = new Promise<number>((_, reject) => (fail = reject))
    await expect(within(value, { ms: 5, late: (result) => late.push(result) })).rejects.toMatchObject({
      code: 'silent',
    })
    await expect(within(failure, { ms: 5 })).rejects.toMatchObject({ code: 'silent' })
    give(7)
    fail(new Error('too late'))
    await value
    expect(late).toEqual([7])
  })

  it('ends at once where the program was asked to stop before', async () => {
    const hung = new Promise<never>(() => undefined)
    await expect(within(hung, { ms: 60_000, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'stopped' })
  })
})

describe('ReportedReaders', () => {
  it('tells each reader as it was reported last, and forgets those that are gone', () => {
    const readers = new ReportedReaders()
    readers.changed('A', 0x10, new Uint8Array(0))
    readers.changed('A', 0x20 | 0x100, fromHex('3b00'))
    readers.changed('B', 0x20 | 0x200, new Uint8Array(0))
    readers.changed('C', 0x10, new Uint8Array(0))
    readers.changed('C', 0x08, new Uint8Array(0))
    expect(readers.all).toMatchObject([
      { name: 'A', card: 'present', inUse: true, insertions: 2 },
      { name: 'B', card: 'mute', inUse: false },
    ])
  })
})

describe('a computer without PC/SC', () => {
  it('has no readers, and says why', async () => {
    const layer = pcscLayer({
      backend: 'auto',
      readers: [],
      waitMs: 0,
      signal: new AbortController().signal,
      log: silentLogger,
      programs: () => Promise.resolve([]),
      makeRelayPlace: () => Promise.reject(new Error('nowhere')),
    })
    await expect(layer.readers()).rejects.toMatchObject({ code: 'HC_READER_NONE' })
  })
})
