import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../../../src/bytes/hex.js'
import {
  createSimulatedCard,
  openSimulatedCard,
  type SimulatedCard,
  type SimulatedCardOptions,
} from '../../../../simulator/card/simulated-card.js'
import { parseCardImage } from '../../../../simulator/card/image/card-image.js'
import { volatileStore } from '../../../../simulator/card/state/log-state-store.js'
import { pin } from './card-bench.js'
import { binaryFile, child, ecKey, folder, imageBytes, password } from './image-builder.js'

const image = imageBytes([
  password('PIN.CH', '01'),
  binaryFile('EF.GDO', '2f02', fromHex('5a0a80276883110000220885'), { shortFileIdentifier: '02' }),
  folder('DF.QES', { applicationIdentifier: '{a001}' }, ecKey('PrK.QES', '06', '01'.repeat(32))),
  child('X.NEW', 'QuantumKey', {}),
])
const verify = (block: string) => `0020000108${block}`
const [selectDf, choose, sign] = ['00a4040c02a001', '002241b606840186800100', `002a9e9a20${'ab'.repeat(32)}00`] as const

let home = ''
let imagePath = ''
const opened: SimulatedCard[] = []
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ehba-sim-'))
  imagePath = join(home, 'card.xml')
  writeFileSync(imagePath, image)
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((card) => card.close()))
  rmSync(home, { recursive: true, force: true })
})

async function open(options: Partial<SimulatedCardOptions> = {}): Promise<SimulatedCard> {
  const card = await openSimulatedCard({ imagePath, ...options })
  opened.push(card)
  return card
}

async function send(card: SimulatedCard, ...commands: readonly string[]): Promise<string> {
  let answer = ''
  for (const command of commands) answer = toHex(await card.transmit(fromHex(command)))
  return answer
}

const withCode = (code: string) => expect.objectContaining({ code }) as unknown

