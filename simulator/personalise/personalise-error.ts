/** Why no card was made. `bin` translates these into the codes of the product's catalogue. */
export type PersonaliseErrorCode =
  /** The folder is there and `force` was not given. */
  | 'outputExists'
  /** The card in the folder is being used, so it cannot be replaced. */
  | 'cardInUse'
  /** The folder cannot be written. */
  | 'outputUnusable'
  /** An option has a value that no card has. */
  | 'optionInvalid'

/** The one error class of the personaliser. Never carries a secret of the card. */
export class PersonaliseError extends Error {
  override readonly name = 'PersonaliseError'
  readonly code: PersonaliseErrorCode
  /** The path or the name of the option that it is about. */
  readonly subject: string

  constructor(code: PersonaliseErrorCode, subject: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.subject = subject
  }
}
