import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Installation, OptionalModule } from '../src/operations/doctor/doctor-desk.js'

const optionalModules: readonly OptionalModule[] = ['pcsc-mini', 'pcsclite', 'pkcs11js', 'koffi']

/** npm gives the files of a package a date of 1985; the first line of this program was written later than this. */
const WRITTEN_AFTER = new Date('2026-01-01T00:00:00Z')

/** What this copy of the program stands on. */
export async function installation(): Promise<Installation> {
  const { mtime } = await stat(fileURLToPath(import.meta.url))
  return {
    nodeVersion: process.versions.node,
    builtAt: mtime > WRITTEN_AFTER ? mtime : WRITTEN_AFTER,
    modules: await Promise.all(optionalModules.map(async (name) => ({ name, present: await canBeLoaded(name) }))),
  }
}

/** Loading is the only proof: a native module can be installed for another Node.js, or lack its system library. */
async function canBeLoaded(name: OptionalModule): Promise<boolean> {
  try {
    await import(name)
    return true
  } catch {
    return false
  }
}
