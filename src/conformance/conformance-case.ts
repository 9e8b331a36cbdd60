import type { Expectation } from './expectation.js'
import type { GroupName } from './group-names.js'
import type { Kept } from './kept.js'
import type { KeyName, PasswordName } from './hba-objects.js'

/** One command and what must come back. */
export interface Exchange {
  /** The command APDU in the notation of {@link commandBytes}: hex with names in braces for what differs from card to card. */
  readonly send: string
  /** Name under which `MANAGE CHANNEL` kept the number of the logical channel; the basic channel where not said. */
  readonly on?: string
  /** `9000` where not said. */
  readonly expect?: Expectation
  /** Keeps the answer's data under this name, for commands and expectations that follow. */
  readonly keep?: string
  /** How often the same is done; `signatureLimit`: as often as EF.SSEC allows signatures after one entry of PIN.QES. */
  readonly times?: number | 'signatureLimit'
}

/** What comes before the command that a case is about. */
export type Step =
  | Exchange
  /** Warm reset. */
  | { readonly reset: true }
  /** Ends the transport protection of a password; nothing where the card came without one. */
  | { readonly activate: PasswordName }
  /** Keeps what is computed under this name. */
  | { readonly compute: string; readonly from: (kept: Kept) => Uint8Array }

/** One row of the suite: a sentence of gemSpec_COS and how it shows at the interface of the card. */
export interface ConformanceCase extends Exchange {
  /** The requirement with the part of it that decides: `N048.200 b.7` for (N048.200)b.7 of gemSpec_COS. */
  readonly id: string
  /** What the sentence demands, as a full sentence; no two cases have the same. */
  readonly title: string
  readonly given?: readonly (Step | readonly Step[])[]
  /** Keys without which the case says nothing: cards come with one generation of keys or with both. */
  readonly needs?: readonly KeyName[]
  readonly expect: Expectation
}

/** The cases of one command. */
export interface CaseGroup {
  /** The word for `--only`. */
  readonly name: GroupName
  readonly cases: readonly ConformanceCase[]
}

/** The steps before the command, one after the other. */
export function stepsOf({ given = [] }: ConformanceCase): readonly Step[] {
  return given.flatMap((step) => step)
}
