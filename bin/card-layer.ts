import { tracedTransport } from '../src/apdu/trace.js'
import type { CardLayerOptions } from '../src/cli/adapters.js'
import type { CardLayer, ReaderLayer } from '../src/operations/workplace.js'
import { pcscLayer } from '../src/pcsc/pcsc-layer.js'
import { isTokenReader } from '../src/pkcs11/reader-address.js'
import { openTrace } from './open-trace.js'
import { pcscPrograms } from './pcsc-programs.js'
import { makeRelayPlace } from './relay-place.js'

const SIMULATED = 'sim:'

/** Takes the lines of a trace. */
type TraceSink = (entry: object) => void

/**
 * All ways to cards as one: readers whose names begin with `sim:` are simulated, `pkcs11:` means the tokens of a module, the
 * others are those of PC/SC, and where none is named all of PC/SC are meant.
 */
export async function cardLayer(options: CardLayerOptions): Promise<CardLayer> {
  const { readers, clock, log } = options
  const simulated = readers.filter((name) => name.startsWith(SIMULATED))
  const onTokens = readers.filter(isTokenReader)
  const others = readers.filter((name) => !name.startsWith(SIMULATED) && !isTokenReader(name))
  const real = pcscLayer({
    ...options,
    backend: options.pcscBackend,
    readers: others,
    programs: pcscPrograms,
    makeRelayPlace,
  })
  const simulator = simulated.length > 0 ? await simulatorOf({ ...options, readers: simulated }) : undefined
  const usesReal = others.length > 0 || readers.length === 0
  const trace = options.trace === undefined ? undefined : await openTrace(options.trace, log)
  const tokens = onTokens.length > 0 ? await tokensOf({ ...options, readers: onTokens }, trace) : undefined
  const layerOf = (reader: string): ReaderLayer => (simulator && reader.startsWith(SIMULATED) ? simulator : real)
  return {
    readers: async () => [
      ...((await simulator?.readers()) ?? []),
      ...((await tokens?.readers()) ?? []),
      ...(usesReal ? await real.readers() : []),
    ],
    hasPinPad: async (reader) => {
      const layer = tokens && isTokenReader(reader) ? tokens : layerOf(reader)
      return (await layer.hasPinPad?.(reader)) ?? null
    },
    connect: async (reader, patienceMs) => {
      if (tokens && isTokenReader(reader)) return await tokens.connect(reader, patienceMs)
      const transport = await layerOf(reader).connect(reader, patienceMs)
      return trace ? tracedTransport(transport, trace, clock) : transport
    },
  }
}

async function tokensOf(options: CardLayerOptions, trace: TraceSink | undefined): Promise<CardLayer> {
  return (await import('./token-layer.js')).tokenLayer(options, trace)
}

/** Loaded where it is needed: a real card needs nothing of it. */
async function simulatorOf(options: CardLayerOptions): Promise<ReaderLayer> {
  return (await import('./simulator-layer.js')).simulatorLayer(options)
}
