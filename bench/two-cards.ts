import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseCardImage } from '../simulator/card/image/card-image.js'
import { createSimulatedCard } from '../simulator/card/simulated-card.js'
import { volatileStore } from '../simulator/card/state/log-state-store.js'
import { createCard } from '../simulator/personalise/create-card.js'
import { fromHex, toHex } from '../src/bytes/hex.js'
import buildTwin from '../test/jcardsim/build-twin.js'
import { pinBlock } from '../test/jcardsim/pin-block.js'
import { Twin } from '../test/jcardsim/twin.js'
import { startTwinJava } from '../test/jcardsim/twin-process.js'
import { whyNoTwin } from '../test/jcardsim/why-no-twin.js'
import { PlayedVpcd } from '../test/support/played-vpcd.js'
import { BenchFolder } from './bench-folder.js'
import { ehba, plainEnv } from './command-line.js'
import { comparedFigure, type Figure } from './figure.js'
import { end } from './simulated-reader.js'

/** So many that a machine whose speed changes meanwhile decides nothing. */
const RUNS = 9

/** A command, what comes before it, and how often it is sent in a run. */
interface Task {
  readonly name: string
  readonly before: readonly string[]
  readonly command: string
  readonly times: number
}

/** Sends a command so often, and resolves to how many were answered in a second. */
type Pace = (command: string, times: number) => Promise<number>

/** A card that is being measured. */
interface MeasuredCard extends AsyncDisposable {
  readonly pace: Pace
}

/**
 * The TypeScript card beside the Java Card twin, on the same image: over the same wire, that of vpcd, each in a process of its own;
 * and each in the process that asks it.
 */
export async function twoCards(): Promise<Figure[]> {
  if (whyNoTwin !== undefined) throw new Error(whyNoTwin)
  buildTwin()
  using folder = new BenchFolder()
  const options = { kind: 'hba', state: 'active', keys: 'both', out: join(folder.path, 'card') } as const
  const { image, secrets } = await createCard(options)
  const [, pin = ''] = /^PIN\.CH=(\d+)$/m.exec(readFileSync(secrets, 'utf8')) ?? []
  return [
    ...(await figures('over a socket', pin, [
      await ourCardAtVpcd(image, folder.path),
      await twinAtVpcd(image, join(folder.path, 'twin.state')),
    ])),
    ...(await figures('in process', pin, [ourCard(image), twinInItsProcess(image)])),
  ]
}

/** Any of the three leaves the next one as it would be without it. */
function tasksWith(pin: string): Task[] {
  const ready = ['00a4040c0aa000000167455349474e', `0020000108${pinBlock(pin)}`]
  const hash = 'a5'.repeat(32)
  return [
    { name: 'READ BINARY', before: ['00a4040c'], command: '00b0820000', times: 3000 },
    {
      name: 'ECDSA on brainpoolP256r1',
      before: [...ready, '002241b606840186800100'],
      command: `002a9e9a20${hash}00`,
      times: 150,
    },
    {
      name: 'RSA-2048 with PSS',
      before: [...ready, '002241b606840182800105'],
      command: `002a9e9a20${hash}00`,
      times: 150,
    },
  ]
}

async function figures(
  where: string,
  pin: string,
  [ours, twin]: readonly [MeasuredCard, MeasuredCard],
): Promise<Figure[]> {
  await using first = ours
  await using second = twin
  const found: Figure[] = []
  for (const { name, before, command, times } of tasksWith(pin)) {
    const [values, references]: [number[], number[]] = [[], []]
    for (const { pace } of [first, second]) {
      for (const step of before) await pace(step, 1)
      await pace(command, times)
    }
    for (let run = 0; run < RUNS; run++) {
      values.push(await first.pace(command, times))
      references.push(await second.pace(command, times))
    }
    const runs = { subject: `${name}, ${where}`, values, referenceName: 'the twin', references, unit: '/s', digits: 0 }
    found.push(comparedFigure(runs, { atLeast: 1 }))
  }
  return found
}

/** Of a card that is asked in this process, one command after the other. */
function paceOf(transmit: (command: Uint8Array) => Promise<Uint8Array>): Pace {
  return async (command, times) => {
    const bytes = fromHex(command)
    const start = performance.now()
    for (let i = 0; i < times; i++) requireOk(toHex((await transmit(bytes)).subarray(-2)))
    return (times / (performance.now() - start)) * 1000
  }
}

function requireOk(answer: string): void {
  if (!answer.endsWith('9000')) throw new Error(`the card answered ${answer}`)
}

function ourCard(image: string): MeasuredCard {
  const card = createSimulatedCard({ image: parseCardImage(readFileSync(image)), store: volatileStore() })
  return { pace: paceOf((command) => card.transmit(command)), [Symbol.asyncDispose]: () => card.close() }
}

async function ourCardAtVpcd(image: string, folder: string): Promise<MeasuredCard> {
  const vpcd = await PlayedVpcd.listen()
  const env = { ...plainEnv, XDG_STATE_HOME: folder }
  const program = spawn(process.execPath, [ehba, 'sim', 'run', image, '--vpcd', vpcd.address], { env, stdio: 'ignore' })
  await vpcd.cardIsIn()
  return {
    pace: paceOf((command) => vpcd.transmit(command)),
    [Symbol.asyncDispose]: async () => {
      await end(program)
      vpcd.close()
    },
  }
}

async function twinAtVpcd(image: string, state: string): Promise<MeasuredCard> {
  const twin = await Twin.start({ image, state })
  return { pace: paceOf((command) => twin.transmit(command)), [Symbol.asyncDispose]: () => twin[Symbol.asyncDispose]() }
}

/** The twin's own clock: nothing but the card is between two commands. */
function twinInItsProcess(image: string): MeasuredCard {
  const java = startTwinJava('de.ehba.twin.launcher.CardPace', [image])
  const lines = createInterface({ input: java.stdout })[Symbol.asyncIterator]()
  return {
    pace: async (command, times) => {
      java.stdin.write(`${times} ${command}\n`)
      const { value = '' } = (await lines.next()) as { value?: string }
      const [nanoseconds = '', answer = ''] = value.split(' ')
      requireOk(answer)
      return (times / Number(nanoseconds)) * 1e9
    },
    [Symbol.asyncDispose]: () => end(java),
  }
}
