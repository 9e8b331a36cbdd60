/**
 * Text from a certificate made safe for a terminal: control and direction characters become U+FFFD, so that a name can
 * neither move the cursor nor pretend to be another.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd')
}
