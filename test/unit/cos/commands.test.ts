import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeCommand } from '../../../src/apdu/command-apdu.js'
import { decodeResponse } from '../../../src/apdu/response-apdu.js'
import { fromHex, toHex } from '../../../src/bytes/hex.js'
import type { CardCommand } from '../../../src/cos/card-command.js'
import { changeReferenceData, setReferenceData } from '../../../src/cos/change-reference-data.js'
import { getChallenge } from '../../../src/cos/get-challenge.js'
import { getPinStatus } from '../../../src/cos/get-pin-status.js'
import { getRandom } from '../../../src/cos/get-random.js'
import { internalAuthenticate } from '../../../src/cos/internal-authenticate.js'
import { closeChannel, openChannel, resetAllChannels, resetChannel } from '../../../src/cos/manage-channel.js'
import { restoreSecurityEnvironment, setKey } from '../../../src/cos/manage-security-environment.js'
import { pinBlock } from '../../../src/cos/pin-block.js'
import { psoComputeDigitalSignature } from '../../../src/cos/pso-compute-digital-signature.js'
import { psoDecipherElc, psoDecipherRsa } from '../../../src/cos/pso-decipher.js'
import { readBinary } from '../../../src/cos/read-binary.js'
import { readPublicKey } from '../../../src/cos/read-public-key.js'
import { readRecord } from '../../../src/cos/read-record.js'
import { resetRetryCounter } from '../../../src/cos/reset-retry-counter.js'
import { select } from '../../../src/cos/select.js'
import { verify } from '../../../src/cos/verify.js'
import { isHealthCardError } from '../../../src/errors/health-card-error.js'
import { secret } from '../../support/scripted-pins.js'

const bytesOf = (command: CardCommand<unknown>): string => toHex(encodeCommand(command.apdu))
const answer = <R>(command: CardCommand<R>, hex: string): R => command.interpret(decodeResponse(fromHex(hex)))
const block = (digits: string): ReturnType<typeof pinBlock> => pinBlock(secret(digits))

const [old, next, puk] = ['123456', '87654321', '12345678'].map(block)
if (!old || !next || !puk) throw new Error('three blocks')
const aid = fromHex('d27600006601')
const elc = {
  curve: '1.3.36.3.3.2.8.1.1.7',
  ephemeralPoint: fromHex('0401'),
  ciphertext: fromHex('aa'),
  mac: fromHex('bb'),
}

