/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]]
  if (low === undefined || high === undefined) throw new RangeError('no values')
  return (low + high) / 2
}

/** The value that 95 of 100 do not exceed. */
export function percentile95(values: readonly number[]): number {
  const value = values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1]
  if (value === undefined) throw new RangeError('no values')
  return value
}

export function lowest(values: readonly number[]): number {
  return Math.min(...values)
}

export function highest(values: readonly number[]): number {
  return Math.max(...values)
}
