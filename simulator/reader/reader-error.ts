/** What went wrong with a simulated reader. A code states a fact; callers test it and never the message. */
export type ReaderErrorCode =
  /** The reader was unplugged, or its PC/SC service has died. */
  | 'readerGone'
  /** A socket, folder or file that the reader needs cannot be made or used. */
  | 'placeUnusable'
  /** pcscd, or the driver of the simulated reader, is not installed. */
  | 'pcscdMissing'
  /** pcscd did not start, or did not show all readers. */
  | 'pcscdFailed'
  /** The reader that a command names does not run here. */
  | 'readerUnknown'
  /** There is a card in the reader already. */
  | 'slotTaken'
  /** A fault story or a person's script breaks its format; `line` says where. */
  | 'scriptInvalid'
  /** A running simulation cannot be reached or did not understand. */
  | 'controlFailed'

/** The one error class of the simulated reader. It never carries a byte of a secret. */
export class ReaderError extends Error {
  override readonly name = 'ReaderError'
  readonly code: ReaderErrorCode
  /** The message without the line. */
  readonly reason: string
  /** Line of a script, from 1; for `scriptInvalid`. */
  readonly line: number | undefined

  constructor(code: ReaderErrorCode, message: string, options?: ErrorOptions & { line?: number }) {
    const line = options?.line
    super(line === undefined ? message : `${message} (line ${line})`, options)
    this.code = code
    this.reason = message
    this.line = line
  }
}