/** Each command with its bytes as card-facts §3 (from gemSpec_COS 14) has them. */
const commands: readonly (readonly [string, CardCommand<unknown>, string])[] = [
  ['SELECT root', select({ by: 'root' }), '00a4040c'],
  ['SELECT root with FCP', select({ by: 'root' }, 'fcp'), '00a4040400'],
  ['SELECT by AID', select({ by: 'aid', aid }), '00a4040c06d27600006601'],
  ['SELECT by AID with FCP', select({ by: 'aid', aid }, 'fcp'), '00a4040406d2760000660100'],
  ['SELECT next by AID', select({ by: 'aid', aid, occurrence: 'next' }), '00a4040e06d27600006601'],
  ['SELECT next by AID with FCP', select({ by: 'aid', aid, occurrence: 'next' }, 'fcp'), '00a4040606d2760000660100'],
  ['SELECT child folder', select({ by: 'childFolder', fid: 0x5015 }), '00a4010c025015'],
  ['SELECT parent', select({ by: 'parent' }), '00a4030c'],
  ['SELECT parent with FCP', select({ by: 'parent' }, 'fcp'), '00a4030400'],
  ['SELECT file', select({ by: 'childFile', fid: 0x2f02 }), '00a4020c022f02'],
  ['SELECT file with FCP', select({ by: 'childFile', fid: 0x2f02 }, 'fcp'), '00a40204022f0200'],
  ['READ BINARY by SFI', readBinary({ shortFileIdentifier: 0x11, offset: 0 }, true), '00b09100000000'],
  ['READ BINARY by SFI, short', readBinary({ shortFileIdentifier: 2, offset: 5 }, false), '00b0820500'],
  ['READ BINARY at an offset', readBinary({ offset: 0x1234 }, false), '00b0123400'],
  ['READ RECORD', readRecord(3, 0x1e, false), '00b203f400'],
  ['GET PIN STATUS', getPinStatus(0x81), '80200081'],
  ['VERIFY', verify(0x81, old), '00200081082612345 6ffffffff'.replace(' ', '')],
  ['CHANGE REFERENCE DATA', changeReferenceData(0x01, old, next), '002400011026123456ffffffff2887654321ffffff'],
  ['CHANGE REFERENCE DATA, first secret', setReferenceData(0x83, next), '00240183082887654321ffffff'],
  [
    'RESET RETRY COUNTER 00',
    resetRetryCounter(1, { puk, newBlock: next }),
    '002c0001102812345678ffffff2887654321ffffff',
  ],
  ['RESET RETRY COUNTER 01', resetRetryCounter(0x81, { puk }), '002c0181082812345678ffffff'],
  ['RESET RETRY COUNTER 02', resetRetryCounter(1, { newBlock: next }), '002c0201082887654321ffffff'],
  ['RESET RETRY COUNTER 03', resetRetryCounter(1, {}), '002c0301'],
  ['MSE RESTORE', restoreSecurityEnvironment(2), '0022f302'],
  ['MSE SET signature', setKey('signature', 0x86, 0x00), '002241b606840186800100'],
  ['MSE SET decipher', setKey('decipher', 0x85, 0x0b), '002241b80684018580010b'],
  ['MSE SET internal authentication', setKey('internalAuthentication', 0x06, 0x00), '002241a406840106800100'],
  ['MSE SET bare', setKey('signature', 0x86), '002241b603840186'],
  ['PSO COMPUTE DIGITAL SIGNATURE', psoComputeDigitalSignature(fromHex('0102')), '002a9e9a02010200'],
  ['PSO DECIPHER RSA', psoDecipherRsa(fromHex('0102')), '002a80860000030001020000'],
  [
    'PSO DECIPHER ELC',
    psoDecipherElc(elc),
    '002a80861ba61906092b240303020801010 77f49048602040186 0202aa8e01bb00'.replace(/ /g, ''),
  ],
  ['INTERNAL AUTHENTICATE', internalAuthenticate(fromHex('0102')), '0088000002010200'],
  ['GET CHALLENGE', getChallenge(16), '0084000010'],
  ['GET RANDOM', getRandom(32), '8084000020'],
  ['MANAGE CHANNEL open', openChannel(), '0070000001'],
  ['MANAGE CHANNEL close', closeChannel(2), '02708000'],
  ['MANAGE CHANNEL reset', resetChannel(1), '01704000'],
  ['MANAGE CHANNEL reset all', resetAllChannels(), '00704001'],
  ['read public key', readPublicKey(0x86, false), '0046818600'],
]

describe('commands of gemSpec_COS', () => {
  it.each(commands)('%s has the bytes of the specification and cites it', (_, command, bytes) => {
    expect(bytesOf(command)).toBe(bytes)
    expect(command.spec).toMatch(/^gemSpec_COS 14\.\d+\.\d+$/)
  })

  it.each(commands)('%s turns every status word into a result or a typed error', (_, command) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff }), fc.uint8Array({ maxLength: 20 }), (sw, data) => {
        try {
          command.interpret({ sw, data })
        } catch (error) {
          if (!isHealthCardError(error)) throw error
        }
      }),
    )
  })

  it('marks every command that carries a PIN or a PUK as secret, and no other', () => {
    const secrets = commands.filter(([, command]) => command.secret === 'command').map(([name]) => name)
    expect(secrets.every((name) => /VERIFY|CHANGE REFERENCE|RESET RETRY COUNTER 0[012]/.test(name))).toBe(true)
    expect(secrets).toHaveLength(6)
  })

  it('refuses an unknown status word by its own code, with the word and without data', () => {
    const failure = caught(() => answer(getPinStatus(0x81), '6f00'))
    expect(failure).toMatchObject({
      code: 'HC_CARD_STATUS_UNKNOWN',
      data: { command: 'GET PIN STATUS', statusWord: '6F00' },
    })
  })
})

