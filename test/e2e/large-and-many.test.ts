import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCard, Desk, type Call, type SimulatedCard } from '../support/cli.js'
import { tell } from '../support/seeded-random.js'
import { verifiesIn } from '../support/traced-commands.js'

const GIB = 1024 ** 3
/** `head -c 2G /dev/zero | sha256sum` */
const SHA256_OF_2_GIB_OF_ZEROS = 'a7c744c13cc101ed66c29f672f92455547889cc586ce6d44fe76ae824958ea51'
const PEAK_MIB = 150
const MANY = 10_000

const desk = new Desk()
let card: SimulatedCard

beforeAll(async () => {
  card = await createCard(desk, 'card', 'smcb', '--state', 'active')
})

afterAll(() => {
  desk[Symbol.dispose]()
})

/** Signs with the most memory that the process ever held (VmHWM) written down at its end, in MiB. */
async function signMeasured(
  name: string,
  words: readonly string[],
): Promise<{ call: Call; peakMib: number; s: number }> {
  const peakFile = desk.path(`${name}.peak`)
  const hook = desk.file(
    `${name}.mjs`,
    `import { readFileSync, writeFileSync } from 'node:fs'
     process.on('exit', () => {
       const status = readFileSync('/proc/self/status', 'utf8')
       writeFileSync(${JSON.stringify(peakFile)}, /VmHWM:\\s+(\\d+) kB/.exec(status)[1])
     })`,
  )
  const began = performance.now()
  const call = await desk.ehba(
    [...['sign', ...words, '--out', desk.path(name), '--json', '--trace', desk.path(`${name}.trace`)], ...card.reader],
    {
      secrets: { 'PIN.SMC': card.secret('PIN.SMC') },
      env: { NODE_OPTIONS: `--import=${pathToFileURL(hook).href}` },
    },
  )
  const s = (performance.now() - began) / 1000
  return { call, peakMib: Number(readFileSync(peakFile, 'utf8')) / 1024, s }
}

describe('a file of 2 GiB', () => {
  it(`is signed detached within ${PEAK_MIB} MiB of memory`, async () => {
    const large = desk.file('large.bin', '')
    truncateSync(large, 2 * GIB)
    const { call, peakMib, s } = await signMeasured('large', [large])
    tell(`2 GiB detached: ${peakMib.toFixed(0)} MiB, ${s.toFixed(1)} s`)
    expect(call).toMatchObject({ exit: 0, json: { batch: { state: 'done', signed: 1 } } })
    expect(peakMib).toBeLessThanOrEqual(PEAK_MIB)
    expect(call.json.documents?.[0]).toMatchObject({ sha256: SHA256_OF_2_GIB_OF_ZEROS })
  })
})

describe('ten thousand small files', () => {
  it('are signed with one PIN entry, each once', async () => {
    mkdirSync(desk.path('letters'))
    const names = Array.from({ length: MANY }, (_, i) => `${i}.txt`)
    for (const name of names) writeFileSync(join(desk.path('letters'), name), `Befund ${name}`)
    const { call, peakMib, s } = await signMeasured('many', [desk.path('letters'), '--recursive'])
    tell(`${MANY} files: ${peakMib.toFixed(0)} MiB, ${s.toFixed(1)} s`)
    expect(call).toMatchObject({ exit: 0, json: { batch: { state: 'done', signed: MANY, pinEntries: 1 } } })
    expect(verifiesIn(desk.path('many.trace'))).toBe(1)
    expect(readdirSync(desk.path('many')).sort()).toEqual(names.map((name) => `${name}.p7s`).sort())
  }, 600_000)
})
