import type { BatchObserver, SignRequest } from '../../src/operations/batch-report.js'

/** A call of `sign` that wishes for nothing but its outputs in `out`; a test adds what it is about. */
export const plainRequest: SignRequest = {
  inputs: [],
  outputFolder: 'out',
  recursive: false,
  force: false,
  key: undefined,
  mechanism: undefined,
  attached: false,
  allowExpired: false,
  dryRun: false,
  chain: [],
}

/** Nobody looks how far the batch is. */
export const quietObserver: BatchObserver = {
  planned: () => undefined,
  pinEntry: () => undefined,
  moreEntries: () => undefined,
  progress: () => undefined,
}
