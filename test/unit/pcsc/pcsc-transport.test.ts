import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fromHex, toHex } from '../../../src/bytes/hex.js'
import type { PcscErrorCode } from '../../../src/pcsc/pcsc-error.js'
import { hangs, here, ScriptedCard, transportOver } from './scripted-card.js'

const select = fromHex('00a4040c')
const readLong = fromHex('00b08500000000')

let card: ScriptedCard

beforeEach(() => {
  card = new ScriptedCard()
})

describe('commands that follow each other closely', () => {
  it('run inside one lock, which ends by itself when no more come', async () => {
    const transport = transportOver(card)
    await transport.transmit(select)
    await transport.transmit(select)
    expect(card.calls).toEqual(['lock', 'transmit 00a4040c', 'transmit 00a4040c'])
    await vi.waitFor(() => {
      expect(card.calls).toContain('unlock leave')
    })
    await transport.transmit(select)
    expect(card.calls.slice(-2)).toEqual(['lock', 'transmit 00a4040c'])
  })

  it('go to the card one at a time', async () => {
    const transport = transportOver(card)
    const [first, second] = await Promise.all([transport.transmit(select), transport.transmit(readLong)])
    expect([toHex(first), toHex(second)]).toEqual(['9000', '9000'])
    expect(card.calls).toEqual(['lock', 'transmit 00a4040c', 'transmit 00b08500000000'])
  })

  it('begin with a claim that says whether others may have been there', async () => {
    const transport = transportOver(card)
    expect(await transport.claim()).toBe(false)
    expect(await transport.claim()).toBe(true)
    await vi.waitFor(() => {
      expect(card.calls).toContain('unlock leave')
    })
    expect(await transport.claim()).toBe(false)
  })
})

describe('a hold', () => {
  it('keeps the card, and ends with a reset', async () => {
    const transport = transportOver(card)
    const hold = await transport.hold()
    await transport.transmit(select)
    await wait(300)
    expect(card.calls).toEqual(['lock', 'transmit 00a4040c'])
    await hold.end()
    await hold.end()
    expect(card.calls.slice(2)).toEqual(['unlock reset'])
  })

  it('that nobody ended ends with the connection, with a reset', async () => {
    const transport = transportOver(card)
    await transport.hold()
    await transport.close()
    expect(card.calls).toEqual(['lock', 'unlock reset', 'disconnect reset'])
  })

  it('of a card that is gone ends quietly, and the next command is told', async () => {
    const transport = transportOver(card)
    const hold = await transport.hold()
    card.next['unlock'] = [{ fails: 'removedCard' }]
    await hold.end()
    await expect(transport.transmit(select)).rejects.toMatchObject({ code: 'HC_CARD_REMOVED' })
  })
})

describe('a card that another program', () => {
  it('has reset is taken anew', async () => {
    card.next['lock'] = [{ fails: 'resetCard' }, { fails: 'resetCard' }]
    await transportOver(card).transmit(select)
    expect(card.calls).toEqual(['lock', 'reconnect', 'lock', 'reconnect', 'lock', 'transmit 00a4040c'])
  })

  it('keeps for itself for a moment is waited for', async () => {
    card.next['lock'] = [{ fails: 'sharingViolation' }]
    await transportOver(card).transmit(select)
    expect(card.calls).toEqual(['lock', 'lock', 'transmit 00a4040c'])
  })

  it.each([['by an answer', { fails: 'sharingViolation' }] as const, ['by silence', hangs] as const])(
    'does not let go of is busy, as PC/SC says %s, and the programs are named',
    async (_, result) => {
      card.next['lock'] = Array.from({ length: 200 }, () => result)
      const cut = vi.fn()
      const transport = transportOver(card, { patienceMs: 120, cut })
      await expect(transport.transmit(select)).rejects.toMatchObject({
        code: 'HC_CARD_BUSY',
        data: { programs: ['other (1)'] },
      })
      expect(cut).toHaveBeenCalledTimes(result === hangs ? 1 : 0)
    },
  )

  it('keeps is not waited for when the program is asked to stop', async () => {
    card.next['lock'] = [hangs]
    const stop = new AbortController()
    const answer = transportOver(card, { waitMs: 60_000, signal: stop.signal }).transmit(select)
    stop.abort()
    await expect(answer).rejects.toMatchObject({ code: 'HC_STOPPED' })
  })
})

