import type { Effect } from './effect.js'
import type { GroupName } from './group-names.js'
import type { MissingSecret } from './suite-secrets.js'

/**
 * Why a case was not run. `changesTheCard`: the card is not known to be simulated, and the case does more than read. The
 * others: the card or the caller has not what the case needs.
 */
export type LeftOutReason = 'changesTheCard' | 'keyNotThere' | 'noExtendedLength' | MissingSecret

/** What became of a case. */
export type Verdict = 'passed' | 'failed' | 'leftOut'

/** One row of the report. */
export interface CaseResult {
  /** `verify-3`: the group and the place in it. */
  readonly case: string
  readonly group: GroupName
  /** The requirement of gemSpec_COS. */
  readonly id: string
  readonly title: string
  readonly effect: Effect
  readonly verdict: Verdict
  /** The command; what differs from card to card by name. Never a secret. */
  readonly command: string
  readonly expected: string
  /** The sentence that leaves the answer open, where one does. */
  readonly open?: string
  /** What the card answered, data cut to their beginning; null for a case that was left out. */
  readonly got: string | null
  /** The step before the command at which a failed case ended; absent where it came to its command. */
  readonly failedAt?: string
  readonly reason?: LeftOutReason
}
