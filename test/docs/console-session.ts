import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from './project-files.js'

/** What a command of a document left behind. */
export interface CommandResult {
  readonly exit: number
  /** Standard output and standard error as they came, with LF. */
  readonly output: string
}

/** Gives the keys for a prompt, without Enter; undefined where the line is no prompt. */
export type Typist = (prompt: string) => string | undefined

/**
 * A shell in which the commands of a document run one after the other: folder and exported variables last from one to the
 * next. `ehba` is the program that was built from this clone.
 */
export class ConsoleSession {
  readonly #folder: string
  readonly #typist: Typist

  /** @param folder - empty; files and the program's state go there */
  constructor(folder: string, typist: Typist) {
    this.#folder = folder
    this.#typist = typist
    writeFileSync(this.#variables, '')
  }

  /** Runs commands as a script does: no terminal, the first failure ends it. */
  runScript(commands: string): Promise<CommandResult> {
    return this.#run('setsid', ['--wait', 'bash', '-euo', 'pipefail', '-c', this.#framed(commands)])
  }

  /** Runs commands as a person does, at a terminal, and answers its prompts. */
  runAtTerminal(commands: string): Promise<CommandResult> {
    const file = join(this.#folder, '.command')
    writeFileSync(file, this.#framed(commands))
    // script(1) of util-linux gives the command a terminal of its own.
    return this.#run('script', ['--quiet', '--return', '--flush', '--command', `bash ${file}`, '/dev/null'])
  }

  get #variables(): string {
    return join(this.#folder, '.variables')
  }

  #framed(commands: string): string {
    return `source ${this.#variables}\ntrap 'export -p > ${this.#variables}' EXIT\n${commands}\n`
  }

  #run(program: string, args: readonly string[]): Promise<CommandResult> {
    const child = spawn(program, args, { cwd: this.#folder, env: this.#environment(), timeout: 50_000 })
    let output = ''
    let answered = 0
    const take = (chunk: Buffer): void => {
      output += chunk.toString('utf8')
      const prompt = output.slice(answered).split('\n').at(-1) ?? ''
      const keys = this.#typist(prompt)
      if (keys === undefined) return
      answered = output.length
      child.stdin.write(`${keys}\r`)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code) => {
        resolve({ exit: code ?? -1, output: output.replaceAll('\r\n', '\n') })
      })
    })
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      PATH: [join(projectFolder, 'bin'), process.env['PATH']].join(':'),
      HOME: this.#folder,
      LANG: 'C.UTF-8',
      TERM: 'dumb',
    }
  }
}

/** Digits of a secrets file: `PIN.QES.transport` → digits. */
export function secretsIn(file: string): ReadonlyMap<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n')
  return new Map(
    lines.flatMap((line) =>
      (/^(PIN[^=]*)=(\d+)$/.exec(line) ?? []).length === 3 ? [line.split('=') as [string, string]] : [],
    ),
  )
}
