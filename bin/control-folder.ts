import { join } from 'node:path'

/** Where running simulations of card readers listen. */
export function controlFolder(stateFolder: string): string {
  return join(stateFolder, 'readers')
}
