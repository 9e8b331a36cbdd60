import type { BackendName } from './pcsc-backend.js'
import { PcscError } from './pcsc-error.js'

/**
 * Loads a native module, which is an optional dependency: who works with simulated cards alone needs none.
 *
 * @param path - a file inside the package, where not its main file
 * @throws PcscError `moduleMissing` where it is not installed, was built for another Node.js, or lacks its library
 */
export async function loadNativeModule(name: BackendName, path = ''): Promise<unknown> {
  // Not a literal: the bundle must not take a native module in, and the types of both are of no use (skipLibCheck is off).
  const specifier = `${name}${path}`
  try {
    const loaded = (await import(specifier)) as { readonly default: unknown }
    return loaded.default
  } catch (cause) {
    throw new PcscError('moduleMissing', `${name} cannot be loaded`, { cause })
  }
}
