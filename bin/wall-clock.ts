let jumpedMs = 0

/** The clock of this process: that of the machine, unless a fault story made it jump. */
export const wallClock = {
  now: (): Date => new Date(Date.now() + jumpedMs),
  jump: (byMs: number): void => {
    jumpedMs += byMs
  },
}
