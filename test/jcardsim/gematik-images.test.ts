import { copyFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { toHex } from '../../src/bytes/hex.js'
import type { cardImages } from '../support/card-images.js'
import { cardImagePath, cardImagesPresent, certificatesOf } from '../support/card-images.js'
import { Desk } from '../support/cli.js'
import { pinBlock } from './pin-block.js'
import { Twin } from './twin.js'
import { whyNoTwin } from './why-no-twin.js'

const HASH = '5a'.repeat(32)

describe.skipIf(whyNoTwin ?? !cardImagesPresent)("gematik's images in the twin", () => {
  const desk = new Desk()
  afterAll(() => {
    desk[Symbol.dispose]()
  })

  /** The twin of an image that lies beside a state of its own. */
  function start(image: keyof typeof cardImages): Promise<Twin> {
    const copy = desk.path(`${image}.xml`)
    copyFileSync(cardImagePath(image), copy)
    return Twin.start({ image: copy, state: desk.path(`${image}-${performance.now()}.state`) })
  }
  async function answers(twin: Twin, ...commands: readonly string[]): Promise<string[]> {
    const given: string[] = []
    for (const command of commands) given.push(await twin.ask(command))
    return given
  }

  it.each([
    ['hba', 'd27600014601', '3b909681b1fe451f0391'],
    ['smcb', 'd27600014606', '3b909681b1fe451f0391'],
    ['egk', 'd2760001448000', '3b909681b1fe451f0391'],
    ['egkG20', 'd2760001448000', '3b901881b1fe451f031f'],
  ] as const)('%s: has its root, its answer to reset and its EF.GDO', async (image, root, atr) => {
    await using twin = await start(image)
    expect(toHex(await twin.atr())).toBe(atr)
    expect(await twin.ask('00a4040400')).toContain(`84${(root.length / 2).toString(16).padStart(2, '0')}${root}`)
    expect(await twin.ask('00b0820000')).toMatch(/^5a0a80276883110000[0-9]{6}9000$/)
  })

  it('hba: reads each certificate of DF.ESIGN in one piece', async () => {
    await using twin = await start('hba')
    const certificates = certificatesOf('hba')
    const files = {
      'EF.C.HP.AUT.R2048': '81',
      'EF.C.HP.AUT.E256': '86',
      'EF.C.HP.ENC.R2048': '82',
      'EF.C.HP.ENC.E256': '85',
    }
    await twin.ask('00a4040c0aa000000167455349474e')
    for (const [name, file] of Object.entries(files)) {
      expect(await twin.ask(`00b0${file}00000000`)).toBe(`${toHex(certificates.get(name) ?? new Uint8Array())}9000`)
    }
  })

  it('hba: has keys without numbers, and files without content (N088.500, N097.800, N052.100)', async () => {
    await using twin = await start('hba')
    const activate = `0024000110${pinBlock('54321')}${pinBlock('123456')}`
    const verify = `0020000108${pinBlock('123456')}`
    const choose = '002241b606840187800100'
    expect(await answers(twin, '00a4040c0aa000000167455349474e', activate, verify, choose)).toEqual([
      '9000',
      '9000',
      '9000',
      '9000',
    ])
    expect(await answers(twin, `002a9e9a20${HASH}00`, '0046818700', '00b0870000')).toEqual(['6400', '6400', '6b00'])
  })

  it('hba: has an empty PIN that can be set once, without an old one (N015.610)', async () => {
    await using twin = await start('hba')
    const set = `0024018108${pinBlock('123456')}`
    const change = `0024008110${pinBlock('123456')}${pinBlock('654321')}`
    expect(await answers(twin, '00a4040c06d27600014603', '80200081', set, '80200081', set, change)).toEqual([
      '9000',
      '62c7',
      '9000',
      '63c3',
      '6982',
      '9000',
    ])
  })

  it('hba: proves its role, and never to itself (N086.820)', async () => {
    await using twin = await start('hba')
    const verify = [`0024000110${pinBlock('54321')}${pinBlock('123456')}`, `0020000108${pinBlock('123456')}`]
    const token = (iccsn8: string): string => `0088000018${'5a'.repeat(16)}${iccsn8}00`
    await answers(twin, ...verify)
    expect(await twin.ask('002241a406840106800100')).toBe('9000')
    expect(await twin.ask(token('0123456789abcdef'))).toMatch(/^[0-9a-f]{128}9000$/)
    expect(await twin.ask(token('6883110000220885'))).toBe('6a80')
  })

  it('egkG20: reads a public key whose point its image leaves out (N098.200b)', async () => {
    await using twin = await start('egkG20')
    expect(await twin.ask('0046810900')).toMatch(/^7f4943864104[0-9a-f]{128}9000$/)
  })

  it('egk: has passwords that share one secret, each with a security status of its own (N016.325)', async () => {
    await using twin = await start('egk')
    const wrong = `0020000208${pinBlock('999999')}`
    const right = `0020000208${pinBlock('123456')}`
    expect(await answers(twin, '80200003', '80200002', wrong, '80200001', right, '80200001', '80200002')).toEqual([
      '62d0',
      '63c3',
      '63c2',
      '63c2',
      '9000',
      '63c3',
      '9000',
    ])
  })

  it('egk: has passwords that can be switched off and on (N076.100, N077.300)', async () => {
    await using twin = await start('egk')
    const enable = `0028000308${pinBlock('123456')}`
    const disable = `0026000308${pinBlock('123456')}`
    const wrong = `0026000308${pinBlock('999999')}`
    expect(await answers(twin, enable, '80200003', wrong, '80200001', disable, '80200003', disable)).toEqual([
      '9000',
      '63c3',
      '63c2',
      '63c2',
      '9000',
      '62d0',
      '9000',
    ])
  })
})
