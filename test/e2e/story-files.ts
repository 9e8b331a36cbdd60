import type { Desk } from '../support/cli.js'
import type { StepSecrets } from './play-story.js'

/** The secrets files of a story. */
export class StoryFiles {
  readonly #desk: Desk
  #last: readonly string[] = []

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** The words that name a file with these secrets to the program. */
  words(secrets: StepSecrets): readonly string[] {
    if (secrets === undefined) this.#last = []
    else if (secrets !== 'same file') this.#last = ['--secrets-file', this.#desk.secretsFile(secrets)]
    return this.#last
  }
}
