import { defineCommand, type CardCommand } from './card-command.js'

/** `noRecord`: there is no record of that number; reading on stops there. */
export type ReadRecordResult =
  | { readonly kind: 'record'; readonly data: Uint8Array }
  | { readonly kind: 'deactivated' }
  | { readonly kind: 'noRecord' }
  | { readonly kind: 'notFound' }
  | { readonly kind: 'refused' }

/**
 * READ RECORD `00 B2 number (SFI·8 + 4) Le` (gemSpec_COS 14.4.6).
 *
 * @param recordNumber - counted from 1
 * @param shortFileIdentifier - 0 for the current file
 */
export function readRecord(
  recordNumber: number,
  shortFileIdentifier: number,
  extended: boolean,
): CardCommand<ReadRecordResult> {
  return defineCommand({
    name: 'READ RECORD',
    spec: 'gemSpec_COS 14.4.6',
    ins: 0xb2,
    p1: recordNumber,
    p2: (shortFileIdentifier << 3) | 0x04,
    le: 'any',
    extended,
    outcomes: {
      '9000': 'record',
      '6282': 'record',
      '6287': 'deactivated',
      '6A83': 'noRecord',
      '6A82': 'notFound',
      '6982': 'refused',
      '6281': 'HC_CARD_DATA_MALFORMED',
      '6981': 'HC_CARD_DATA_MALFORMED',
      '6986': 'HC_CARD_DATA_MALFORMED',
    },
    decode: ({ outcome, data }): ReadRecordResult =>
      outcome === 'record' ? { kind: outcome, data } : { kind: outcome },
  })
}
