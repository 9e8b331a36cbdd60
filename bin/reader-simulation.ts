import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ReaderChange, ReaderSimulation, ReaderSimulationOrder, SimulatedPinPad } from '../src/cli/adapters.js'
import { askSimulations } from '../simulator/reader/control/control-client.js'
import type { ControlRequest } from '../simulator/reader/control/control-message.js'
import { runSimulation, type SimulationOrder } from '../simulator/reader/control/run-simulation.js'
import { ScriptedPerson } from '../simulator/reader/pinpad/person-script.js'
import { parseVpcdAddress } from '../simulator/reader/vpcd/vpcd-link.js'
import { controlFolder } from './control-folder.js'
import { openTrace } from './open-trace.js'
import { readStory } from './read-story.js'
import { translatingReaderErrors } from './reader-errors.js'
import { cardOptions } from './simulated-transport.js'

/** Built by `npm run build:ifd`; this program lies in dist/program. */
const driverPath = fileURLToPath(new URL('../ifd/libifdehba.so', import.meta.url))

/** Card readers in software; the simulator's errors become those of the catalogue. */
export function readerSimulation(stateFolder: string): ReaderSimulation {
  const folder = controlFolder(stateFolder)
  return {
    run: (order, onReady) =>
      translatingReaderErrors(async () => {
        await runSimulation(await simulationOrder(order, folder), onReady)
      }),
    change: (change) =>
      translatingReaderErrors(async () => {
        await askSimulations(folder, await requestOf(change))
      }),
  }
}

async function simulationOrder(order: ReaderSimulationOrder, folder: string): Promise<SimulationOrder> {
  const { images, simulation, waitMs, vpcd, pinPad, trace, clock, log, signal } = order
  return {
    images,
    cards: cardOptions('', simulation, waitMs),
    clock,
    controlFolder: folder,
    signal,
    at: vpcd === undefined ? { driverPath } : { vpcd: parseVpcdAddress(vpcd) },
    ...(pinPad && { pinPad: padOptions(pinPad) }),
    ...(simulation.faults !== undefined && { story: await readStory(simulation.faults) }),
    ...(trace !== undefined && { trace: await openTrace(trace, log) }),
  }
}

function padOptions({ script, display, digits }: SimulatedPinPad): NonNullable<SimulationOrder['pinPad']> {
  return { person: new ScriptedPerson(script), ...(!display && { display: null }), ...(digits && { digits }) }
}

async function requestOf(change: ReaderChange): Promise<ControlRequest> {
  if (change.verb === 'tell') return { verb: 'tell', reader: change.reader, story: await readStory(change.file) }
  if (change.verb === 'insert' && change.image !== undefined) return { ...change, image: resolve(change.image) }
  return change
}
