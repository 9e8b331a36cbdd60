/** A command of a `console` block, and what the document shows of its output. */
export interface Exchange {
  readonly command: string
  readonly shown: readonly string[]
}

/** The exchanges of a `console` block: `$` begins a command, `\` at its end continues it. */
export function exchangesOf(lines: readonly string[]): Exchange[] {
  const exchanges: { command: string; shown: string[] }[] = []
  let continued = false
  for (const line of lines) {
    const last = exchanges.at(-1)
    if (continued && last) last.command += `\n${line}`
    else if (line.startsWith('$ ')) exchanges.push({ command: line.slice(2), shown: [] })
    else if (last) last.shown.push(line)
    else throw new Error(`output before the first command: ${line}`)
    continued = line.endsWith('\\')
  }
  return exchanges
}

/**
 * The shown output as a pattern: `…` alone in a line stands for any lines, `…` inside a line for any text. Spaces at line
 * ends and empty lines do not count.
 */
export function patternOf(shown: readonly string[]): RegExp {
  const parts = shown
    .filter((line) => line.trim() !== '')
    .map((line) =>
      line.trim() === '…' ? '(?:[^\\n]*\\n)*?' : `${line.trim().split('…').map(escaped).join('[^\\n]*')}\\n`,
    )
  return new RegExp(`^${parts.join('')}$`)
}

/** Output in the form in which {@link patternOf} sees it. */
export function normalised(output: string): string {
  const lines = output.split('\n').map((line) => line.trim())
  return lines
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('')
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
