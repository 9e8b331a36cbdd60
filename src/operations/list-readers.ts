import type { CardLayer, ReaderInfo } from './workplace.js'

/** A reader in the list. What is not known is null. */
export interface ReaderListEntry {
  readonly name: string
  readonly layer: ReaderInfo['layer']
  readonly card: ReaderInfo['card']
  /** Answer to reset, hex. */
  readonly atr: string | null
  /** Whether the reader has keys for PINs. */
  readonly pinPad: boolean | null
  /** The native module behind it. */
  readonly backend: string | null
}

/** `reader list`: the chosen readers. No card is powered. */
export async function listReaders(layer: CardLayer): Promise<{ readonly readers: readonly ReaderListEntry[] }> {
  const readers = await layer.readers()
  return {
    readers: await Promise.all(
      readers.map(async ({ name, layer: way, card, atr = null, backend = null }) => {
        return { name, layer: way, card, atr, pinPad: (await layer.hasPinPad?.(name)) ?? null, backend }
      }),
    ),
  }
}
