import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { delimiter } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CardCore } from '../../simulator/card/core/card-core.js'
import { parseCardImage } from '../../simulator/card/image/card-image.js'
import { volatileStore } from '../../simulator/card/state/log-state-store.js'
import { fromHex, toHex } from '../../src/bytes/hex.js'
import { createCard, Desk, type SimulatedCard } from '../support/cli.js'
import { twinJars } from './build-twin.js'
import { plainSignature, privateKeyBehind, publicPointOf, type PlainSignature } from './nonce-attack.js'
import { pinBlock } from './pin-block.js'
import { Twin } from './twin.js'
import { twinMain, type TwinOptions } from './twin-process.js'
import { whyNoTwin } from './why-no-twin.js'

const SIGNATURES = 1000

interface Signed {
  readonly signatures: readonly PlainSignature[]
  /** Public point, hex. */
  readonly point: string
}

/** Signs so many random hash values with the key for QES. */
async function sign(ask: (command: string) => Promise<string>, card: SimulatedCard, count: number): Promise<Signed> {
  for (const command of ['00a4040c06d27600006601', '002241b606840186800100']) expect(await ask(command)).toBe('9000')
  const signatures: PlainSignature[] = []
  for (let i = 0; i < count; i++) {
    if (i % 250 === 0) expect(await ask(`0020008108${pinBlock(card.secret('PIN.QES'))}`)).toBe('9000')
    const hash = randomBytes(32).toString('hex')
    const answer = await ask(`002a9e9a20${hash}00`)
    expect(answer).toMatch(/^[0-9a-f]{128}9000$/)
    signatures.push(plainSignature(hash, answer))
  }
  // 7F49 { 86 { point } }
  return { signatures, point: (await ask('0046818600')).slice(10, -4) }
}

function expectDifferentNonces({ signatures }: Signed): void {
  expect(new Set(signatures.map(({ r }) => r)).size).toBe(signatures.length)
  expect(privateKeyBehind(signatures)).toBeUndefined()
}

describe('nonces of the TypeScript card', () => {
  it(`are different in ${SIGNATURES} signatures, and two signatures give nothing away`, async () => {
    using desk = new Desk()
    const made = await createCard(desk, 'card', 'hba', '--state', 'active')
    const core = new CardCore({ image: parseCardImage(readFileSync(made.image)), store: volatileStore() })
    core.powerOn()
    const ask = (command: string): Promise<string> => Promise.resolve(toHex(core.process(fromHex(command))))
    expectDifferentNonces(await sign(ask, made, SIGNATURES))
  })
})

describe.skipIf(whyNoTwin)('nonces of the twin', () => {
  const desk = new Desk()
  let card: SimulatedCard

  beforeAll(async () => {
    card = await createCard(desk, 'card', 'hba', '--state', 'active')
  })
  afterAll(() => {
    desk[Symbol.dispose]()
  })

  /** As {@link sign}, with a twin that is there for it. */
  async function signByTwin(count: number, options: Partial<TwinOptions> = {}): Promise<Signed> {
    await using twin = await Twin.start({ image: card.image, ...options })
    return await sign((command) => twin.ask(command), card, count)
  }

  it(`are different in ${SIGNATURES} signatures, and two signatures give nothing away`, async () => {
    expectDifferentNonces(await signByTwin(SIGNATURES))
  }, 240_000)

  it("give the private key away where jCardSim's own class makes them", async () => {
    const { signatures, point } = await signByTwin(2, { upstreamRandomness: true })
    const key = privateKeyBehind(signatures)
    expect(key).toMatch(/^[0-9a-f]{64}$/)
    expect(publicPointOf(key ?? '')).toBe(point)
  })

  it("are never jCardSim's where nobody has asked for them: the twin does not start on them", () => {
    const classPath = [twinJars.jCardSim, twinJars.twin].join(delimiter)
    const words = ['--image', card.image, '--reader-socket', desk.path('reader')]
    const { status, stderr } = spawnSync('java', ['-cp', classPath, twinMain, ...words], {
      encoding: 'utf8',
      input: '',
    })
    expect(status).toBe(2)
    expect(stderr).toContain('its signatures would give the keys away')
  })

  it('repeat themselves by a seed, for tests', async () => {
    const [one, same, other] = await Promise.all([3, 3, 4].map((seed, i) => challenge(seed, desk.path(`state-${i}`))))
    expect(one).toBe(same)
    expect(one).not.toBe(other)
  })

  async function challenge(seed: number, state: string): Promise<string> {
    await using twin = await Twin.start({ image: card.image, state, seed })
    return await twin.ask('0084000010')
  }
})
