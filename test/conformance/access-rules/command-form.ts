import type { Header, Situation } from './evaluate-rule.js'
import type { TreeObject } from './object-tree.js'

/** One way to send a command to an object, from the folder that the object stands in. */
export interface Attempt {
  /** What tells it from the other ways: how the file is named, which algorithm is chosen. */
  readonly variant: string
  /** Commands in hex that must go before; each must succeed. */
  readonly before: readonly string[]
  readonly header: Header
  /** Everything behind the header, in hex. */
  readonly rest: string
  /** An answer that the specification demands whatever the access rule says, and the requirement that does. */
  readonly instead?: { readonly status: string; readonly because: string }
}

/** A command in one of its variants, as an object of some type can receive it. */
export interface CommandForm {
  readonly name: string
  /** The requirement that has the access rule evaluated. */
  readonly rule: string
  /** Status words that the card has for this command only behind the access rule: `x` is any digit. */
  readonly passed: readonly string[]
  /**
   * `always`: there is no access rule (gemSpec_COS N022.810a, N099.461b). `absent`: the simulated card does not have it,
   * because it ends a card-to-card protocol or needs secure messaging in every image.
   */
  readonly special?: 'always' | 'absent'
  /** The ways to send it; none where the object cannot receive it. */
  attempts(object: TreeObject, situation: Situation): readonly Attempt[]
}

/** A byte as two hex digits. */
export function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0')
}

/** Command data behind their length in one byte; a data object's value likewise. */
export function withLength(data: string): string {
  return hexByte(data.length / 2) + data
}

/** The only way, with nothing before it. */
export function plainly(header: Header, rest = ''): Attempt[] {
  return [{ variant: '', before: [], header, rest }]
}
