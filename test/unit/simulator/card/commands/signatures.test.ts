import { constants, createHash, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { concat } from '../../../../../src/bytes/concat.js'
import { toHex } from '../../../../../src/bytes/hex.js'
import { curves } from '../../../../../simulator/card/crypto/curves.js'
import { signHash } from '../../../../../simulator/card/crypto/ecdsa.js'
import { deterministicNonces } from '../../../../../simulator/card/crypto/nonce.js'
import { benchWith, pin, type CardBench } from '../card-bench.js'
import { child, folder, password, rules } from '../image-builder.js'
import { testEcKey, testRsaKey } from '../test-keys.js'

const document = Buffer.from('document')
const hash = createHash('sha256').update(document).digest()
const digestInfo = concat(Buffer.from('3031300d060960864801650304020105000420', 'hex'), hash)
const ec = testEcKey()
const rsa = testRsaKey()

const select = '00a4040c02a001'
const verifyPin = `0020008108${pin.right}`
const choose = (key: string, algorithm: string, variant = '41b6') => `0022${variant}068401${key}8001${algorithm}`
const sign = (input: Uint8Array = hash, le = '00') => `002a9e9a${byte(input.length)}${toHex(input)}${le}`
const authenticate = (token: Uint8Array) => `00880000${byte(token.length)}${toHex(token)}00`

function byte(value: number): string {
  return value.toString(16).padStart(2, '0')
}

const needsPin = { accessRules: rules('({00||2a,00||88},PWD(81)),({00||46||81},ALW)') }

function card(options = {}): CardBench {
  return benchWith(
    [
      folder(
        'DF.QES',
        { applicationIdentifier: '{a001}' },
        password('PIN.QES', '01', { startSSecList: '{(1,03),(2,01)}' }),
        ec.object('PrK.EC', '06', needsPin),
        rsa.object('PrK.RSA', '04', needsPin),
        ec.object('PrK.OFF', '07', { ...needsPin, keyAvailable: 'FALSE' }),
        ec.object('PrK.ROLE', '08', { listAlgorithmIdentifier: '{[1,(elcRoleAuthentication)]}' }),
        ec.object('PrK.SE2', '09', { listAlgorithmIdentifier: '{[2,(signECDSA)]}' }),
      ),
    ],
    options,
  )
}

/** A card whose PIN is verified. */
function openCard(options = {}): CardBench {
  const bench = card(options)
  bench.status(select, verifyPin)
  return bench
}

const ecOptions = { key: ec.publicKey, dsaEncoding: 'ieee-p1363' } as const
const pssOptions = { key: rsa.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }

describe('PSO COMPUTE DIGITAL SIGNATURE', () => {
  it('signs a hash with ECDSA: r and s, 64 bytes [N088.600c]', () => {
    const bench = openCard()
    bench.status(choose('86', '00'))
    const signature = bench.data(sign())
    expect(signature).toHaveLength(64)
    expect(verify('sha256', document, ecOptions, signature)).toBe(true)
  })

  it('signs with PSS and PKCS #1 v1.5, as node:crypto verifies', () => {
    const bench = openCard()
    bench.status(choose('84', '05'))
    expect(verify('sha256', document, pssOptions, bench.data(sign()))).toBe(true)
    bench.status(choose('84', '02'))
    expect(verify('sha256', document, rsa.publicKey, bench.data(sign(digestInfo)))).toBe(true)
  })

  it('repeats its ECDSA signatures with a seed and never without', () => {
    const twice = (options: object) =>
      [0, 1].map(() => {
        const bench = openCard(options)
        bench.status(choose('86', '00'))
        return toHex(bench.data(sign()))
      })
    const [first, second] = twice({ seed: 7 })
    expect(first).toBe(second)
    const [third, fourth] = twice({})
    expect(third).not.toBe(fourth)
  })

  it('counts down the uses of the PIN, one for each signature, and refuses the next with 6982', () => {
    const bench = openCard()
    bench.status(choose('86', '00'))
    expect([1, 2, 3, 4].map(() => bench.status(sign()))).toEqual(['9000', '9000', '9000', '6982'])
    expect(bench.status('80200081')).toBe('63c3')
    expect(bench.counters().signatures['DF.QES/PrK.EC']).toBe(3)
    expect(bench.status(verifyPin, sign())).toBe('9000')
  })

  it('loses no use by a command that can have no signature: wrong length, answer cut off, no Le', () => {
    const bench = openCard()
    bench.status(choose('86', '00'))
    expect(bench.status(sign(hash.subarray(1)))).toBe('6700')
    expect(bench.status(sign(hash, '20'))).toBe('6700')
    expect(bench.status(sign(hash, ''))).toBe('6700')
    bench.status(choose('84', '02'))
    expect(bench.status(sign(new Uint8Array(103)))).toBe('6700')
    bench.status(choose('84', '05'))
    expect(bench.status(sign(new Uint8Array(65)))).toBe('6700')
    bench.status(choose('86', '00'))
    expect([1, 2, 3].map(() => bench.status(sign()))).toEqual(['9000', '9000', '9000'])
  })

  it('loses a use where only the key data are missing, since the rule has been evaluated [N088.400, N088.500]', () => {
    const bench = openCard()
    bench.status(choose('87', '00'))
    expect([1, 2, 3, 4].map(() => bench.status(sign()))).toEqual(['6400', '6400', '6400', '6982'])
  })

  it('needs a key chosen before, and a PIN', () => {
    const bench = card()
    expect(bench.status(select, sign())).toBe('6985')
    expect(bench.status(choose('86', '00'), sign())).toBe('6982')
  })

  it('searches the chosen key anew, so that one of the same number in a folder below comes first', () => {
    const decipherOnly = { listAlgorithmIdentifier: '{[1,(elcSharedSecretCalculation)]}' }
    const bench = benchWith([
      folder(
        'DF.A',
        { applicationIdentifier: '{a001}' },
        ec.object('PrK.A', '06'),
        folder('DF.B', { applicationIdentifier: '{b001}' }, ec.object('PrK.B', '06', decipherOnly)),
        folder('DF.C', { applicationIdentifier: '{c001}' }),
      ),
    ])
    expect(bench.status(select, choose('86', '00'), '00a4040c02c001', sign())).toBe('9000')
    expect(bench.status('00a4040c02b001', sign())).toBe('6a81')
  })

  it('with parameters that it does not have is refused', () => {
    expect(openCard().status(`002a9eac20${toHex(hash)}00`)).toBe('6a86')
  })
})

describe('MANAGE SECURITY ENVIRONMENT, SET', () => {
  it('finds the key and its algorithm at once [N104.300a.1]', () => {
    const bench = openCard()
    expect(bench.status(choose('8f', '00'))).toBe('6a88')
    expect(bench.status(choose('06', '00'))).toBe('6a88')
    expect(bench.status(choose('86', '05'))).toBe('6a81')
    expect(bench.status(choose('86', '99'))).toBe('6a81')
    expect(bench.status(choose('88', '00'))).toBe('6a81')
  })

  it('keeps the old reference where the new one is refused [N104.320b]', () => {
    const bench = openCard()
    expect(bench.status(choose('86', '00'), choose('86', '05'))).toBe('6a81')
    expect(bench.status(sign())).toBe('9000')
  })

  it('goes by the algorithms that the key lists for the active security environment [N021.500b]', () => {
    const bench = openCard()
    expect(bench.status(choose('89', '00'))).toBe('6a81')
    expect(bench.status('0022f302', choose('89', '00'))).toBe('9000')
    expect(bench.status(choose('86', '00'))).toBe('6a81')
  })

  it('takes data objects in the order of the specification only', () => {
    const bench = openCard()
    expect(bench.status('002241b606800100840186')).toBe('6a80')
    expect(bench.status('002241b603840186')).toBe('6a80')
    expect(bench.status('002241b60784028686800100')).toBe('6a80')
    expect(bench.status('002241b604840186ff')).toBe('6a80')
    expect(bench.status('002241b6')).toBe('6700')
    expect(bench.status('002241b706840186800100')).toBe('6a86')
  })
})

describe('MANAGE SECURITY ENVIRONMENT, RESTORE', () => {
  it('clears the status of the passwords of the folder and the references to its keys [N104.200]', () => {
    const bench = openCard()
    expect(bench.status(choose('86', '00'), '0022f301', '80200081')).toBe('63c3')
    expect(bench.status(sign())).toBe('6985')
  })

  it('leaves folders above as they are [N104.200f]', () => {
    const bench = benchWith([
      password('PIN.CH', '01'),
      ec.object('PrK.G', '02'),
      folder('DF.A', { applicationIdentifier: '{a001}' }),
    ])
    bench.status(`0020000108${pin.right}`, select, choose('02', '00'), '0022f302')
    expect(bench.status('80200001')).toBe('9000')
    expect(bench.status(sign())).toBe('9000')
  })

  it('knows the environments 1 to 4', () => {
    const bench = card()
    expect(['0022f300', '0022f304', '0022f305'].map((command) => bench.status(command))).toEqual([
      '6a86',
      '9000',
      '6a86',
    ])
  })
})

describe('INTERNAL AUTHENTICATE', () => {
  const challenge = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
  const verifier = Buffer.from('6883110000168583', 'hex')

  it('signs a token as rsaClientAuthentication with PSS [N086.900b]', () => {
    const bench = openCard()
    bench.status(choose('84', '05', '41a4'))
    expect(verify('sha256', document, pssOptions, bench.data(authenticate(hash)))).toBe(true)
  })

  it('signs a DigestInfo with PKCS #1 v1.5', () => {
    const bench = openCard()
    bench.status(choose('84', '02', '41a4'))
    expect(verify('sha256', document, rsa.publicKey, bench.data(authenticate(digestInfo)))).toBe(true)
  })

  it('proves its role over token and algorithm code as one number of 32 bytes [N086.900a]', () => {
    const bench = openCard({ seed: 1 })
    bench.status(choose('88', '00', '41a4'))
    const number = concat(new Uint8Array(32 - 25), challenge, verifier, Uint8Array.of(0))
    const expected = signHash(curves.brainpoolP256r1, ec.privateValue, number, deterministicNonces)
    expect(toHex(bench.data(authenticate(concat(challenge, verifier))))).toBe(toHex(expected))
  })

  it('refuses to prove its role to itself [N086.820]', () => {
    const bench = openCard()
    bench.status(choose('88', '00', '41a4'))
    const own = Buffer.from('6883110000220885', 'hex')
    expect(bench.status(authenticate(concat(challenge, own)))).toBe('6a80')
    expect(bench.status(authenticate(challenge))).toBe('6700')
  })

  it('refuses parameters, and needs a key', () => {
    const bench = openCard()
    expect(bench.status('00880100010000')).toBe('6a86')
    expect(bench.status(authenticate(hash))).toBe('6985')
  })
})

describe('GENERATE ASYMMETRIC KEY PAIR', () => {
  it('gives the public key of a private one [N098.200]', () => {
    const bench = card()
    bench.status(select)
    expect(toHex(bench.data('0046818600'))).toBe(`7f49438641${toHex(ec.publicBytes)}`)
    expect(toHex(bench.data('00468184000000'))).toBe(`7f4982010981820100${toHex(rsa.publicBytes)}8203010001`)
  })

  it('goes by the key chosen for signatures where P2 is 00 [N097.500a]', () => {
    const bench = openCard()
    expect(bench.status('0046810000')).toBe('6a88')
    bench.status(choose('86', '00'))
    expect(toHex(bench.data('0046810000'))).toContain(toHex(ec.publicBytes))
  })

  it('answers 6400 without key data, 6A88 without key, 6982 without rule', () => {
    const bench = card()
    bench.status(select)
    expect(bench.status('0046818700')).toBe('6400')
    expect(bench.status('0046818f00')).toBe('6a88')
    expect(bench.status('0046c08600')).toBe('6982')
    expect(bench.status('0046c08800')).toBe('6a81')
    expect(bench.status('0046828600')).toBe('6a86')
  })

  it('makes no key where one is there, and takes Le only where it answers [N097.650, CosT_246]', () => {
    const bench = benchWith([ec.object('PrK', '06'), ec.object('PrK.OFF', '07', { keyAvailable: 'FALSE' })])
    expect(bench.status('0046800600')).toBe('6985')
    expect(bench.status('00468406')).toBe('6985')
    expect(bench.status('00468407')).toBe('6a81')
    expect(bench.status('0046c406')).toBe('6a81')
    expect(bench.status('0046800607')).toBe('6985')
    expect(bench.status('0046840600')).toBe('6700')
    expect(bench.status('00468006')).toBe('6700')
  })

  it('asks the rule of a symmetric key before it says that there is no key pair in it [N097.500c, N097.600]', () => {
    const symmetric = (id: string, identifier: string, accessRules: string) =>
      child(id, 'SymmetricAutKey', { keyIdentifier: identifier, algorithmIdentifier: 'aesSessionkey4SM', accessRules })
    const bench = benchWith([
      symmetric('SK.CLOSED', '14', rules('({00||82},ALW)')),
      symmetric('SK.OPEN', '15', rules('({00||46},ALW)')),
    ])
    expect(bench.status('0046811400')).toBe('6982')
    expect(bench.status('0046811500')).toBe('6a88')
  })
})
