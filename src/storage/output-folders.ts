import { outputUnusable, systemCode } from './file-errors.js'
import { SharedSync } from './shared-sync.js'
import { makeFolder, syncFolder } from './write-whole.js'

/** The folders that outputs go into, for several outputs at a time. */
export class OutputFolders {
  readonly #syncs = new Map<string, SharedSync>()
  #lastMade: Promise<void> = Promise.resolve()

  /**
   * Creates a folder and its parents, durably: one after the other, for whoever finds a folder takes it as durable.
   *
   * @throws HealthCardError HC_OUTPUT_UNUSABLE where the name belongs to a file
   */
  make(folder: string): Promise<void> {
    const made = this.#lastMade.then(() => makeOutputFolder(folder))
    this.#lastMade = made.catch(() => undefined)
    return made
  }

  /** Makes the names in a folder durable; outputs that are ready at the same time share one sync. */
  sync(folder: string): Promise<void> {
    const shared = this.#syncs.get(folder) ?? new SharedSync(() => syncFolder(folder))
    this.#syncs.set(folder, shared)
    return shared.request()
  }
}

async function makeOutputFolder(path: string): Promise<void> {
  try {
    await makeFolder(path)
  } catch (error) {
    // A recursive mkdir that says so has met a file.
    throw systemCode(error) === 'EEXIST' ? outputUnusable(path, 'notFolder', error) : error
  }
}
