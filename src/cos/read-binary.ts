import { defineCommand, type CardCommand } from './card-command.js'

/** Where to read: a file of the current folder by its short identifier, which also selects it, or the current file. */
export type ReadPosition =
  { readonly shortFileIdentifier: number; readonly offset: number } | { readonly offset: number }

/** `endOfFile`: the offset is at or behind the logical end; an empty file answers so at offset 0 (6B00). */
export type ReadBinaryResult =
  | { readonly kind: 'data'; readonly data: Uint8Array; readonly corrupt: boolean }
  | { readonly kind: 'endOfFile' }
  | { readonly kind: 'notFound' }
  | { readonly kind: 'refused' }

/** Greatest offset that the command can carry: 255 with a short identifier, 32767 without. */
export const maxReadOffset = { withShortFileIdentifier: 0xff, withoutShortFileIdentifier: 0x7fff } as const

/**
 * READ BINARY `00 B0` (gemSpec_COS 14.3.2) with wildcard Le: as much as there is, up to what one response carries.
 *
 * @param extended - ask with extended Le, for responses above 256 bytes
 * @throws RangeError on an offset that the chosen form cannot carry.
 */
export function readBinary(position: ReadPosition, extended: boolean): CardCommand<ReadBinaryResult> {
  const bySfi = 'shortFileIdentifier' in position
  const { offset } = position
  const limit = bySfi ? maxReadOffset.withShortFileIdentifier : maxReadOffset.withoutShortFileIdentifier
  if (offset < 0 || offset > limit) throw new RangeError(`READ BINARY at offset ${offset}`)
  return defineCommand({
    name: 'READ BINARY',
    spec: 'gemSpec_COS 14.3.2',
    ins: 0xb0,
    p1: bySfi ? 0x80 | position.shortFileIdentifier : offset >> 8,
    p2: offset & 0xff,
    le: 'any',
    extended,
    outcomes: {
      '9000': 'data',
      '6281': 'corruptData',
      '6282': 'data',
      '6A82': 'notFound',
      '6B00': 'endOfFile',
      '6982': 'refused',
      '6981': 'HC_CARD_DATA_MALFORMED',
      '6986': 'HC_CARD_DATA_MALFORMED',
    },
    decode: ({ outcome, data }): ReadBinaryResult =>
      outcome === 'data' || outcome === 'corruptData'
        ? { kind: 'data', data, corrupt: outcome === 'corruptData' }
        : { kind: outcome },
  })
}
