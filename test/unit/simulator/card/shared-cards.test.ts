import { constants, createHash, verify, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { concat } from '../../../../src/bytes/concat.js'
import { toHex } from '../../../../src/bytes/hex.js'
import { allFolders } from '../../../../simulator/card/image/search.js'
import type { AlgorithmName, PrivateKey, TransparentFile } from '../../../../simulator/card/image/object-system.js'
import { benchFrom, pin, type CardBench } from './card-bench.js'
import { sharedImage, sharedImages, withoutSharedImages } from './shared-images.js'

const where = withoutSharedImages ? ' (skipped: ../shared/cards is not there)' : ''
const document = Buffer.from('document')
const hash = createHash('sha256').update(document).digest()
const digestInfo = concat(Buffer.from('3031300d060960864801650304020105000420', 'hex'), hash)

/** How to ask for a signature: code for MSE SET, input of PSO, and how node:crypto checks it. */
const signatureAlgorithms: ReadonlyMap<AlgorithmName, { code: string; input: Uint8Array; options: object }> = new Map([
  ['signECDSA', { code: '00', input: hash, options: { dsaEncoding: 'ieee-p1363' } }],
  ['signPSS', { code: '05', input: hash, options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } }],
  ['signPKCS1_V1_5', { code: '02', input: digestInfo, options: {} }],
])

interface SigningKey {
  readonly key: PrivateKey
  readonly certificate: TransparentFile
  readonly algorithm: AlgorithmName
}

/** Keys of an image that sign in SE#1 and whose certificate is on the card: PrK.HP.QES.E256 and EF.C.HP.QES.E256. */
function signingKeys(bench: CardBench): SigningKey[] {
  return allFolders(bench.core.image.root).flatMap((folder) =>
    folder.secretKeys.flatMap((key) => {
      if (key.kind !== 'privateElc' && key.kind !== 'privateRsa') return []
      const name = key.name.replace('PrK.', 'EF.C.')
      const certificate = folder.files.find((file) => file.name === name)
      if (certificate?.kind !== 'transparent' || certificate.body.length === 0) return []
      const algorithms = (key.algorithms.get(1) ?? []).filter((algorithm) => signatureAlgorithms.has(algorithm))
      return algorithms.map((algorithm) => ({ key, certificate, algorithm }))
    }),
  )
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0')
}

function selectFolder(bench: CardBench, { key }: SigningKey): void {
  const [name = new Uint8Array(0)] = key.folder.applicationIdentifiers
  bench.status(`00a4040c${byte(name.length)}${toHex(name)}`)
}

function signWith(bench: CardBench, { key, algorithm }: SigningKey): string {
  const { code, input } = signatureAlgorithms.get(algorithm) ?? { code: '', input: hash }
  const reference = byte(key.identifier | (key.folder.parent ? 0x80 : 0))
  expect(bench.status(`002241b6068401${reference}8001${code}`)).toBe('9000')
  return bench.send(`002a9e9a${byte(input.length)}${toHex(input)}00`)
}

function verifies({ algorithm, certificate }: SigningKey, signature: Uint8Array): boolean {
  const { publicKey } = new X509Certificate(certificate.body)
  const { options } = signatureAlgorithms.get(algorithm) ?? { options: {} }
  return verify('sha256', document, { key: publicKey, ...options }, signature)
}

