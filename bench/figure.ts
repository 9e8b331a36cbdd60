import { highest, lowest, median } from './statistics.js'

/** One row of the table. */
export interface Figure {
  readonly subject: string
  /** Median of the runs, with its unit. */
  readonly measured: string
  /** Lowest to highest run. */
  readonly spread: string
  /** What it is compared with, measured in the same run; empty where the target is a number of its own. */
  readonly reference: string
  /** Median of the ratios, or differences, of the single runs; empty without reference. */
  readonly ratio: string
  readonly target: string
  /** Null for a figure that stands beside another one and has no target. */
  readonly met: boolean | null
}

/** Runs of something and of what it is compared with, pair by pair. */
export interface ComparedRuns {
  readonly subject: string
  readonly values: readonly number[]
  readonly referenceName: string
  readonly references: readonly number[]
  readonly unit: string
  readonly digits: number
}

/** A figure whose target is a ratio; each run is compared with the reference that was measured beside it. */
export function comparedFigure(
  runs: ComparedRuns,
  limits: { readonly atLeast?: number; readonly atMost?: number },
): Figure {
  const { values, references, referenceName, unit, digits } = runs
  const ratio = median(values.map((value, run) => value / (references[run] ?? Number.NaN)))
  const { atLeast, atMost } = limits
  const bounds = [atLeast !== undefined && `≥ ${atLeast} ×`, atMost !== undefined && `≤ ${atMost} ×`]
  const target = bounds.filter((bound) => bound !== false).join(', ')
  return {
    subject: runs.subject,
    ...measuredText(values, unit, digits),
    reference: `${referenceName} ${text(median(references), unit, digits)}`,
    ratio: `${ratio.toFixed(2)} ×`,
    target: target === '' ? '–' : target,
    met: target === '' ? null : ratio >= (atLeast ?? 0) && ratio <= (atMost ?? Infinity),
  }
}

/** A figure whose target is a difference; each run is compared with the reference that was measured beside it. */
export function addedFigure(runs: ComparedRuns, limits: { readonly atMost?: number } = {}): Figure {
  const { values, references, referenceName, unit, digits } = runs
  const added = median(values.map((value, run) => value - (references[run] ?? Number.NaN)))
  const { atMost } = limits
  return {
    subject: runs.subject,
    ...measuredText(values, unit, digits),
    reference: `${referenceName} ${text(median(references), unit, digits)}`,
    ratio: `${added < 0 ? '−' : '+'}${text(Math.abs(added), unit, digits)}`,
    target: atMost === undefined ? '–' : `≤ +${atMost} ${unit}`,
    met: atMost === undefined ? null : added <= atMost,
  }
}

/** A figure whose target is a number. */
export function plainFigure(
  runs: Pick<ComparedRuns, 'subject' | 'values' | 'unit' | 'digits'>,
  limits: { readonly atLeast?: number; readonly atMost?: number } = {},
): Figure {
  const { subject, values, unit, digits } = runs
  const { atLeast, atMost } = limits
  const value = median(values)
  const limit = atLeast ?? atMost
  return {
    subject,
    ...measuredText(values, unit, digits),
    reference: '',
    ratio: '',
    target: limit === undefined ? '–' : `${atLeast === undefined ? '≤' : '≥'} ${text(limit, unit, digits)}`,
    met: limit === undefined ? null : value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity),
  }
}

function measuredText(values: readonly number[], unit: string, digits: number): { measured: string; spread: string } {
  const spread = values.length > 1 ? `${lowest(values).toFixed(digits)} … ${highest(values).toFixed(digits)}, ` : ''
  const runs = values.length > 1 ? `${values.length} runs` : 'one run'
  return { measured: text(median(values), unit, digits), spread: `${spread}${runs}` }
}

function text(value: number, unit: string, digits: number): string {
  return `${value.toFixed(digits)} ${unit}`
}
