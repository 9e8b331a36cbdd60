// The whole module: the bundle brings a `createRequire` of its own.
import module from 'node:module'
import { PcscError } from './pcsc-error.js'

/**
 * Loads a native module, which is an optional dependency: who works with simulated cards alone needs none.
 *
 * @param specifier - a file of the package. Not known to the bundler, which must not take a native module in.
 * @throws PcscError `moduleMissing` where it is not installed, was built for another Node.js, or lacks its library
 */
export function loadNativeModule(specifier: string): unknown {
  try {
    return module.createRequire(import.meta.url)(specifier) as unknown
  } catch (cause) {
    throw new PcscError('moduleMissing', `${specifier} cannot be loaded`, { cause })
  }
}
