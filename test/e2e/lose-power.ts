import { readFileSync, statSync, truncateSync } from 'node:fs'
import type { Desk, SimulatedCard } from '../support/cli.js'
import { whenChanged } from '../support/when-changed.js'

/**
 * What a card may hold when its power goes away in CHANGE REFERENCE DATA (gemSpec_COS N075.300), and which of its writes is
 * torn then; null: none, only the answer is lost.
 */
const tornWrites: Readonly<Record<string, string | null>> = {
  'the old value': '"secret":',
  'the new value, still protected': '"transportStatus":',
  'the new value': null,
}

/**
 * Runs a command until the card has worked on its first CHANGE REFERENCE DATA, kills the process before it has the answer,
 * and takes from the card what it had not stored by then.
 */
export async function losePower(
  desk: Desk,
  { folder, image, reader }: SimulatedCard,
  args: readonly string[],
  cardHolds: string,
): Promise<void> {
  const torn = tornWrites[cardHolds]
  if (torn === undefined) throw new Error(`a card cannot hold ${cardHolds}`)
  const stateFile = `${image}.state`
  // A card that is opened writes its state anew. After this, what the command writes is what stands behind.
  await desk.ehba(['pin', 'status', ...reader])
  const { size } = statSync(stateFile)
  const written = (): string => readFileSync(stateFile, 'latin1').slice(size)
  const last = args.includes('activate') ? /"transportStatus":.*\n$/ : /"secret":.*\n$/

  const changed = whenChanged(folder, () => last.test(written()))
  const { process: host, ended } = desk.start([...args, '--sim-delay', 'verify=60s'])
  await changed
  host.kill('SIGKILL')
  await ended
  if (torn !== null) truncateSync(stateFile, size + written().indexOf(torn))
}
