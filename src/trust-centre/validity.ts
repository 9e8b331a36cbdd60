/** From when to when a certificate is valid; whole seconds. */
export interface ValidityPeriod {
  readonly notBefore: Date
  readonly notAfter: Date
}

/** From `start`, cut to the second as certificates count time, for that many calendar years. */
export function validYears(start: Date, years: number): ValidityPeriod {
  const notBefore = new Date(Math.floor(start.getTime() / 1000) * 1000)
  const notAfter = new Date(notBefore)
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + years)
  return { notBefore, notAfter }
}
