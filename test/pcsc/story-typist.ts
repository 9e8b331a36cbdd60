import type { StepValues } from '../e2e/play-story.js'

const ENTER = '\r'
const CTRL_C = '\x03'

/** A prompt for a secret that is complete: what it asks for, and the name of the PIN in the letter. */
const prompt =
  /(?<role>Transport-PIN for the|PUK for the|New)? ?\S[^\r\n]*\((?<pin>PIN\.[A-Z]+)\), (?:\d[^\r\n]*digits(?:, tries left: (?:\d+|unknown \(the card does not tell\)))?|once more): $/
const roles: Readonly<Record<string, string>> = {
  'Transport-PIN for the': '.transport',
  'PUK for the': '.puk',
  New: '.new',
}

/**
 * Somebody at a terminal who knows the secrets of a step: types what is asked for, does not try again what was wrong, and
 * presses Ctrl-C where they do not know a value, or the one they know has a wrong length.
 */
export class StoryTypist {
  #secrets: StepValues = {}
  /** The new values of earlier steps: after an interruption the card may hold one of them. */
  readonly #chosen = new Set<string | undefined>()

  /** From now on they know these secrets and no others. */
  learn(secrets: StepValues): void {
    for (const [name, value] of Object.entries(this.#secrets)) if (name.endsWith('.new')) this.#chosen.add(value)
    this.#secrets = secrets
  }

  /** What they type when this stands on the screen. */
  readonly type = (unread: string): string => {
    if (unread.endsWith('[y/N] ')) return 'n'
    if (unread.endsWith('the new PIN chosen then: ')) return this.#oldOrNew(unread)
    const asked = prompt.exec(unread)?.groups
    if (!asked) return ''
    const digits = this.#recall(asked['pin'] ?? '', roles[asked['role'] ?? ''] ?? '')
    return digits === undefined || unread.includes('Nothing was sent to the card.') ? CTRL_C : `${digits}${ENTER}`
  }

  #oldOrNew(unread: string): string {
    const [, pin = ''] = /\((PIN\.[A-Z]+)\) was interrupted/.exec(unread) ?? []
    return `${this.#chosen.has(this.#recall(pin, '')) ? 2 : 1}${ENTER}`
  }

  /** What is the Transport-PIN to the story may be the new PIN of a change that was interrupted. */
  #recall(pin: string, role: string): string | undefined {
    return this.#secrets[`${pin}${role}`] ?? (role === '' ? this.#secrets[`${pin}.transport`] : undefined)
  }
}
