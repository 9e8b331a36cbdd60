import { describe, expect, it } from 'vitest'
import { withCompleteResponses } from '../../../src/apdu/response-completion.js'
import { fromHex, toHex } from '../../../src/bytes/hex.js'
import { scriptedTransport } from '../../support/scripted-transport.js'

describe('withCompleteResponses', () => {
  it('fetches the rest of a long answer by GET RESPONSE on the channel of the command', async () => {
    const card = scriptedTransport([
      ['01b0820000', '0102 6102'],
      ['01c0000002', '0304 6101'],
      ['01c0000001', '05 9000'],
    ])
    expect(toHex(await withCompleteResponses(card).transmit(fromHex('01b0820000')))).toBe('01020304059000')
    expect(card.left()).toBe(0)
  })

  it('repeats a command with the Le that the card names', async () => {
    const card = scriptedTransport([
      ['00b0820000', '6c03'],
      ['00b0820003', '010203 9000'],
    ])
    expect(toHex(await withCompleteResponses(card).transmit(fromHex('00b0820000')))).toBe('0102039000')
  })

  it('never repeats a command that carries a secret', async () => {
    const card = scriptedTransport([['0020000108 2612345 6ffffffff', '6c10']])
    const answer = await withCompleteResponses(card).transmit(fromHex('00200001082612 3456ffffffff'), {
      secret: 'command',
    })
    expect(toHex(answer)).toBe('6c10')
  })

  it('gives up on a card that promises more and sends nothing', async () => {
    const card = scriptedTransport([
      ['00b0820000', '6100'],
      ['00c0000000', '6100'],
    ])
    expect(toHex(await withCompleteResponses(card).transmit(fromHex('00b0820000')))).toBe('6100')
  })

  it('passes hold, close, ATR and length ability through', async () => {
    const card = scriptedTransport([], false)
    const decorated = withCompleteResponses(card)
    await (await decorated.hold()).end()
    await decorated.close()
    expect(decorated.extendedLength).toBe(false)
    expect(toHex(decorated.atr)).toBe('3b909681b1fe451f0391')
  })

  it('leaves the claim and the keys of a reader as they are', async () => {
    const pinPad = { perform: () => Promise.resolve(fromHex('9000')) }
    const transport = withCompleteResponses({ ...scriptedTransport([]), claim: () => Promise.resolve(false), pinPad })
    expect(await transport.claim?.()).toBe(false)
    expect(transport.pinPad).toBe(pinPad)
  })
})
