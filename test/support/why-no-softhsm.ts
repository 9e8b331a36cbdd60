import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** SoftHSM2 as Debian installs it. */
export const softHsmPath = '/usr/lib/softhsm/libsofthsm2.so'

/** Why there can be no tokens in software here; undefined: there can. */
export const whyNoSoftHsm = !existsSync(softHsmPath)
  ? 'SoftHSM2 is not installed'
  : ['softhsm2-util', 'pkcs11-tool', 'make', 'gcc'].map(missing).find((reason) => reason !== undefined)

function missing(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.some((folder) => existsSync(join(folder, program))) ? undefined : `${program} is not installed`
}