describe('outcomes', () => {
  it('getPinStatus tells the six states apart', () => {
    const status = getPinStatus(0x81)
    expect(answer(status, '9000')).toEqual({ kind: 'verified' })
    expect(answer(status, '63c3')).toEqual({ kind: 'notVerified', triesLeft: 3 })
    expect(answer(status, '63c0')).toEqual({ kind: 'blocked' })
    expect(answer(status, '62c1')).toEqual({ kind: 'transportPin' })
    expect(answer(status, '62c7')).toEqual({ kind: 'leerPin' })
    expect(answer(status, '62d0')).toEqual({ kind: 'disabled' })
    expect(caught(() => answer(status, '6a88'))).toMatchObject({ code: 'HC_PIN_UNKNOWN' })
  })

  it('verify, changeReferenceData and resetRetryCounter read 63Cx as wrong secret and nothing else [CosT_148]', () => {
    expect(answer(verify(1, old), '63c2')).toEqual({ kind: 'wrongSecret', triesLeft: 2 })
    expect(answer(verify(1, old), '6983')).toEqual({ kind: 'blocked' })
    expect(answer(verify(1, old), '6985')).toEqual({ kind: 'transportProtected' })
    expect(answer(changeReferenceData(1, old, next), '63c0')).toEqual({ kind: 'wrongSecret', triesLeft: 0 })
    expect(answer(changeReferenceData(1, old, next), '6985')).toEqual({ kind: 'newSecretRefused' })
    expect(answer(resetRetryCounter(1, { puk }), '63c9')).toEqual({ kind: 'wrongPuk', usesLeft: 9 })
    expect(answer(resetRetryCounter(1, { puk }), '6983')).toEqual({ kind: 'pukUsedUp' })
    expect(answer(resetRetryCounter(1, { puk }), '9000')).toEqual({ kind: 'unblocked' })
  })

  it('psoComputeDigitalSignature leaves 6982 to the batch to decide', () => {
    const sign = psoComputeDigitalSignature(fromHex('00'))
    expect(answer(sign, '6982')).toEqual({ kind: 'securityStatusNotSatisfied' })
    expect(answer(sign, '6400')).toEqual({ kind: 'keyNotAvailable' })
    expect(answer(sign, '0102 9000')).toEqual({ kind: 'signature', signature: fromHex('0102') })
  })

  it('select reads FCP in any order and ignores what it does not know', () => {
    const objects = ['8a0105', '83022f02', '8002000c', '820141', '880110', 'c502000c', 'df0100']
    const fcp = `62${hexLength(objects)}${objects.join('')}`
    const result = answer(select({ by: 'childFile', fid: 0x2f02 }, 'fcp'), `${fcp}9000`)
    expect(result).toMatchObject({
      kind: 'selected',
      fcp: {
        lifeCycle: 5,
        fileIdentifier: 0x2f02,
        sizeBytes: 12,
        structure: 'transparent',
        shortFileIdentifier: 2,
        logicalEndOfFile: 12,
      },
    })
    expect(answer(select({ by: 'root' }), '6283')).toEqual({ kind: 'deactivated' })
    expect(answer(select({ by: 'root' }, 'fcp'), '6a82')).toEqual({ kind: 'notFound' })
    expect(caught(() => answer(select({ by: 'root' }, 'fcp'), '6f00 9000'))).toMatchObject({
      code: 'HC_CARD_DATA_MALFORMED',
    })
    expect(caught(() => answer(select({ by: 'root' }, 'fcp'), '6203820100 9000'))).toMatchObject({
      code: 'HC_CARD_DATA_MALFORMED',
    })
    expect(answer(select({ by: 'root' }, 'fcp'), '620d 820138 8406d27600006601 8800 9000')).toMatchObject({
      fcp: { structure: 'folder' },
    })
  })

  it('readBinary tells data, end of file, missing and refused apart', () => {
    const read = readBinary({ shortFileIdentifier: 1, offset: 0 }, false)
    expect(answer(read, '01 9000')).toEqual({ kind: 'data', data: fromHex('01'), corrupt: false })
    expect(answer(read, '01 6281')).toEqual({ kind: 'data', data: fromHex('01'), corrupt: true })
    expect(answer(read, '6b00')).toEqual({ kind: 'endOfFile' })
    expect(answer(read, '6a82')).toEqual({ kind: 'notFound' })
    expect(answer(read, '6982')).toEqual({ kind: 'refused' })
    expect(() => readBinary({ shortFileIdentifier: 1, offset: 256 }, false)).toThrow(RangeError)
    expect(() => readBinary({ offset: 32768 }, false)).toThrow(RangeError)
  })

  it('readRecord, getRandom, getChallenge and channels read their answers', () => {
    expect(answer(readRecord(1, 0, false), '61029000')).toEqual({ kind: 'record', data: fromHex('6102') })
    expect(answer(readRecord(1, 0, false), '6a83')).toEqual({ kind: 'noRecord' })
    expect(answer(getRandom(1), '07 9000')).toEqual({ kind: 'random', data: fromHex('07') })
    expect(answer(getRandom(1), '6d00')).toEqual({ kind: 'notSupported' })
    expect(answer(getChallenge(8), '01 9000')).toEqual(fromHex('01'))
    expect(answer(openChannel(), '02 9000')).toEqual({ kind: 'opened', channel: 2 })
    expect(answer(openChannel(), '6981')).toEqual({ kind: 'noneLeft' })
    expect(caught(() => answer(openChannel(), '9000'))).toMatchObject({ code: 'HC_CARD_DATA_MALFORMED' })
    expect(() => {
      answer(closeChannel(1), '9000')
      answer(restoreSecurityEnvironment(1), '9000')
    }).not.toThrow()
    expect(answer(setKey('signature', 0x86, 0), '6a81')).toEqual({ kind: 'algorithmNotSupported' })
    expect(answer(internalAuthenticate(fromHex('00')), '01 9000')).toMatchObject({ kind: 'response' })
    expect(answer(internalAuthenticate(fromHex('00')), '6a80')).toEqual({ kind: 'wrongToken' })
    expect(answer(psoDecipherRsa(fromHex('00')), '01 9000')).toMatchObject({ kind: 'plaintext' })
    expect(answer(psoDecipherElc(elc), '6a80')).toEqual({ kind: 'wrongCiphertext' })
  })

  it('readPublicKey reads points and moduli', () => {
    const read = readPublicKey(0x86, true)
    expect(answer(read, '7f4904860204019000')).toEqual({ kind: 'key', key: { type: 'elc', point: fromHex('0401') } })
    expect(answer(read, '7f4906 8101c3 820103 9000')).toEqual({
      kind: 'key',
      key: { type: 'rsa', modulus: fromHex('c3'), publicExponent: fromHex('03') },
    })
    expect(answer(read, '6400')).toEqual({ kind: 'notGenerated' })
    for (const bad of ['9000', '7f4900 9000', '7f4903 8101c3 9000', '300000 9000']) {
      expect(caught(() => answer(read, bad))).toMatchObject({ code: 'HC_CARD_DATA_MALFORMED' })
    }
  })
})

describe('pinBlock', () => {
  it.each([
    ['1234', '241234ffffffffff'],
    ['123456', '26123456ffffffff'],
    ['12345678', '2812345678ffffff'],
    ['123456789012', '2c123456789012ff'],
    ['54321', '2554321fffffffff'],
  ])('writes %s as format-2 block [N008.100]', (digits, expected) => {
    expect(block(digits).use(toHex)).toBe(expected)
  })

  it.each(['123', '1234567890123', '12a456', ''])('refuses %j without repeating it', (digits) => {
    const failure = caught(() => block(digits))
    expect(failure).toMatchObject({ code: 'HC_PIN_FORMAT' })
    if (digits !== '') expect(`${String(failure)} ${JSON.stringify(failure)}`).not.toContain(digits)
  })
})

function hexLength(objects: readonly string[]): string {
  return (objects.join('').length / 2).toString(16).padStart(2, '0')
}

function caught(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('no error')
}