describe('openSimulatedCard', () => {
  it('powers the card and speaks to it', async () => {
    const card = await open()
    expect(toHex(card.atr)).toBe('3b909681b1fe451f0391')
    expect(card.extendedLength).toBe(true)
    expect(await send(card, '00b0820000')).toBe('5a0a802768831100002208859000')
    expect(card.warnings).toEqual([expect.stringContaining('X.NEW of type quantumkey')])
  })

  it('keeps secrets, counters and statistics beyond closing, and nothing of the session', async () => {
    const first = await open()
    await send(first, verify(pin.wrong), verify(pin.right), selectDf, choose, sign)
    expect(await send(first, verify(pin.wrong))).toBe('63c2')
    await first.close()
    const second = await open()
    expect(await send(second, '80200001')).toBe('63c2')
    expect(await send(second, selectDf, sign)).toBe('6985')
    expect(second.counters()).toMatchObject({
      iccsn: '80276883110000220885',
      cardName: 'test card',
      signatures: { 'DF.QES/PrK.QES': 1 },
      passwords: {
        'MF/PIN.CH': { triesLeft: 2, pukUses: 10, verified: 1, failed: 2, transportStatus: 'regularPassword' },
      },
    })
  })

  it('keeps a blocked card blocked', async () => {
    const first = await open()
    expect(await send(first, verify(pin.wrong), verify(pin.wrong), verify(pin.wrong))).toBe('63c0')
    await first.close()
    expect(await send(await open(), verify(pin.right))).toBe('6983')
  })

  it('never writes the image; the state lies beside it with mode 0600', async () => {
    const card = await open()
    await send(card, `0024000110${pin.right}${pin.fresh}`)
    await card.close()
    expect(readFileSync(imagePath)).toEqual(Buffer.from(image))
    expect(statSync(`${imagePath}.state`).mode & 0o777).toBe(0o600)
    expect(existsSync(`${imagePath}.state.new`)).toBe(false)
  })

  it('gives a card to one opener at a time, and to the next one when it is closed', async () => {
    const first = await open()
    await expect(open()).rejects.toEqual(withCode('inUse'))
    const waiting = open({ waitMs: 10_000 })
    await first.close()
    expect(await send(await waiting, '00a4040c')).toBe('9000')
  })

  it('refuses the state of another image, and releases the card then', async () => {
    await (await open()).close()
    writeFileSync(imagePath, imageBytes([password('PIN.CH', '01')]))
    await expect(open()).rejects.toEqual(withCode('stateForeignImage'))
    rmSync(`${imagePath}.state`)
    expect(await send(await open(), '00a4040c')).toBe('9000')
  })

  it('refuses a state that is damaged, or that speaks of what the image does not have', async () => {
    writeFileSync(`${imagePath}.state`, 'something')
    await expect(open()).rejects.toEqual(withCode('stateInvalid'))
  })

  it('tells missing and broken images, and numbers that are no key', async () => {
    await expect(open({ imagePath: join(home, 'none.xml') })).rejects.toEqual(withCode('imageUnreadable'))
    writeFileSync(imagePath, '<card')
    await expect(open()).rejects.toEqual(withCode('imageInvalid'))
    writeFileSync(imagePath, imageBytes([ecKey('PrK.A', '02', '00'.repeat(32))]))
    await expect(open()).rejects.toEqual(withCode('imageInvalid'))
  })

  it('puts the state where it is told to', async () => {
    const statePath = join(home, 'elsewhere.state')
    await open({ statePath })
    expect(existsSync(statePath)).toBe(true)
    expect(existsSync(`${imagePath}.state`)).toBe(false)
  })

  it('repeats itself with a seed', async () => {
    const challenges: string[] = []
    for (const seed of [9, 9, 10]) {
      const card = await open({ seed })
      challenges.push(await send(card, '0084000010'))
      await card.close()
    }
    expect(challenges[0]).toBe(challenges[1])
    expect(challenges[0]).not.toBe(challenges[2])
  })

  it('does not leave the lock behind where the folder of the state cannot be written', async () => {
    await (await open()).close()
    rmSync(`${imagePath}.state`)
    chmodSync(home, 0o555)
    const statePath = join(home, 'none', 'x.state')
    await expect(open({ statePath })).rejects.toEqual(withCode('stateUnusable'))
    chmodSync(home, 0o755)
  })
})

describe('SimulatedCard', () => {
  const memoryCard = (options = {}) =>
    createSimulatedCard({ image: parseCardImage(image), store: volatileStore(), ...options })

  it('loses its session at reset, and shows the warm answer to reset', async () => {
    const card = memoryCard()
    await send(card, verify(pin.right))
    await card.reset()
    expect(toHex(card.atr)).toBe('3b909581b1fe451f0392')
    expect(await send(card, '80200001')).toBe('63c3')
  })

  it('has no answer after closing, and can be closed twice', async () => {
    const card = memoryCard()
    await card.close()
    await card.close()
    await expect(card.transmit(fromHex('00a4040c'))).rejects.toEqual(withCode('removed'))
    await expect(card.reset()).rejects.toEqual(withCode('removed'))
    expect(card.counters().cardName).toBe('test card')
  })

  it('answers commands that overlap one after the other, slow ones too', async () => {
    const card = memoryCard({ delays: new Map([['verify', 20]]) })
    const order: string[] = []
    await Promise.all(
      [verify(pin.right), '80200001', verify(pin.wrong), '80200001'].map(async (command) => {
        order.push(await send(card, command))
      }),
    )
    expect(order).toEqual(['9000', '9000', '63c2', '63c2'])
  })

  it('goes on after a command that failed in its turn', async () => {
    const card = memoryCard({ delays: new Map([['any', 1]]) })
    const closed = card.close()
    const late = card.transmit(fromHex('00a4040c'))
    await closed
    await expect(late).rejects.toEqual(withCode('removed'))
    await expect(card.transmit(fromHex('00a4040c'))).rejects.toEqual(withCode('removed'))
  })
})
