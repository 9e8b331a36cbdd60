import { setTimeout as wait } from 'node:timers/promises'
import type { ErrorCode } from '../errors/catalogue.js'
import { isHealthCardError } from '../errors/health-card-error.js'
import type { AnyCardKind } from './card.js'
import { connectCard } from './connect-card.js'
import { holdsCard, type CardLayer, type ReaderInfo } from './workplace.js'

/** What happens at readers. What is there at the start is told like something new. */
export type ReaderEvent =
  | { readonly event: 'serviceLost' | 'serviceBack' }
  | { readonly event: 'readerAdded' | 'readerRemoved' | 'cardRemoved'; readonly reader: string }
  | { readonly event: 'cardInserted'; readonly reader: string; readonly atr: string | null }
  | {
      readonly event: 'cardRecognised'
      readonly reader: string
      readonly kind: AnyCardKind
      readonly generation: string | null
      readonly iccsn: string
    }
  /** `code`: why. */
  | { readonly event: 'cardUnknown'; readonly reader: string; readonly code: ErrorCode }

/** What {@link watchReaders} needs. */
export interface ReaderWatch {
  readonly layer: CardLayer
  /** Whether each card is opened, to say what it is. */
  readonly recognise: boolean
  readonly onEvent: (event: ReaderEvent) => void
  /** Ends the watch. */
  readonly signal: AbortSignal
}

/** PC/SC itself looks at each reader every 400 ms. */
const LOOK_MS = 200
const PATIENCE_MS = 2000

/**
 * Tells what happens at readers until it is asked to end. It survives the end of the service behind them, and goes on when
 * that is back.
 *
 * @throws HealthCardError what will not change by waiting: there is no module for readers
 */
export async function watchReaders({ layer, recognise, onEvent, signal }: ReaderWatch): Promise<void> {
  let known = new Map<string, ReaderInfo>()
  let served = true
  const recognitions = new Set<Promise<void>>()
  while (!signal.aborted) {
    const readers = await look(layer)
    if ((readers !== undefined) !== served) {
      served = !served
      onEvent({ event: served ? 'serviceBack' : 'serviceLost' })
    }
    const seen = new Map((readers ?? []).map((reader) => [reader.seat ?? reader.name, reader]))
    for (const event of changes(known, seen)) {
      onEvent(event)
      if (event.event !== 'cardInserted' || !recognise) continue
      const recognition = tellCard(layer, event.reader, onEvent).finally(() => recognitions.delete(recognition))
      recognitions.add(recognition)
    }
    known = seen
    // Ends early and without an error where the watch ends.
    await wait(LOOK_MS, undefined, { signal }).catch(() => undefined)
  }
  await Promise.all(recognitions)
}

/** The readers; empty while those that are named are not there; undefined while there is no service, or none for us. */
async function look(layer: CardLayer): Promise<readonly ReaderInfo[] | undefined> {
  try {
    return await layer.readers()
  } catch (error) {
    if (!isHealthCardError(error, 'HC_READER_NONE', 'HC_CARD_SILENT')) throw error
    const problem = String(error.data['problem'])
    if (['moduleMissing', 'pkcs11Missing', 'moduleUnknown', 'moduleUnusable'].includes(problem)) throw error
    const isLost = error.code === 'HC_CARD_SILENT' || ['serviceMissing', 'denied', 'moduleFailed'].includes(problem)
    return isLost ? undefined : []
  }
}

function* changes(
  before: ReadonlyMap<string, ReaderInfo>,
  now: ReadonlyMap<string, ReaderInfo>,
): Generator<ReaderEvent, void> {
  for (const [seat, was] of before) {
    const is = now.get(seat)
    const reader = was.name
    if (holdsCard(was) && !(is && holdsCard(is) && isSameCard(is, was))) yield { event: 'cardRemoved', reader }
    if (isThere(was) && !(is && isThere(is))) yield { event: 'readerRemoved', reader }
  }
  for (const [seat, is] of now) {
    const was = before.get(seat)
    const reader = is.name
    if (isThere(is) && !(was && isThere(was))) yield { event: 'readerAdded', reader }
    const isNew = !(was && holdsCard(was) && isSameCard(is, was))
    if (holdsCard(is) && isNew) yield { event: 'cardInserted', reader, atr: is.atr ?? null }
  }
}

/** Where a reader is named after its card, another name is another card. */
function isSameCard(is: ReaderInfo, was: ReaderInfo): boolean {
  return is.name === was.name && is.insertions === was.insertions
}

/** Some readers stay in the list when they are unplugged. */
function isThere({ card }: ReaderInfo): boolean {
  return card !== 'unknown'
}

async function tellCard(layer: CardLayer, reader: string, onEvent: ReaderWatch['onEvent']): Promise<void> {
  try {
    await using card = await connectCard(layer, reader, PATIENCE_MS)
    const { kind, generation, iccsn } = card
    onEvent({ event: 'cardRecognised', reader, kind, generation, iccsn })
  } catch (error) {
    if (!isHealthCardError(error)) throw error
    // A card that was only shown to the reader is told by its removal.
    if (!gone.includes(error.code)) onEvent({ event: 'cardUnknown', reader, code: error.code })
  }
}

const gone: readonly ErrorCode[] = ['HC_CARD_REMOVED', 'HC_CARD_NONE', 'HC_READER_NONE']
