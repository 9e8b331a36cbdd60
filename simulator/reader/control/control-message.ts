import type { CardCounters } from '../../card/card-counters.js'
import { ReaderError, type ReaderErrorCode } from '../reader-error.js'

/** What a running simulation can be asked for. `reader` is a name or a number from 1. */
export type ControlRequest =
  /** Without `image` the card that was in the reader last. */
  | { readonly verb: 'insert'; readonly reader: string; readonly image?: string }
  | { readonly verb: 'remove' | 'unplug' | 'plug'; readonly reader: string }
  /** Begins a fault story; the text of one. */
  | { readonly verb: 'tell'; readonly reader: string; readonly story: string }
  | { readonly verb: 'killPcscd' | 'startPcscd' | 'counters' }

/** A card that is in a reader. */
export type HeldCard = CardCounters & { readonly image: string }

/** What it answers. */
export type ControlAnswer =
  | { readonly done: true; readonly cards?: readonly HeldCard[] }
  | {
      readonly done: false
      readonly code: ReaderErrorCode | 'cardFailed'
      readonly message: string
      readonly line?: number
    }

/**
 * Reads a request.
 *
 * @throws ReaderError `controlFailed`
 */
export function readRequest(text: string): ControlRequest {
  const { verb, reader, image, story } = fieldsOf(text)
  switch (verb) {
    case 'killPcscd':
    case 'startPcscd':
    case 'counters':
      return { verb }
    case 'remove':
    case 'unplug':
    case 'plug':
      return { verb, reader: textOf(reader) }
    case 'insert':
      return { verb, reader: textOf(reader), ...(image !== undefined && { image: textOf(image) }) }
    case 'tell':
      return { verb, reader: textOf(reader), story: textOf(story) }
    default:
      throw new ReaderError('controlFailed', 'the simulation was asked for something unknown')
  }
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return { ...value }
  } catch (cause) {
    throw new ReaderError('controlFailed', 'the simulation was asked in no JSON', { cause })
  }
  throw new ReaderError('controlFailed', 'the simulation was asked for nothing')
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  throw new ReaderError('controlFailed', 'the simulation was asked for something incomplete')
}
