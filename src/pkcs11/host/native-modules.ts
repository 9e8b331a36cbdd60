// The whole module: the bundle brings a `createRequire` of its own.
import module from 'node:module'

/** A native module of ours is not installed, or was built for another Node.js. */
export class ModuleMissing extends Error {
  readonly module: string

  constructor(specifier: string, cause: unknown) {
    super(`${specifier} cannot be loaded`, { cause })
    this.module = specifier
  }
}

/** @throws ModuleMissing where there is no such package; whether it can be loaded only loading tells */
export function requireInstalled(specifier: 'koffi'): void {
  try {
    module.createRequire(import.meta.url).resolve(specifier)
  } catch (cause) {
    throw new ModuleMissing(specifier, cause)
  }
}

/**
 * Loads a native module, which is an optional dependency.
 *
 * @param specifier - not known to the bundler, which must not take a native module in
 * @throws ModuleMissing
 */
export function loadNative(specifier: 'pkcs11js' | 'koffi'): unknown {
  try {
    return module.createRequire(import.meta.url)(specifier) as unknown
  } catch (cause) {
    throw new ModuleMissing(specifier, cause)
  }
}
