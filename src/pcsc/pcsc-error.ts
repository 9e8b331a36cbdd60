/**
 * What PC/SC says went wrong, by names that are ours: pcsclite tells numbers inside of a text, pcsc-mini tells names. Numbers
 * as in winscard.h and pcsclite.h.
 */
const codes = {
  cancelled: { value: 0x80100002, name: 'Cancelled' },
  invalidHandle: { value: 0x80100003, name: 'InvalidHandle' },
  invalidParameter: { value: 0x80100004, name: 'InvalidParameter' },
  insufficientBuffer: { value: 0x80100008, name: 'InsufficientBuffer' },
  unknownReader: { value: 0x80100009, name: 'UnknownReader' },
  timeout: { value: 0x8010000a, name: 'Timeout' },
  sharingViolation: { value: 0x8010000b, name: 'SharingViolation' },
  noCard: { value: 0x8010000c, name: 'NoSmartCard' },
  protocolMismatch: { value: 0x8010000f, name: 'ProtoMismatch' },
  notReady: { value: 0x80100010, name: 'NotReady' },
  systemCancelled: { value: 0x80100012, name: 'SystemCancelled' },
  communicationError: { value: 0x80100013, name: 'CommError' },
  notTransacted: { value: 0x80100016, name: 'NotTransacted' },
  readerUnavailable: { value: 0x80100017, name: 'ReaderUnavailable' },
  noService: { value: 0x8010001d, name: 'NoService' },
  serviceStopped: { value: 0x8010001e, name: 'ServiceStopped' },
  unsupportedFeature: { value: 0x8010001f, name: 'UnsupportedFeature' },
  noReaders: { value: 0x8010002e, name: 'NoReadersAvailable' },
  unsupportedCard: { value: 0x80100065, name: 'UnsupportedCard' },
  unresponsiveCard: { value: 0x80100066, name: 'UnresponsiveCard' },
  unpoweredCard: { value: 0x80100067, name: 'UnpoweredCard' },
  resetCard: { value: 0x80100068, name: 'ResetCard' },
  removedCard: { value: 0x80100069, name: 'RemovedCard' },
  securityViolation: { value: 0x8010006a, name: 'SecurityViolation' },
} as const satisfies Record<string, { readonly value: number; readonly name: string }>

/**
 * `silent`: nothing came back in the time that we gave it; `stopped`: we were asked to stop; `moduleMissing`: there is no
 * native module; `denied`: this user may not use readers; `other`: the rest of what PC/SC says.
 */
export type PcscErrorCode = keyof typeof codes | 'silent' | 'stopped' | 'moduleMissing' | 'denied' | 'other'

/** A failure at the port to PC/SC. It never leaves this folder: outside, errors are those of the catalogue. */
export class PcscError extends Error {
  override readonly name = 'PcscError'
  readonly code: PcscErrorCode

  constructor(code: PcscErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** True for a {@link PcscError} with one of `wanted`. */
export function isPcscError(error: unknown, ...wanted: readonly PcscErrorCode[]): error is PcscError {
  return error instanceof PcscError && (wanted.length === 0 || wanted.includes(error.code))
}

/** True where the driver tells only that something did not come through. */
export function isLost(error: unknown): error is PcscError {
  return isPcscError(error, 'notTransacted', 'other')
}

/** What pcsc-mini throws: `code` is the name. */
export function errorOfName(error: unknown): PcscError {
  const name = error instanceof Error && 'code' in error ? String(error.code) : ''
  return new PcscError(
    codeWhere((known) => known.name === name),
    `PC/SC: ${name}`,
    { cause: error },
  )
}

/** What pcsclite throws: the number stands in parentheses at the end of the text, and nowhere else. */
export function errorOfText(error: unknown): PcscError {
  const text = error instanceof Error ? error.message : ''
  const value = Number(/\((0x[0-9a-f]+)\)$/i.exec(text)?.[1] ?? 0)
  return new PcscError(
    codeWhere((known) => known.value === value),
    text,
    { cause: error },
  )
}

function codeWhere(fits: (known: { readonly value: number; readonly name: string }) => boolean): PcscErrorCode {
  const names = Object.keys(codes) as (keyof typeof codes)[]
  return names.find((name) => fits(codes[name])) ?? 'other'
}
