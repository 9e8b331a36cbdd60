import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandApdu, encodeCommand } from '../../../src/apdu/command-apdu.js'
import { maskedCommand, maskedResponse } from '../../../src/apdu/mask-secrets.js'
import { tracedTransport, type TraceEntry } from '../../../src/apdu/trace.js'
import type { PadOrder } from '../../../src/apdu/pin-pad.js'
import type { CardTransport } from '../../../src/apdu/transport.js'
import { fromHex, toHex } from '../../../src/bytes/hex.js'
import { scriptedTransport } from '../../support/scripted-transport.js'

const pinBlock = fromHex('26123456ffffffff')

describe('maskedCommand', () => {
  it.each([
    [0x20, 'VERIFY'],
    [0x24, 'CHANGE REFERENCE DATA'],
    [0x26, 'DISABLE VERIFICATION REQUIREMENT'],
    [0x28, 'ENABLE VERIFICATION REQUIREMENT'],
    [0x2c, 'RESET RETRY COUNTER'],
  ])('hides the data of INS %s (%s) without being told', (ins) => {
    const command = encodeCommand(commandApdu({ ins, p1: 0, p2: 0x81, data: pinBlock }))
    const head = ins.toString(16)
    expect(maskedCommand(command)).toBe(`00${head}008108<8 secret bytes>`)
  })

  it('hides what the caller calls secret and keeps header, lengths and Le', () => {
    const command = encodeCommand(commandApdu({ ins: 0x2a, p1: 0x9e, p2: 0x9a, data: pinBlock, le: 'any' }))
    expect(maskedCommand(command, { secret: 'command' })).toBe('002a9e9a08<8 secret bytes>00')
    expect(maskedCommand(command)).toBe(toHex(command))
  })

  it('hides extended data behind its three length bytes', () => {
    const command = encodeCommand(commandApdu({ ins: 0x20, p1: 0, p2: 1, data: pinBlock, extended: true }))
    expect(maskedCommand(command)).toBe('00200001000008<8 secret bytes>')
  })

  it('shows a command of that kind that has no data', () => {
    expect(maskedCommand(fromHex('80200081'))).toBe('80200081')
  })

  it('shows no byte of the data of a PIN command, however broken it is', () => {
    const instructions = fc.constantFrom(0x20, 0x24, 0x26, 0x28, 0x2c)
    fc.assert(
      fc.property(instructions, fc.uint8Array({ minLength: 1, maxLength: 40 }), (ins, rest) => {
        const marked = Uint8Array.from([0x00, ins, 0x00, 0x81, 0x00, ...rest.map(() => 0xa7)])
        expect(maskedCommand(marked)).not.toContain('a7a7a7a7')
      }),
    )
  })
})

describe('maskedResponse', () => {
  it('hides what a PSO DECIPHER gives, whatever the caller says, and keeps the status word', () => {
    const decipher = fromHex('002a8086020011' + '00')
    expect(maskedResponse(decipher, fromHex('0102039000'))).toBe('<3 secret bytes>9000')
  })

  it('shows a response without data, also to a secret command', () => {
    expect(maskedResponse(fromHex('00200081'), fromHex('63c2'), { secret: 'response' })).toBe('63c2')
  })
})

describe('tracedTransport', () => {
  const clock = (): Date => new Date('2026-11-21T07:00:00Z')

  function traced(answer: () => Promise<Uint8Array>): { transport: CardTransport; entries: TraceEntry[] } {
    const entries: TraceEntry[] = []
    const card: CardTransport = {
      atr: fromHex('3b00'),
      extendedLength: true,
      transmit: answer,
      hold: () => Promise.resolve({ end: () => Promise.resolve() }),
      close: () => Promise.resolve(),
    }
    return { transport: tracedTransport(card, (entry) => entries.push(entry), clock), entries }
  }

  it('passes the exchange on unchanged and tells it once, with time, name, bytes, status word and duration', async () => {
    const { transport, entries } = traced(() => Promise.resolve(fromHex('0102' + '9000')))
    expect(toHex(await transport.transmit(fromHex('00b0820000'), { name: 'READ BINARY' }))).toBe('01029000')
    expect(entries).toEqual([
      {
        time: '2026-11-21T07:00:00.000Z',
        name: 'READ BINARY',
        tx: '00b0820000',
        rx: '01029000',
        sw: '9000',
        us: expect.any(Number) as number,
      },
    ])
  })

  it('masks a command before it is sent, for its bytes are wiped afterwards', async () => {
    const command = fromHex('0020008108' + '26123456ffffffff')
    const { transport, entries } = traced(() => {
      command.fill(0)
      return Promise.resolve(fromHex('9000'))
    })
    await transport.transmit(command)
    expect(entries[0]?.tx).toBe('0020008108<8 secret bytes>')
  })

  it('tells an exchange that failed, and fails as it did', async () => {
    const { transport, entries } = traced(() => Promise.reject(new Error('pulled')))
    await expect(transport.transmit(fromHex('00b0820000'))).rejects.toThrow('pulled')
    expect(entries).toMatchObject([{ tx: '00b0820000', rx: '', sw: '' }])
  })

  it('tells the reset at the end of a hold with the ATR', async () => {
    const { transport, entries } = traced(() => Promise.resolve(fromHex('9000')))
    await (await transport.hold()).end()
    expect(entries).toMatchObject([{ name: 'RESET', tx: '', rx: '3b00', sw: '' }])
    expect(toHex(transport.atr)).toBe('3b00')
  })

  it('tells what was done at the keys of a reader, and the answer of the card', async () => {
    const order: PadOrder = {
      ...{ name: 'VERIFY', command: fromHex('0020008108' + '20ffffffffffffff') },
      ...{ entries: ['current'], minDigits: 6, maxDigits: 8, language: 'de', timeoutMs: 30_000 },
    }
    const entries: TraceEntry[] = []
    const card: CardTransport = {
      ...scriptedTransport([], false),
      claim: () => Promise.resolve(false),
      pinPad: { perform: () => Promise.resolve(fromHex('63c2')) },
    }
    const transport = tracedTransport(card, (entry) => entries.push(entry), clock)
    expect(transport.extendedLength).toBe(false)
    expect(await transport.claim?.()).toBe(false)
    expect(toHex((await transport.pinPad?.perform(order)) ?? new Uint8Array(0))).toBe('63c2')
    expect(entries).toMatchObject([
      { name: 'VERIFY (PIN pad)', tx: '002000810820ffffffffffffff', rx: '63c2', sw: '63C2' },
    ])
    await transport.close()
  })
})
