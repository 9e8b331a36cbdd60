import type { CardLayerOptions } from '../src/cli/adapters.js'
import { p11KitModules } from '../src/config/p11-kit-modules.js'
import type { CardLayer } from '../src/operations/workplace.js'
import { openTokenModule } from '../src/pkcs11/module-process.js'
import { TokenLayer, type KnownModule } from '../src/pkcs11/token-layer.js'
import { tracedModule } from '../src/pkcs11/traced-module.js'

/** The layer of tokens: each slot of a PKCS#11 module is a reader. */
export function tokenLayer(
  { readers, pkcs11Modules, clock }: CardLayerOptions,
  trace: ((entry: object) => void) | undefined,
): CardLayer {
  const layer = new TokenLayer({
    readers,
    knownModules: () => knownModules(pkcs11Modules),
    openModule: (path, patienceMs) => {
      const module = openTokenModule(path, patienceMs === undefined ? {} : { patienceMs })
      return trace ? tracedModule(module, trace, clock) : module
    },
  })
  layer.begin()
  return layer
}

/** Those of the configuration, and those of p11-kit that have no name there. */
async function knownModules(configured: CardLayerOptions['pkcs11Modules']): Promise<readonly KnownModule[]> {
  const own = Object.entries(configured).map(([name, path]) => ({ name, path }))
  const listed = await p11KitModules()
  return [...own, ...listed.filter(({ name }) => !Object.hasOwn(configured, name))]
}
