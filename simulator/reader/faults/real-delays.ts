import type { DelayKind } from '../../card/delays.js'
import type { Chance } from './chance.js'

/** How long a command takes on a card, in ms: half of them at most the median, 95 of 100 at most the other. */
interface DelaySpread {
  readonly median: number
  readonly p95: number
}

/**
 * Orders of magnitude: a signature takes a real card 150 to 500 ms (docs/architecture.md). The others are estimates. None of
 * them was measured by us.
 */
const spreads: Readonly<Record<DelayKind, DelaySpread>> = {
  sign: { median: 280, p95: 480 },
  decipher: { median: 320, p95: 520 },
  verify: { median: 60, p95: 110 },
  read: { median: 25, p95: 60 },
  any: { median: 15, p95: 35 },
}

/** The 95th percentile of the normal distribution with deviation 1. */
const P95 = 1.6449

/** Draws a duration in ms: log-normal, as waiting times are, and never beyond four times the median. */
export function drawRealDelay(kind: DelayKind, chance: Chance): number {
  const { median, p95 } = spreads[kind]
  const deviation = Math.log(p95 / median) / P95
  // Box and Muller's way from two even numbers to a normal one.
  const normal = Math.sqrt(-2 * Math.log(1 - chance.fraction())) * Math.cos(2 * Math.PI * chance.fraction())
  return Math.min(4 * median, median * Math.exp(deviation * normal))
}
