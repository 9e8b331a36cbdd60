import type { CliAdapters } from '../src/cli/adapters.js'
import type { BatchJournals } from '../src/operations/batch-journal.js'
import { wallClock } from './wall-clock.js'

/** The real adapters of the command line. Each is loaded when it is used. */
export function cliAdapters(env: Readonly<Record<string, string | undefined>>): CliAdapters {
  const state = async (): Promise<string> => (await import('../src/storage/state-folder.js')).stateFolder(env)
  const journals = async (retentionDays: number): Promise<BatchJournals> => {
    const { fileBatchJournals } = await import('../src/storage/journal/file-batch-journals.js')
    return fileBatchJournals(await state(), retentionDays, () => new Date())
  }
  return {
    settings: async () => (await import('../src/config/resolve-settings.js')).loadSettings(env),
    cardLayer: async (options) => (await import('./card-layer.js')).cardLayer(options),
    documents: async () => (await import('../src/storage/file-document-store.js')).fileDocumentStore(),
    journals,
    interrupt: (pid) => {
      try {
        return process.kill(pid, 'SIGTERM')
      } catch (error) {
        // It ended while it was being asked who it is.
        if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
        throw error
      }
    },
    cardMemory: async () => (await import('../src/storage/file-card-memory.js')).fileCardMemory(await state()),
    refusedEntries: async () => (await import('../src/storage/refused-entries.js')).fileRefusedEntries(await state()),
    readSecrets: async (place) => (await import('../src/storage/read-secrets.js')).readSecrets(place),
    simulator: async () => (await import('./simulator-workshop.js')).simulatorWorkshop(await state()),
    readerSimulation: async () => (await import('./reader-simulation.js')).readerSimulation(await state()),
    installation: async () => (await import('./installation.js')).installation(),
    stateFolder: async () => (await import('../src/storage/inspect-state-folder.js')).inspectStateFolder(await state()),
    leftOverBatches: async () => {
      // Nothing is old enough to go: whoever looks changes nothing.
      const batches = await (await journals(Infinity)).list()
      return batches.flatMap(({ state, ...batch }) =>
        state === 'running' || state === 'done' ? [] : [{ ...batch, state }],
      )
    },
    log: async (level, file) => (await import('./open-log.js')).openLog(level, file),
    clock: () => wallClock.now(),
  }
}
