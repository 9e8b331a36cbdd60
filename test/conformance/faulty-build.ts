import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import type { CardImage } from '../../simulator/card/image/card-image.js'
import type { SimulatedCard } from '../../simulator/card/simulated-card.js'
import type { PlantedFault } from './planted-faults.js'

const root = fileURLToPath(new URL('../../simulator/card', import.meta.url))

/** Makes a card of an image. */
type MakeCard = (image: CardImage) => SimulatedCard

/** What a test needs of the card, as one module. */
const entry = `
  import { createSimulatedCard } from './simulated-card.ts'
  import { volatileStore } from './state/log-state-store.ts'
  export const make = (image) => createSimulatedCard({ image, store: volatileStore() })
`

/** Builds the TypeScript card with a fault in it, in a folder that is gone with this object. The sources stay as they are. */
export class FaultyBuilds implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ehba-faulty-'))
  #count = 0

  /** @param fault - undefined: none */
  async build(fault?: PlantedFault): Promise<MakeCard> {
    const outfile = join(this.#folder, `card-${++this.#count}.mjs`)
    await build({
      stdin: { contents: entry, resolveDir: root, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      outfile,
      logLevel: 'silent',
      plugins: fault ? [planting(fault)] : [],
    })
    const { make } = (await import(pathToFileURL(outfile).href)) as { readonly make: MakeCard }
    return make
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true })
  }
}

function planting({ file, find, replace, name }: PlantedFault): Plugin {
  const path = join(root, file)
  return {
    name: 'planted fault',
    setup: (building) => {
      building.onLoad({ filter: /\.ts$/ }, (loaded) => {
        if (loaded.path !== path) return undefined
        const parts = readFileSync(path, 'utf8').split(find)
        if (parts.length !== 2)
          throw new Error(`${name}: the text to be replaced stands ${parts.length - 1} times in ${file}`)
        return { contents: parts.join(replace), loader: 'ts' }
      })
    },
  }
}
