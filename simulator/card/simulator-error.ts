/** What went wrong with a simulated card. A code states a fact; callers test it and never the message. */
export type SimulatorErrorCode =
  /** The image breaks the format; `position` says where. */
  | 'imageInvalid'
  /** The image file cannot be read. */
  | 'imageUnreadable'
  /** The state file is damaged before its last transaction, or does not fit its image. */
  | 'stateInvalid'
  /** The state file belongs to another image. */
  | 'stateForeignImage'
  /** The state file cannot be created, read or written where it should be. */
  | 'stateUnusable'
  /** Another process holds this card. */
  | 'inUse'
  /** The card has no power: closed, pulled, or lost its supply while writing. */
  | 'removed'
  /** The medium refused a write; the card answers 6581. */
  | 'memoryFailure'
  /** A delay that is not `kind=number` with ms or s. */
  | 'delayInvalid'

/** A place in a text: line and column count from 1. */
export interface SourcePosition {
  readonly line: number
  readonly column: number
}

/** The one error class of the simulator. It never carries a byte of a secret. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError'
  readonly code: SimulatorErrorCode
  /** Where in the image, for `imageInvalid`. */
  readonly position: SourcePosition | undefined

  constructor(code: SimulatorErrorCode, message: string, options?: ErrorOptions & { position?: SourcePosition }) {
    const position = options?.position
    super(position ? `${message} (line ${position.line}, column ${position.column})` : message, options)
    this.code = code
    this.position = position
  }
}

/** An `imageInvalid` error. */
export function imageError(message: string, position: SourcePosition, cause?: unknown): SimulatorError {
  return new SimulatorError('imageInvalid', message, { position, ...(cause !== undefined && { cause }) })
}
