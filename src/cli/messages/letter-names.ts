/**
 * The PINs as issuers print them in their letters. The names stay German in both languages, because the letter is German
 * and the person has it in hand.
 */
const letterNames: Readonly<Record<string, string>> = {
  'PIN.CH': 'Karten-PIN (PIN.CH)',
  'PIN.QES': 'Signatur-PIN (PIN.QES)',
  'PIN.SMC': 'PIN der SMC-B (PIN.SMC)',
}

/** The letter's name of a PIN; the card's own name where the letter has none. */
export function letterName(pin: string): string {
  return letterNames[pin] ?? pin
}
