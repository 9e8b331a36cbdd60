import type { CountersAnswer } from './cli.js'

/** Signatures that a card has made, with all its keys. */
export function signaturesMade(counters: Pick<CountersAnswer, 'signatures'> | undefined): number {
  return Object.values(counters?.signatures ?? {}).reduce((sum, count) => sum + count, 0)
}

/** Tries that PIN.QES has left; undefined where the card is not known, or has no such PIN. */
export function qesTriesLeft(counters: Pick<CountersAnswer, 'passwords'> | undefined): number | undefined {
  return counters?.passwords['DF.QES/PIN.QES']?.triesLeft
}
