import { ReaderBench, type BenchOptions } from './reader-bench.js'
import { VpcdLink, type VpcdAddress } from './vpcd/vpcd-link.js'

/** Options of {@link startVpcd}. */
export interface StartVpcdOptions extends Omit<BenchOptions, 'attach' | 'onPcscdKilled'> {
  /** Of the first slot; the others are behind it, as vpcd numbers them. */
  readonly address: VpcdAddress
}

/** Simulated cards in the virtual readers of a stock vpcd. It has no PIN pads and carries 65535 bytes at most. */
export interface RunningVpcd extends AsyncDisposable {
  readonly bench: ReaderBench
  /** Resolves when vpcd has all cards. */
  readonly connected: Promise<unknown>
  close(): Promise<void>
}

/** @throws SimulatorError where a card cannot be opened */
export async function startVpcd({ address, ...options }: StartVpcdOptions): Promise<RunningVpcd> {
  const links: VpcdLink[] = []
  const bench = await ReaderBench.set({
    ...options,
    attach: (reader, number) => {
      const link = new VpcdLink(reader, { ...address, port: address.port + number - 1 }, options.onFailure)
      links.push(link)
      return Promise.resolve(link)
    },
    // It is not ours to kill.
    onPcscdKilled: () => Promise.resolve(),
  })
  const close = (): Promise<void> => bench.close()
  return { bench, connected: Promise.all(links.map(({ connected }) => connected)), close, [Symbol.asyncDispose]: close }
}
