import { existsSync } from 'node:fs'
import { driverPath } from './reader-workshop.js'

/** Why there can be no simulated readers in a pcscd here; undefined: there can. */
export const whyNoReaders = !existsSync('/usr/sbin/pcscd')
  ? 'pcscd is not installed'
  : !existsSync(driverPath)
    ? 'the driver of simulated readers is not built (npm run build:ifd)'
    : undefined
