/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]]
  if (low === undefined || high === undefined) throw new RangeError('no values')
  return (low + high) / 2
}

export function lowest(values: readonly number[]): number {
  return Math.min(...values)
}

export function highest(values: readonly number[]): number {
  return Math.max(...values)
}
