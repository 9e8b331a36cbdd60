import { found, refusedBy, skipped, type Check } from './check.js'
import type { DoctorDesk, StateFolderFacts } from './doctor-desk.js'
import type { Finding } from './findings.js'

const findingOf: Readonly<Record<StateFolderFacts['state'], Finding>> = {
  ready: 'stateFolderReady',
  notYetMade: 'stateFolderNotYetMade',
  notFolder: 'stateFolderNotFolder',
  notReadable: 'stateFolderNotReadable',
  notWritable: 'stateFolderNotWritable',
}

/** The folder in which the program remembers things between runs. */
export async function checkStateFolder(desk: DoctorDesk): Promise<Check> {
  const { folder, state, at, openToOthers } = await desk.stateFolder()
  if (state === 'ready' && openToOthers.length > 0) return found('stateFolderOpenToOthers', { folder, openToOthers })
  return found(findingOf[state], { folder, at })
}

const leftOver = { incomplete: 'batchLeftOver', damaged: 'batchDamaged', newer: 'batchOfNewerVersion' } as const

/** Batches that were begun and not finished. */
export async function checkBatches(desk: DoctorDesk, stateFolder: Check): Promise<Check[]> {
  if (stateFolder.verdict === 'failed') return [skipped('batches', 'stateFolder')]
  try {
    const batches = await desk.leftOverBatches()
    if (batches.length === 0) return [found('batchesFinished')]
    return batches.map(({ id, total, done, state }) => found(leftOver[state], { batch: id, total, done }))
  } catch (error) {
    return [refusedBy('batches', error)]
  }
}