describe('a failure', () => {
  it.each<[PcscErrorCode, string]>([
    ['removedCard', 'HC_CARD_REMOVED'],
    ['noCard', 'HC_CARD_REMOVED'],
    ['resetCard', 'HC_CARD_REMOVED'],
    ['readerUnavailable', 'HC_READER_NONE'],
    ['unknownReader', 'HC_READER_NONE'],
    ['noService', 'HC_READER_NONE'],
    ['communicationError', 'HC_READER_NONE'],
    ['unresponsiveCard', 'HC_CARD_SILENT'],
  ])('%s is %s, also for everything that comes after it', async (fails, code) => {
    card.next['transmit'] = [{ fails }]
    const transport = transportOver(card)
    await expect(transport.transmit(select)).rejects.toMatchObject({ code })
    await expect(transport.transmit(select)).rejects.toMatchObject({ code })
    await expect(transport.hold()).rejects.toMatchObject({ code })
    expect(card.calls.filter((call) => call.startsWith('transmit'))).toHaveLength(1)
  })

  it.each([
    ['is not there any more', undefined, 'HC_READER_NONE'],
    ['was unplugged', { ...here, card: 'unknown' as const }, 'HC_READER_NONE'],
    ['is empty', { ...here, card: 'absent' as const }, 'HC_CARD_REMOVED'],
    ['still holds the card', here, 'HC_CARD_REMOVED'],
  ])('of the driver is told by what became of the reader: it %s', async (_, state, code) => {
    card.next['transmit'] = [{ fails: 'notTransacted' }]
    const transport = transportOver(card, { state: () => Promise.resolve(state) })
    await expect(transport.transmit(select)).rejects.toMatchObject({ code })
  })

  it.each(['', '90'])('is a response »%s«, too short for a status word', async (response) => {
    card.next['transmit'] = [response]
    await expect(transportOver(card).transmit(select)).rejects.toMatchObject({ code: 'HC_CARD_REMOVED' })
  })

  it('is silence, which ends by our own clock; what hangs is cut, and closing does not wait for it', async () => {
    card.next['transmit'] = [hangs]
    const cut = vi.fn()
    const transport = transportOver(card, { patienceMs: 50, cut })
    await expect(transport.transmit(select)).rejects.toMatchObject({ code: 'HC_CARD_SILENT' })
    expect(cut).toHaveBeenCalledOnce()
    await transport.close()
    expect(card.calls).toEqual(['lock', 'transmit 00a4040c'])
  })
})

describe('extended length fields', () => {
  it('are replaced by short ones where the reader refuses them', async () => {
    card.next['transmit'] = [{ fails: 'invalidParameter' }, '01029000']
    const transport = transportOver(card)
    expect(toHex(await transport.transmit(readLong))).toBe('01029000')
    expect(card.calls).toEqual(['lock', 'transmit 00b08500000000', 'transmit 00b0850000'])
    expect(transport.extendedLength).toBe(false)
  })

  it('are replaced where the card calls the length wrong', async () => {
    card.next['transmit'] = ['6700', '01029000']
    const transport = transportOver(card)
    expect(toHex(await transport.transmit(readLong))).toBe('01029000')
    expect(transport.extendedLength).toBe(false)
  })

  it('are not tried again in short form where a command could do something twice, or was lost on the way', async () => {
    const sign = fromHex('002a9e9a000004000000000000')
    card.next['transmit'] = [{ fails: 'notTransacted' }]
    await expect(transportOver(card).transmit(sign)).rejects.toMatchObject({ code: 'HC_CARD_REMOVED' })
    expect(card.calls).toEqual(['lock', `transmit ${toHex(sign)}`])
  })

  it.each([
    ['9000', true, ['lock', 'transmit 00a40404000000']],
    ['6a86', true, ['lock', 'transmit 00a40404000000']],
    ['6700', false, ['lock', 'transmit 00a40404000000']],
    [{ fails: 'notTransacted' } as const, false, ['lock', 'transmit 00a40404000000', 'unlock reset']],
  ])('are tried out first where the reader does not tell: %s', async (result, carried, calls) => {
    card.next['transmit'] = [result]
    const transport = transportOver(card)
    await transport.tryExtendedLength()
    expect(transport.extendedLength).toBe(carried)
    expect(card.calls).toEqual(calls)
  })
})

describe('an order to the reader', () => {
  it('that it does not know leaves the connection as it is', async () => {
    card.next['control'] = [{ fails: 'unsupportedFeature' }]
    const transport = transportOver(card)
    await expect(transport.ask({ functionNumber: 3400 }, new Uint8Array(0))).rejects.toMatchObject({
      code: 'unsupportedFeature',
    })
    expect(toHex(await transport.transmit(select))).toBe('9000')
  })

  it('ends when the program is asked to stop, and with it the connection', async () => {
    card.next['control'] = [hangs]
    const stop = new AbortController()
    const transport = transportOver(card, { signal: stop.signal })
    const order = transport.order({ code: 1 }, new Uint8Array(0), 60_000)
    setTimeout(() => {
      stop.abort()
    }, 20)
    await expect(order).rejects.toMatchObject({ code: 'HC_STOPPED' })
    await expect(transport.transmit(select)).rejects.toMatchObject({ code: 'HC_STOPPED' })
  })
})

describe('closing', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('leaves the card to others as it is where nothing was proved to it', async () => {
    const transport = transportOver(card)
    await transport.transmit(select)
    await transport.close()
    expect(card.calls.slice(2)).toEqual(['unlock leave', 'disconnect leave'])
    await expect(transport.transmit(select)).rejects.toMatchObject({ code: 'HC_CARD_REMOVED' })
  })

  it('is cut where pcscd does not answer to it: a thread that waits would hold the program at its end', async () => {
    card.next['disconnect'] = [hangs]
    const cut = vi.fn()
    const transport = transportOver(card, { cut })
    await transport.transmit(select)
    await transport.close()
    expect(cut).toHaveBeenCalledOnce()
  })

  it('never fails', async () => {
    card.next['disconnect'] = [{ fails: 'noService' }]
    await transportOver(card).close()
    expect(card.calls).toEqual(['disconnect leave'])
  })
})
