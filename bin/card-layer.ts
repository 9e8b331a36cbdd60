import type { CardLayerOptions } from '../src/cli/adapters.js'
import { HealthCardError } from '../src/errors/health-card-error.js'
import type { CardLayer } from '../src/operations/workplace.js'
import { pcscLayer } from '../src/pcsc/pcsc-layer.js'
import { isTokenReader } from '../src/pkcs11/reader-address.js'
import { openTrace } from './open-trace.js'
import { pcscPrograms } from './pcsc-programs.js'
import { makeRelayPlace } from './relay-place.js'
import { traced } from './traced-layer.js'

/** A way to cards; the name of a reader says which. */
type Way = 'simulator' | 'pkcs11' | 'pcsc'
type Trace = Awaited<ReturnType<typeof openTrace>> | undefined

/**
 * All ways to cards as one: readers whose names begin with `sim:` are simulated, `pkcs11:` means the tokens of a module, the
 * others are those of PC/SC, and where none is named all of PC/SC are meant.
 */
export async function cardLayer(options: CardLayerOptions): Promise<CardLayer> {
  const trace = options.trace === undefined ? undefined : await openTrace(options.trace, options.log)
  const named = new Set(options.readers.map(wayTo))
  const ways = new Map<Way, CardLayer>()
  for (const way of ['simulator', 'pkcs11', 'pcsc'] as const) {
    const readers = options.readers.filter((reader) => wayTo(reader) === way)
    if (named.has(way)) ways.set(way, await open(way, { ...options, readers }, trace))
  }
  if (named.size === 0) ways.set('pcsc', await open('pcsc', options, trace))
  const layerOf = (reader: string): CardLayer | undefined => ways.get(wayTo(reader))
  return {
    readers: async () => (await Promise.all([...ways.values()].map((layer) => layer.readers()))).flat(),
    hasPinPad: async (reader) => (await layerOf(reader)?.hasPinPad?.(reader)) ?? null,
    connect: async (reader, patienceMs) => {
      const layer = layerOf(reader)
      if (!layer) throw new HealthCardError('HC_READER_NONE', `${reader} was not listed`, { reader })
      return await layer.connect(reader, patienceMs)
    },
    copies: async (reader) => await layerOf(reader)?.copies?.(reader),
  }
}

function wayTo(reader: string): Way {
  return isTokenReader(reader) ? 'pkcs11' : reader.startsWith('sim:') ? 'simulator' : 'pcsc'
}

/** Loaded where it is needed: a real card needs nothing of the others. */
async function open(way: Way, options: CardLayerOptions, trace: Trace): Promise<CardLayer> {
  if (way === 'pkcs11') return (await import('./token-layer.js')).tokenLayer(options, trace)
  if (way === 'simulator')
    return traced((await import('./simulator-layer.js')).simulatorLayer(options), trace, options.clock)
  const { pcscBackend: backend } = options
  return traced(pcscLayer({ ...options, backend, programs: pcscPrograms, makeRelayPlace }), trace, options.clock)
}