describe.skipIf(withoutSharedImages)(`gematik's test cards${where}`, () => {
  it.each(sharedImages)('$name loads without a word that is not understood', ({ bytes }) => {
    expect(benchFrom(bytes).core.image.warnings).toEqual([])
  })

  it.each(sharedImages)('$name lets all its world-readable files be read', ({ bytes }) => {
    const bench = benchFrom(bytes)
    const answers = ['00b0820000', '00b2011e00', '00b0910000'].map((command) => bench.status(command))
    expect(answers[0]).toBe('9000')
    expect(bench.status('00b201f400')).toBe('9000')
    expect(answers[2]).toBe('9000')
  })

  it('the HBA is activated with its Transport-PINs, signs with every certified key, and each signature verifies', () => {
    const bench = benchFrom(sharedImage('HBA'))
    bench.status(`0024000110${pin.transport}${pin.right}`, `0020000108${pin.right}`)
    const keys = signingKeys(bench)
    expect(keys.map(({ key, algorithm }) => `${key.name} ${algorithm}`)).toEqual([
      'PrK.HP.QES.R2048 signPSS',
      'PrK.HP.QES.E256 signECDSA',
      'PrK.HP.AUT.R2048 signPKCS1_V1_5',
      'PrK.HP.AUT.R2048 signPSS',
      'PrK.HP.AUT.E256 signECDSA',
    ])
    let isActivated = false
    for (const signing of keys) {
      selectFolder(bench, signing)
      if (signing.key.folder.name === 'DF.QES') {
        const change = isActivated ? '9000' : bench.status(`0024008110${pin.transport}${pin.right}`)
        expect(change).toBe('9000')
        isActivated = true
        expect(bench.status(`0020008108${pin.right}`)).toBe('9000')
      }
      const answer = signWith(bench, signing)
      expect(answer.slice(-4), signing.key.name).toBe('9000')
      expect(verifies(signing, Buffer.from(answer.slice(0, -4), 'hex')), signing.key.name).toBe(true)
    }
  })

  it('the SMC-B signs with every certified key after activation', () => {
    const bench = benchFrom(sharedImage('SMC_B'))
    expect(bench.status(`0024000110${pin.transport}${pin.right}`, `0020000108${pin.right}`)).toBe('9000')
    const keys = signingKeys(bench)
    expect(keys).toHaveLength(5)
    for (const signing of keys) {
      selectFolder(bench, signing)
      const answer = signWith(bench, signing)
      expect(verifies(signing, Buffer.from(answer.slice(0, -4), 'hex')), signing.key.name).toBe(true)
    }
  })

  it.each(['EGK_', 'EGKG2'])(
    'the eGK %s… refuses signatures after PIN.CH alone, and verifies those of MRPIN.home',
    (card) => {
      const bench = benchFrom(sharedImage(card))
      expect(bench.status(`0020000108${pin.right}`)).toBe('9000')
      const keys = signingKeys(bench)
      expect(keys.length).toBeGreaterThan(0)
      for (const signing of keys) {
        selectFolder(bench, signing)
        expect(signWith(bench, signing)).toBe('6982')
      }
      expect(bench.status(`0020000208${pin.right}`)).toBe('9000')
      for (const signing of keys) {
        selectFolder(bench, signing)
        const answer = signWith(bench, signing)
        expect(verifies(signing, Buffer.from(answer.slice(0, -4), 'hex')), signing.key.name).toBe(true)
      }
    },
  )

  it('the HBA shows what its keys and passwords do not allow', () => {
    const bench = benchFrom(sharedImage('HBA'))
    bench.status(`0024000110${pin.transport}${pin.right}`, `0020000108${pin.right}`, '00a4040c0aa000000167455349474e')
    // SIG keys have no key data.
    expect(bench.status('002241b606840187800100', `002a9e9a20${toHex(hash)}00`)).toBe('6400')
    // INTERNAL AUTHENTICATE only with AUT.R2048.
    expect(bench.status('002241a406840182800105', `0088000020${toHex(hash)}00`)).toBe('9000')
    // PIN.QES: unblock, never set; no VERIFY while in transport state.
    expect(bench.status('00a4040c06d27600006601', '80200081')).toBe('62c1')
    expect(bench.status(`0020008108${pin.transport}`)).toBe('6985')
    expect(bench.status(`002c008110${pin.puk}${pin.fresh}`)).toBe('6982')
    expect(bench.status(`002c018108${pin.puk}`)).toBe('9000')
    expect(bench.status(`0026008108${pin.right}`)).toBe('6982')
    // SE#2 needs secure messaging for PIN.QES and does not list the public key.
    expect(bench.status('0046818600')).toBe('9000')
    expect(bench.status('0022f302', '80200081')).toBe('6982')
    expect(bench.status('0046818600')).toBe('6982')
    expect(bench.status('00b0860000')).toBe('9000')
  })

  it('the HBA allows 250 signatures for one PIN entry, not 251', () => {
    const bench = benchFrom(sharedImage('HBA'), { seed: 1 })
    bench.status('00a4040c06d27600006601', `0024008110${pin.transport}${pin.right}`, `0020008108${pin.right}`)
    bench.status('002241b606840186800100')
    const answers = Array.from({ length: 251 }, (_, i) => bench.status(`002a9e9a20${byte(i)}${'00'.repeat(31)}00`))
    expect(answers.filter((status) => status === '9000')).toHaveLength(250)
    expect(answers.at(-1)).toBe('6982')
    expect(bench.counters().signatures['DF.QES/PrK.HP.QES.E256']).toBe(250)
  })

  it('DF.AUTO takes the first secret of its Leer-PINs without an old one', () => {
    const bench = benchFrom(sharedImage('HBA'))
    expect(bench.status('00a4040c06d27600014603', '80200081')).toBe('62c7')
    expect(bench.status(`0024018108${pin.right}`)).toBe('9000')
    expect(bench.status(`0020008108${pin.right}`)).toBe('9000')
  })
})
