/** What some work cost. */
export interface Cost {
  /** CPU time of the whole process with all its threads, user and system, in ms. */
  readonly cpuMs: number
  readonly wallMs: number
}

/** Measures work that has this process to itself. */
export async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const [cpu, wall] = [process.cpuUsage(), performance.now()]
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - wall }
}
