/** Format-2 PIN block of some digits, hex (gemSpec_COS N008.100). */
export function pinBlock(digits: string): string {
  return `2${digits.length.toString(16)}${digits}`.padEnd(16, 'f')
}
