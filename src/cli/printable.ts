/**
 * Text that is safe on a terminal: control characters become `?`. Names of files, readers and card holders come from
 * elsewhere, and an escape sequence in one could rewrite what the person sees.
 */
export function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, '?')
}

/**
 * A name as part of a line: also its line feeds become `?`. A file whose name goes on in a second line could write a row of
 * its own into a table.
 */
export function oneLine(name: string): string {
  return name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
}

/** Text without its long numbers: what somebody typed in a wrong place may be a PIN. */
export function withoutLongNumbers(text: string): string {
  return text.replace(/\d{4,}/g, '…')
}
