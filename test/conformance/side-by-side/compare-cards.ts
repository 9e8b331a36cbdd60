import { allowedDifferences } from './allowed-differences.js'

/** A card that answers in hex. */
export type AskedCard = (command: string) => string | Promise<string>

/** Where two cards answered differently, and nothing allows it. */
export interface Difference {
  readonly commands: readonly string[]
  readonly ours: string
  readonly twins: string
}

/** What a comparison met. */
export interface Comparison {
  readonly differences: Difference[]
  /** How often each allowed difference was met. */
  readonly allowed: Map<string, number>
  /** Commands by their answers' status words. */
  readonly statuses: Map<string, number>
}

/**
 * Sends one sequence to both cards, up to the first difference that is not allowed, or after which they may be in different states.
 *
 * @returns whether both are in the same state still
 */
export async function compareOn(
  commands: readonly string[],
  { ours, twin }: { readonly ours: AskedCard; readonly twin: AskedCard },
  { differences, allowed, statuses }: Comparison,
): Promise<boolean> {
  for (const [i, command] of commands.entries()) {
    const [ourAnswer, twinsAnswer] = [await ours(command), await twin(command)]
    count(statuses, ourAnswer.slice(-4))
    if (ourAnswer === twinsAnswer) continue
    const reason = allowedDifferences.find(({ allows }) => allows(command, ourAnswer, twinsAnswer))
    if (!reason) differences.push({ commands: commands.slice(0, i + 1), ours: ourAnswer, twins: twinsAnswer })
    else count(allowed, reason.name)
    if (!reason?.leavesState) return false
  }
  return true
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}
