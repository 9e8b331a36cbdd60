import { existsSync, readFileSync } from 'node:fs'

/** Commands in a trace file, as far as one was written, by their first four bytes in hex. */
export function tracedCommands(file: string): string[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => (JSON.parse(line) as { tx: string }).tx.slice(0, 8))
}

/** How often a PIN was sent. */
export function verifiesIn(file: string): number {
  return tracedCommands(file).filter((command) => command.startsWith('0020')).length
}
