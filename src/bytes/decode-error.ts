/** Bytes that do not follow their format. Carries where, so that a person can look at the place. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  /** What is wrong, without the position. */
  readonly reason: string
  /** Position in bytes from the start of the outermost input. */
  readonly offset: number

  constructor(reason: string, offset: number, options?: ErrorOptions) {
    super(`${reason} at byte ${offset}`, options)
    this.reason = reason
    this.offset = offset
  }
}
