/** A date as cards hold it: YYMMDD, one digit to a byte (gemSpec_COS, pointInTime and CXD). */
export function unpackedDate(date: Date): Uint8Array {
  const digits = date.toISOString().slice(2, 10).replaceAll('-', '')
  return Uint8Array.from(digits, Number)
}
