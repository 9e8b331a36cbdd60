import { execFile } from 'node:child_process'

/** How a program of the machine ended. */
export interface ToolResult {
  readonly exit: number
  /** Standard output and standard error as they came. */
  readonly output: string
}

/** Runs a PC/SC program of the machine against the pcscd behind `socketPath`, without a word to the one of the system. */
export function runPcscTool(
  socketPath: string,
  program: string,
  args: readonly string[],
  { input = '', env = {} }: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<ToolResult> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      [...args],
      { env: { ...process.env, ...env, PCSCLITE_CSOCK_NAME: socketPath }, timeout: 20_000 },
      (error, stdout, stderr) => {
        resolve({ exit: typeof error?.code === 'number' ? error.code : error ? -1 : 0, output: stdout + stderr })
      },
    )
    // It may end without having read a word.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}
