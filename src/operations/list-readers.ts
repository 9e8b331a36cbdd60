import type { CardLayer, ReaderInfo } from './workplace.js'

/** `reader list`: the readers of the chosen layer. No card is powered. */
export async function listReaders(layer: CardLayer): Promise<{ readonly readers: readonly ReaderInfo[] }> {
  return { readers: await layer.readers() }
}
