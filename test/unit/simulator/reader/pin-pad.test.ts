import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../../../src/bytes/decode-error.js'
import { fromHex, toHex } from '../../../../src/bytes/hex.js'
import { describePlainReader, PinPad, type PinPadOptions } from '../../../../simulator/reader/pinpad/pin-pad.js'
import { decodePinModify, decodePinVerify } from '../../../../simulator/reader/pinpad/pin-structures.js'
import { ScriptedPerson } from '../../../../simulator/reader/pinpad/person-script.js'
import { ReaderError } from '../../../../simulator/reader/reader-error.js'
import { control, modifyOrder, verifyOrder } from './part-ten-orders.js'

function personWho(script: string): ScriptedPerson {
  return new ScriptedPerson(Buffer.from(script))
}

/** A pad in front of a card that takes everything, and what the card got. */
function padWith(script: string, options: Omit<PinPadOptions, 'person'> = {}) {
  const commands: string[] = []
  const pad = new PinPad({ ...options, person: personWho(script) })
  const enter = async (code: number, order: Uint8Array): Promise<string> =>
    toHex(
      await pad.enter(code, order, (command) => {
        commands.push(toHex(command))
        return Promise.resolve(fromHex('9000'))
      }),
    )
  return {
    pad,
    commands,
    verify: (o = verifyOrder()) => enter(control.verify, o),
    modify: (o = modifyOrder()) => enter(control.modify, o),
  }
}

describe('decodePinVerify', () => {
  it('reads numbers in little-endian', () => {
    expect(decodePinVerify(verifyOrder())).toEqual({
      kind: 'verify',
      timeOutSeconds: 30,
      keyTimeOutSeconds: 30,
      digits: { min: 6, max: 8 },
      messages: [0],
      language: 0x0407,
      template: fromHex('002000810820ffffffffffffff'),
    })
  })

  it.each([
    ['another form of the PIN block', verifyOrder({ 2: 0x89 })],
    ['another size of the block', verifyOrder({ 3: 0x47 })],
    ['another place of the length', verifyOrder({ 4: 0 })],
    ['maximum and minimum in the wrong order', verifyOrder({ 5: 6, 6: 8 })],
    ['more digits than a block holds', verifyOrder({ 5: 13 })],
    ['nothing that completes the entry', verifyOrder({ 7: 0 })],
    ['more messages than prompts', verifyOrder({ 8: 2 })],
    ['a prologue', verifyOrder({ 13: 1 })],
    ['the length in big-endian', verifyOrder({ 15: 0, 18: 13 })],
    ['a block with digits in it', verifyOrder({ 24: 0x26 })],
    ['another command', verifyOrder({}, '00a4040c0820ffffffffffffff')],
    ['a command without block', verifyOrder({}, '0020008101ff')],
    ['a command with Le', verifyOrder({}, '002000810820ffffffffffffff00')],
  ])('refuses %s', (_, order) => {
    expect(() => decodePinVerify(order)).toThrow(DecodeError)
  })

  it('refuses every cut', () => {
    for (let length = 0; length < verifyOrder().length; length++) {
      expect(() => decodePinVerify(verifyOrder().subarray(0, length)), `${length}`).toThrow(DecodeError)
    }
  })
})

describe('decodePinModify', () => {
  it('reads offsets, messages and what is entered', () => {
    expect(decodePinModify(modifyOrder())).toMatchObject({
      offsets: { old: 0, new: 8 },
      confirmed: true,
      digits: { min: 5, max: 8 },
      messages: [0, 1, 2],
      language: 0x0407,
    })
    const newOnly = modifyOrder({ 6: 0, 9: 1, 11: 2 }, '002401810820ffffffffffffff')
    expect(decodePinModify(newOnly)).toMatchObject({ offsets: { new: 0 }, messages: [0, 1] })
  })

  it.each([
    ['blocks over each other', modifyOrder({ 6: 4 })],
    ['a block beyond the command', modifyOrder({ 6: 16 })],
    ['an unknown kind of confirmation', modifyOrder({ 9: 4 })],
    ['a wrong number of messages', modifyOrder({ 11: 2 })],
  ])('refuses %s', (_, order) => {
    expect(() => decodePinModify(order)).toThrow(DecodeError)
  })

  it('refuses every cut', () => {
    for (let length = 0; length < modifyOrder().length; length++) {
      expect(() => decodePinModify(modifyOrder().subarray(0, length)), `${length}`).toThrow(DecodeError)
    }
  })
})

