/** What arrived over the line to a module's process is not of our protocol. Carries where, so that a person can look. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  /** `byte 12` of the frame, or a path in its header: `slots[3].flags`. */
  readonly where: string

  constructor(reason: string, where: string, options?: ErrorOptions) {
    super(`${reason} at ${where}`, options)
    this.where = where
  }
}
