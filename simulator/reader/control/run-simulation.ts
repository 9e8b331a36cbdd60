import { resolve } from 'node:path'
import type { SimulatedCardOptions } from '../../card/simulated-card.js'
import { imageCard, type CardSource } from '../card-source.js'
import { parseStory } from '../faults/parse-story.js'
import type { PinPadOptions } from '../pinpad/pin-pad.js'
import type { PrivatePcscd } from '../pcscd/private-pcscd.js'
import type { ReaderBench, ReaderPlan } from '../reader-bench.js'
import { ReaderError } from '../reader-error.js'
import type { ReaderTraceLine } from '../reader-trace.js'
import { startPcscd } from '../start-pcscd.js'
import { startVpcd } from '../start-vpcd.js'
import type { VpcdAddress } from '../vpcd/vpcd-link.js'
import { controlPath } from './control-client.js'
import type { ControlRequest, HeldCard } from './control-message.js'
import { serveControl } from './control-server.js'

/** What is to be simulated, until it is stopped. */
export interface SimulationOrder {
  /** Each gets a reader. */
  readonly images: readonly string[]
  readonly cards: Omit<SimulatedCardOptions, 'imagePath'>
  readonly at: { readonly driverPath: string } | { readonly vpcd: VpcdAddress }
  readonly pinPad?: Omit<PinPadOptions, 'trace'>
  /** Text of a fault story; it happens at each reader. */
  readonly story?: string
  readonly trace?: (line: ReaderTraceLine) => void
  readonly clock: () => Date
  /** Folder of the control sockets. */
  readonly controlFolder: string
  readonly signal: AbortSignal
}

/** Said once, when host programs can use the readers. */
export interface SimulationReady {
  readonly event: 'ready'
  /** For `PCSCLITE_CSOCK_NAME`; null at a vpcd. */
  readonly socket: string | null
  readonly readers: readonly string[]
}

interface Running {
  readonly bench: ReaderBench
  readonly pcscd?: PrivatePcscd
  readonly ready: SimulationReady
  close(): Promise<void>
}

/**
 * Runs simulated readers until the signal aborts.
 *
 * @throws ReaderError `scriptInvalid`, `pcscdMissing`, `pcscdFailed`, `placeUnusable`
 * @throws SimulatorError where a card cannot be opened
 * @throws whatever fails in a reader meanwhile without anybody having planned it
 */
export async function runSimulation(order: SimulationOrder, onReady: (ready: SimulationReady) => void): Promise<void> {
  const ended = endOf(order.signal)
  const source = (image: string): CardSource => imageCard({ ...order.cards, imagePath: resolve(image) })
  const running = await start(order, source, ended)
  if (!running) return
  try {
    const path = controlPath(order.controlFolder, process.pid)
    const control = await serveControl(path, (request) => obey(running, request, source))
    try {
      onReady(running.ready)
      await ended.reached
    } finally {
      control.close()
    }
  } finally {
    await running.close()
  }
}

/** The stop that was asked for, or the first failure. */
function endOf(signal: AbortSignal): { readonly reached: Promise<void>; readonly fail: (error: unknown) => void } {
  let fail: (error: unknown) => void = () => undefined
  const reached = new Promise<void>((done, failed) => {
    fail = failed
    if (signal.aborted) done()
    signal.addEventListener('abort', () => {
      done()
    })
  })
  // Somebody may look for it only later.
  reached.catch(() => undefined)
  return { reached, fail }
}

/** Undefined where it was stopped before a vpcd took the cards. */
async function start(
  order: SimulationOrder,
  source: (image: string) => CardSource,
  { reached, fail }: ReturnType<typeof endOf>,
): Promise<Running | undefined> {
  const { images, at, pinPad, story, trace, clock } = order
  const told = story === undefined ? undefined : parseStory(story)
  const readers: readonly ReaderPlan[] = images.map((image) => ({
    card: source(image),
    ...(pinPad && { pinPad }),
    ...(told && { story: told }),
  }))
  const options = { readers, clock, onFailure: fail, ...(trace && { trace }) }
  if ('driverPath' in at) {
    const { socketPath, readerNames, ...running } = await startPcscd({ ...options, driverPath: at.driverPath })
    return { ...running, ready: { event: 'ready', socket: socketPath, readers: readerNames } }
  }
  const running = await startVpcd({ ...options, address: at.vpcd })
  const connected = await Promise.race([running.connected.then(() => true), reached.then(() => false)])
  const names = running.bench.readers.map(({ name }) => name)
  if (connected) return { ...running, ready: { event: 'ready', socket: null, readers: names } }
  await running.close()
  return undefined
}

async function obey(
  { bench, pcscd }: Running,
  request: ControlRequest,
  source: (image: string) => CardSource,
): Promise<readonly HeldCard[] | undefined> {
  switch (request.verb) {
    case 'insert':
      await bench.insert(request.reader, request.image === undefined ? undefined : source(request.image))
      return undefined
    case 'remove':
      await bench.remove(request.reader)
      return undefined
    case 'unplug':
      await bench.unplug(request.reader)
      return undefined
    case 'plug':
      bench.plug(request.reader)
      return undefined
    case 'tell':
      bench.tell(request.reader, parseStory(request.story))
      return undefined
    case 'killPcscd':
      await ownPcscd(pcscd).kill()
      return undefined
    case 'startPcscd':
      await ownPcscd(pcscd).restart()
      return undefined
    case 'counters':
      return bench.counters()
  }
}

function ownPcscd(pcscd: PrivatePcscd | undefined): PrivatePcscd {
  if (pcscd) return pcscd
  throw new ReaderError('controlFailed', 'the pcscd of this simulation is not ours')
}