describe('PinPad', () => {
  it('puts what the person types into the block and hands over the answer of the card', async () => {
    const { pad, commands, verify } = padWith('type 1234567\n')
    expect(await verify()).toBe('9000')
    expect(commands).toEqual(['0020008108271234567fffffff'])
    expect(pad.prompts).toEqual([
      { kind: 'verify', messages: [0], language: 0x0407, digits: { min: 6, max: 8 }, timeOutSeconds: 30 },
    ])
  })

  it('puts both values of a change into their blocks', async () => {
    const { commands, modify } = padWith('type 54321 123456\n')
    expect(await modify()).toBe('9000')
    expect(commands).toEqual(['00240081102554321fffffffff26123456ffffffff'])
  })

  it.each([
    ['cancel', '6401'],
    ['timeout', '6400'],
    ['type 12345', '6403'],
    ['type 123456789', '6403'],
  ])('answers itself where the person does not do it: %s gives %s', async (script, sw) => {
    const { commands, verify } = padWith(`${script}\n`)
    expect(await verify()).toBe(sw)
    expect(commands).toEqual([])
  })

  it('answers 6402 where the new PIN is not repeated alike, and 6400 where nothing new is typed', async () => {
    const { commands, modify } = padWith('type 54321 123456 123457\ntype 54321\n')
    expect(await modify()).toBe('6402')
    expect(await modify()).toBe('6400')
    expect(commands).toEqual([])
  })

  it('answers 6B80 to a structure that is none, and asks nobody', async () => {
    const { pad, commands, verify } = padWith('type 123456\n')
    expect(await verify(verifyOrder({ 2: 0 }))).toBe('6b80')
    expect([pad.prompts, commands]).toEqual([[], []])
  })

  it('takes no other lengths than its own, whatever it reports', async () => {
    const { pad, verify } = padWith('type 1234567\n', {
      reportedDigits: { min: 4, max: 12 },
      digits: { min: 4, max: 6 },
    })
    expect(toHex(pad.describe(control.tlv) ?? new Uint8Array(0))).toContain('060104' + '07010c')
    expect(await verify()).toBe('6403')
  })

  it('types what it knows by the reference of the password and the role of the value', async () => {
    const known = 'PIN.CH=111111\nPIN.QES=222222\nPIN.QES.transport=33333\nPIN.QES.new=444444\nPIN.QES.puk=55555555\n'
    const { commands, verify, modify } = padWith(known)
    await verify()
    await modify()
    await verify(verifyOrder({}, '002c01810820ffffffffffffff'))
    await verify(verifyOrder({}, '002000010820ffffffffffffff'))
    expect(commands).toEqual([
      '002000810826222222ffffffff',
      '00240081102533333fffffffff26444444ffffffff',
      '002c0181082855555555ffffff',
      '002000010826111111ffffffff',
    ])
    // Every line serves once; who does not know any further cancels.
    expect(await verify()).toBe('6401')
  })

  it('takes the old value that can be meant: a Transport-PIN has five digits, a PIN six and more', async () => {
    const { commands, modify } = padWith('PIN.QES.transport=33333\nPIN.QES=222222\nPIN.QES.new=444444\n')
    await modify(modifyOrder({ 8: 6 }))
    expect(commands).toEqual(['002400811026222222ffffffff26444444ffffffff'])
  })

  it('tells of its features, its display and its lengths', () => {
    const { pad } = padWith('')
    const answer = (code: number): string => toHex(pad.describe(code) ?? new Uint8Array(0))
    expect(answer(control.features)).toBe('060442000bbe070442000bbf0a0442000bc2120442000bca')
    expect(answer(control.properties)).toBe('10020200')
    expect(answer(control.tlv)).toBe('0102100202010203010004021000050202000601040701' + '0c' + '0a04ffff0000')
    expect(pad.describe(0x42000001)).toBeUndefined()
  })

  it('shows nothing without a display', () => {
    const { pad } = padWith('', { display: null })
    expect(toHex(pad.describe(control.properties) ?? new Uint8Array(0))).toBe('00000200')
  })
})

describe('describePlainReader', () => {
  it('tells how much a reader without pad carries', () => {
    expect(toHex(describePlainReader(control.features) ?? new Uint8Array(0))).toBe('120442000bca')
    expect(toHex(describePlainReader(control.tlv) ?? new Uint8Array(0))).toBe('0a04ffff0000')
    expect(describePlainReader(control.verify)).toBeUndefined()
  })
})

describe('ScriptedPerson', () => {
  it('refuses a line that nobody can do, and says nothing of it but its number', () => {
    expect(() => personWho('# fine\n\ntype 123456\npress 123456\n')).toThrow(
      new ReaderError('scriptInvalid', 'the person cannot do this', { line: 4 }),
    )
  })

  it('overwrites the script', () => {
    const script = Buffer.from('type 123456\n')
    new ScriptedPerson(script)
    expect(script.every((byte) => byte === 0)).toBe(true)
  })
})
