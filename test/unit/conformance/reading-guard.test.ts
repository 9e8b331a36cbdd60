import { describe, expect, it } from 'vitest'
import type { CardTransport } from '../../../src/apdu/transport.js'
import { fromHex, toHex } from '../../../src/bytes/hex.js'
import { guardedTransport, isReading } from '../../../src/conformance/reading-guard.js'

const reading = [
  ['SELECT', '00a4040c06d27600006601'],
  ['READ BINARY', '00b0820000'],
  ['READ BINARY on channel 2', '02b0820000'],
  ['READ BINARY on channel 19', '4fb0820000'],
  ['READ RECORD', '00b201f400'],
  ['SEARCH RECORD', '00a201f4014f00'],
  ['GET CHALLENGE', '0084000010'],
  ['GET RANDOM', '8084000010'],
  ['GET PIN STATUS', '80200001'],
  ['MSE RESTORE', '0022f302'],
  ['MSE SET', '002241b606840186800100'],
  ['MANAGE CHANNEL', '0070000001'],
  ['reading a public key', '0046818600'],
  ['LIST PUBLIC KEY', '80ca0100000000'],
] as const

const others = [
  ['VERIFY', '002000010826123456ffffffff'],
  ['VERIFY without data', '00200001'],
  ['GET PIN STATUS with a PIN block behind it', '802000010826123456ffffffff'],
  ['GET PIN STATUS with Le', '8020000100'],
  ['CHANGE REFERENCE DATA', '002400811026123456ffffffff26123456ffffffff'],
  ['RESET RETRY COUNTER', '002c01010826123456ffffffff'],
  ['RESET RETRY COUNTER without PUK', '002c0301'],
  ['DISABLE VERIFICATION REQUIREMENT', '00260101'],
  ['ENABLE VERIFICATION REQUIREMENT', '00280101'],
  ['UPDATE BINARY', '00d681000100'],
  ['WRITE BINARY', '00d081000100'],
  ['ERASE BINARY', '000e8100'],
  ['SET LOGICAL EOF', '800e8100'],
  ['UPDATE RECORD', '00dc01f40100'],
  ['APPEND RECORD', '00e200f00100'],
  ['ERASE RECORD', '000c01f4'],
  ['DELETE RECORD', '800c01f4'],
  ['generating a key pair', '0046c08600'],
  ['generating a key pair where there is none', '00468486'],
  ['PSO COMPUTE DIGITAL SIGNATURE', '002a9e9a0100' + '00'],
  ['PSO VERIFY CERTIFICATE', '002a00be0100'],
  ['INTERNAL AUTHENTICATE', '0088000001' + '0000'],
  ['EXTERNAL AUTHENTICATE', '008200000100'],
  ['GENERAL AUTHENTICATE', '10860000027c0000'],
  ['ACTIVATE', '00440000'],
  ['DEACTIVATE', '00040000'],
  ['TERMINATE CARD USAGE', '00fe0000'],
  ['TERMINATE DF', '00e60000'],
  ['TERMINATE', '00e80000'],
  ['DELETE', '00e40000'],
  ['LOAD APPLICATION', '00ea00000100'],
  ['another GET DATA', '80ca0200000000'],
  ['MSE STORE of ISO 7816-4', '0022f201'],
  ['a command with secure messaging', '0cb0820000'],
  ['a command with secure messaging on channel 4', '60b0820000'],
  ['a command that is part of a chain', '10b0820000'],
  ['READ BINARY of the proprietary class', '80b0820000'],
  ['bytes that are no command', '00b082'],
  ['a command that is cut short', '00a4040c06d276'],
  ['nothing', ''],
] as const

describe('isReading', () => {
  it.each(reading)('is true of %s', (_, command) => {
    expect(isReading(fromHex(command))).toBe(true)
  })

  it.each(others)('is false of %s', (_, command) => {
    expect(isReading(fromHex(command))).toBe(false)
  })
})

describe('guardedTransport', () => {
  const sent: string[] = []
  const card: CardTransport = {
    atr: new Uint8Array(),
    extendedLength: true,
    transmit: (command) => {
      sent.push(toHex(command))
      return Promise.resolve(fromHex('9000'))
    },
    hold: () => Promise.resolve({ end: () => Promise.resolve() }),
    close: () => Promise.resolve(),
  }
  const guarded = guardedTransport(card)

  it('lets commands that read through to the card', async () => {
    for (const [, command] of reading) await guarded.transmit(fromHex(command))
    expect(sent).toEqual(reading.map(([, command]) => command))
  })

  it.each(others)('keeps %s from the card', async (_, command) => {
    sent.length = 0
    await expect(guarded.transmit(fromHex(command))).rejects.toMatchObject({ code: 'HC_INTERNAL' })
    expect(sent).toEqual([])
  })

  it('lets no byte through but of the commands in its list, whatever CLA, INS, P1 and P2 are', async () => {
    sent.length = 0
    const instructions = new Set(reading.map(([, command]) => command.slice(2, 4)))
    for (let cla = 0; cla < 256; cla++) {
      for (let ins = 0; ins < 256; ins++) {
        await guarded.transmit(Uint8Array.of(cla, ins, 0x81, 0x01)).catch(() => undefined)
      }
    }
    expect(new Set(sent.map((command) => command.slice(2, 4)))).toEqual(
      new Set([...instructions, 'fa'].filter((ins) => ins !== 'ca')),
    )
    expect(
      sent.filter((command) => command.slice(2, 4) === '20' && Number.parseInt(command.slice(0, 2), 16) < 0x80),
    ).toEqual([])
  })
})
