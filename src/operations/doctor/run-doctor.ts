import type { CardMemory } from '../workplace.js'
import { checkCards } from './check-cards.js'
import { checkClock, checkConfiguration, checkInstallation } from './check-program.js'
import { checkBatches, checkStateFolder } from './check-state.js'
import { overallVerdict, type Check } from './check.js'
import type { DoctorDesk } from './doctor-desk.js'
import type { Verdict } from './findings.js'

/** `doctor` */
export interface DoctorReport {
  /** In the order in which they were made. */
  readonly checks: readonly Check[]
  readonly verdict: Exclude<Verdict, 'skipped'>
}

/**
 * Looks at everything that the program needs and changes nothing: no PIN is asked for, no try is spent, no file is made.
 *
 * @throws HealthCardError of kind `usage` where the call itself is wrong, and `HC_STOPPED`
 */
export async function runDoctor(desk: DoctorDesk): Promise<DoctorReport> {
  const installation = await desk.installation()
  const now = desk.clock()
  const clock = checkClock(now, installation)
  const stateFolder = await checkStateFolder(desk)
  const checks = [
    checkConfiguration(desk),
    ...checkInstallation(installation),
    clock,
    stateFolder,
    ...(await checkBatches(desk, stateFolder)),
    ...(await checkCards(desk, {
      memory: stateFolder.verdict === 'failed' ? forgetful : await desk.memory(),
      now,
      clockIsPlausible: clock.verdict === 'ok',
    })),
  ]
  return { checks, verdict: overallVerdict(checks) }
}

/** Stands in for the memory of tries where its folder cannot be read: the card itself is asked all the same. */
const forgetful: CardMemory = {
  recall: () => Promise.resolve({}),
  remember: () => Promise.resolve(),
}
