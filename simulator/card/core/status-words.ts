/** Trailers of gemSpec_COS (table CosT_7aa) under the names they have there. */
export const SW = {
  noError: 0x9000,
  unsuccessfulSearch: 0x6282,
  endOfFile: 0x6282,
  fileDeactivated: 0x6283,
  fileTerminated: 0x6285,
  recordDeactivated: 0x6287,
  transportPin: 0x62c1,
  leerPin: 0x62c7,
  passwordDisabled: 0x62d0,
  keyInvalid: 0x6400,
  objectTerminated: 0x6400,
  memoryFailure: 0x6581,
  wrongRecordLength: 0x6700,
  channelClosed: 0x6881,
  wrongFileType: 0x6981,
  noMoreChannels: 0x6981,
  securityStatusNotSatisfied: 0x6982,
  passwordBlocked: 0x6983,
  commandBlocked: 0x6983,
  passwordNotUsable: 0x6985,
  shortPassword: 0x6985,
  longPassword: 0x6985,
  noKeyReference: 0x6985,
  noRecordLifeCycle: 0x6985,
  keyAlreadyPresent: 0x6985,
  noCurrentFile: 0x6986,
  incorrectSmDo: 0x6988,
  wrongCiphertext: 0x6a80,
  wrongToken: 0x6a80,
  unsupportedFunction: 0x6a81,
  fileNotFound: 0x6a82,
  recordNotFound: 0x6a83,
  dataTooBig: 0x6a84,
  fullRecordList: 0x6a84,
  outOfMemory: 0x6a84,
  passwordNotFound: 0x6a88,
  keyNotFound: 0x6a88,
  offsetTooBig: 0x6b00,
  instructionNotSupported: 0x6d00,
} as const

/**
 * Malformed commands: gemSpec_COS leaves their trailers to the manufacturer. This card's choice, all in one place.
 */
export const MALFORMED = {
  /** Lengths that fit no case of ISO 7816-4 §5.2, a case that the command does not have, or data of a wrong length. */
  length: 0x6700,
  /** Command chaining, which only commands use that this card does not have yet. */
  chaining: 0x6884,
  /** Command data whose structure is not that of the specification: data objects, PIN blocks. */
  data: 0x6a80,
  /** P1 P2 without a meaning for this command. */
  parameters: 0x6a86,
  /** INS that this card does not have (yet). */
  instruction: 0x6d00,
  /** CLA that ISO 7816-4 §5.4.1 reserves. */
  class: 0x6e00,
} as const

/** 63Cx: a counter, at most 15 (gemSpec_COS N082.900a). */
export function counterWord(counter: number): number {
  return 0x63c0 | Math.min(counter, 0x0f)
}
