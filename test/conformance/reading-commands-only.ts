/**
 * Whether a command (hex) leaves nothing behind on a card. Written apart from the product's own guard, and stricter: CLA and INS
 * must be one of these pairs, the channel in CLA aside.
 */
export function readingCommandsOnly(command: string): boolean {
  const cla =
    Number.parseInt(command.slice(0, 2), 16) & (command.startsWith('4') || command.startsWith('c') ? 0xb0 : 0xfc)
  const header = `${cla.toString(16).padStart(2, '0')}${command.slice(2, 4)}`
  if (header === '8020') return command.length === 8
  if (header === '0046') return command.slice(4, 6) === '81'
  return ['00a4', '00b0', '00b2', '00a2', '0084', '8084', '0022', '0070', '80ca', '80fa'].includes(header)
}
