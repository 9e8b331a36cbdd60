import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toHex } from '../../../../../src/bytes/hex.js'
import { benchWith, pin } from '../card-bench.js'
import { binaryFile, child, folder, password, rules } from '../image-builder.js'

const open = '0070000001'

describe('MANAGE CHANNEL', () => {
  it('opens channels until there are no more, and one that was closed again', () => {
    const bench = benchWith([])
    expect([open, open, open].map((command) => bench.send(command))).toEqual(['019000', '029000', '039000'])
    expect(bench.status(open)).toBe('6981')
    expect(bench.status('02708000')).toBe('9000')
    expect(bench.send(open)).toBe('029000')
  })

  it('on a card without the option opens none', () => {
    expect(benchWith([], { channels: 0 }).status(open)).toBe('6981')
  })

  it('answers 6881 in a channel that is closed or does not exist', () => {
    const bench = benchWith([])
    expect(bench.status('01a4040c')).toBe('6881')
    expect(bench.status('40a4040c')).toBe('6881')
  })

  it('gives each channel its own folder and file', () => {
    const bench = benchWith([
      folder(
        'DF.A',
        { applicationIdentifier: '{a001}' },
        binaryFile('EF.A', '0001', Uint8Array.of(7), { shortFileIdentifier: '01' }),
      ),
    ])
    bench.status(open)
    expect(bench.status('01a4040c02a001', '01b0810000')).toBe('9000')
    expect(bench.status('00b0810000')).toBe('6a82')
  })

  it('resets one channel, or all: then only the basic channel is open', () => {
    const bench = benchWith([password('PIN.CH', '01')])
    const verify = (channel: number) => `0${channel}20000108${pin.right}`
    bench.status(open, open, verify(0), verify(1), verify(2))
    expect(bench.status('01704000')).toBe('9000')
    expect(['00', '01', '02'].map((channel) => bench.status(`8${channel[1] ?? ''}200001`))).toEqual([
      '9000',
      '63c3',
      '9000',
    ])
    expect(bench.status('00704001', '80200001')).toBe('63c3')
    expect(bench.status('81200001')).toBe('6881')
  })

  it('does not close the basic channel, and manages from others only themselves', () => {
    const bench = benchWith([])
    bench.status(open)
    expect(bench.status('00708000')).toBe('6a86')
    expect(bench.status('01704001')).toBe('6a86')
    expect(bench.status('0170000001')).toBe('6a86')
    expect(bench.status('00700001')).toBe('6a86')
    expect(bench.status('00700000')).toBe('6700')
  })
})

describe('GET CHALLENGE and GET RANDOM', () => {
  const withRandom = { mf: { accessRules: rules('({80||84||00||00},ALW)') } }

  it('give fresh random numbers', () => {
    const bench = benchWith([], withRandom)
    expect(bench.data('0084000008')).toHaveLength(8)
    expect(bench.data('0084000010')).toHaveLength(16)
    expect(bench.data('8084000000')).toHaveLength(256)
    expect(bench.data('8084000001')).toHaveLength(1)
    expect(toHex(bench.data('0084000010'))).not.toBe(toHex(bench.data('0084000010')))
  })

  it('repeat themselves with a seed', () => {
    const numbers = () => {
      const bench = benchWith([], { ...withRandom, seed: 3 })
      return [bench.send('0084000010'), bench.send('8084000020')]
    }
    expect(numbers()).toEqual(numbers())
  })

  it('refuse other lengths and parameters; GET RANDOM has an access rule, GET CHALLENGE has none', () => {
    const bench = benchWith([], { mf: { accessRules: 'CB{}' } })
    expect(bench.status('0084000010')).toBe('9000')
    expect(bench.status('8084000010')).toBe('6982')
    expect(bench.status('0084000009')).toBe('6700')
    expect(bench.status('80840000000200')).toBe('6700')
    expect(bench.status('0084010010')).toBe('6a86')
  })
})

describe('FINGERPRINT', () => {
  it('hashes the prefix with what stands for the operating system', () => {
    const bench = benchWith([])
    const prefix = 'ab'.repeat(128)
    const expected = createHash('sha256').update(Buffer.from(prefix, 'hex')).update('ehba simulated card').digest('hex')
    expect(toHex(bench.data(`80fa000080${prefix}00`))).toBe(expected)
    expect(bench.status(`80fa00007f${'ab'.repeat(127)}00`)).toBe('6700')
    expect(bench.status(`80fa010080${prefix}00`)).toBe('6a86')
  })
})

describe('LIST PUBLIC KEY', () => {
  const rootKey = child('PuK.RCA', 'PublicElcVerificationKey', {
    keyIdentifier: '4445475858800220',
    domainParameterOid: 'brainpoolP256r1',
    oid: 'ecdsa-with-SHA256',
    CHAT: 'cvc_FlagList_TI:ff0084200600e3',
  })

  it('lists the root keys with their application [N099.462f]', () => {
    const bench = benchWith([rootKey])
    expect(toHex(bench.data('80ca0100000000'))).toBe('e0144f06d27600014601b60a83084445475858800220')
    expect(bench.status('80ca010000')).toBe('6700')
    expect(bench.status('80ca0101000000')).toBe('6a86')
  })

  it('tells the way from the application to a folder that is none [N099.462f.3]', () => {
    const inner = folder('DF.IN', { fileIdentifier: '0b02' }, rootKey)
    const bench = benchWith([
      folder('DF.A', { applicationIdentifier: '{a001}' }, folder('DF.OUT', { fileIdentifier: '0b01' }, inner)),
    ])
    expect(toHex(bench.data('80ca0100000000'))).toBe('e0164f02a00151040b010b02b60a83084445475858800220')
  })

  it('can be chosen for a certificate check, others not', () => {
    const bench = benchWith([rootKey])
    expect(bench.status('002281b60a83084445475858800220')).toBe('9000')
    expect(bench.status('002281b60a83084445475858800221')).toBe('6a88')
    expect(bench.status('002281b603830144')).toBe('6a80')
  })
})

describe('MANAGE SECURITY ENVIRONMENT for external authentication', () => {
  const bench = benchWith([
    child('SK.CMS', 'SymmetricAutKey', { keyIdentifier: '14', algorithmIdentifier: 'aesSessionkey4SM' }),
    child('SK.CAN', 'SymmetricConnectionKey', { keyIdentifier: '02', can: '26123123FFFFFFFF' }),
  ])

  it('finds symmetric keys and their algorithm', () => {
    expect(bench.status('002281a406830114800154')).toBe('9000')
    expect(bench.status('002281a406830114800174')).toBe('6a81')
    expect(bench.status('002281a406830102800154')).toBe('6a81')
    expect(bench.status('002281a406830113800154')).toBe('6a88')
  })

  it('finds no imported public key yet', () => {
    expect(bench.status(`002281a411830c${'00'.repeat(12)}800100`)).toBe('6a88')
    expect(bench.status('002281a40783020000800100')).toBe('6a80')
  })

  it('does not take a symmetric key for a private one', () => {
    expect(bench.status('002241a406840114800154')).toBe('6a81')
  })
})
