import { tracedTransport, type TraceSink } from '../src/apdu/trace.js'
import type { CardLayer, ReaderLayer } from '../src/operations/workplace.js'

/** The layer, with every exchange of its cards told to `trace`; as it is where there is none. */
export function traced(layer: ReaderLayer, trace: TraceSink | undefined, clock: () => Date): CardLayer {
  if (!trace) return layer
  const connect: ReaderLayer['connect'] = async (...args) => tracedTransport(await layer.connect(...args), trace, clock)
  return {
    readers: () => layer.readers(),
    hasPinPad: async (reader) => (await layer.hasPinPad?.(reader)) ?? null,
    connect,
    copies: async (reader) => {
      const copy = await layer.copies?.(reader)
      return copy && (async () => tracedTransport(await copy(), trace, clock))
    },
  }
}
