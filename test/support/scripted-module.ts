import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtInC } from './built-in-c.js'
import { whenChanged } from './when-changed.js'
import { softHsmPath } from './why-no-softhsm.js'

/** A function of PKCS#11. */
type Name = `C_${string}`
/** Which call of that name in a process: `''` is each, `' 3'` the third, `' 3+'` it and all later ones. */
type Which = '' | ` ${number}` | ` ${number}+`

/**
 * One line of a script. Codes, flags and mechanisms are hexadecimal.
 *
 * - `flags`: of CK_TOKEN_INFO, after all that follows from other lines.
 * - `tries`: so many wrong PINs and it is locked; the last one is refused with CKR_PIN_LOCKED already. The count outlasts the
 *   process, is shared by all tokens, and begins again with a right PIN, C_InitPIN (the user's) or C_InitToken.
 * - `transport`: the user's PIN has to be replaced by C_SetPIN; until then a right one logs in, or is CKR_PIN_EXPIRED (`strict`).
 * - `hang`, `crash` (SIGABRT), `segfault`, `exit` (with a code): instead of an answer. `error`: a return value instead of
 *   the call; an operation that would sign or decrypt has ended with it. `slow`: so many ms before it.
 * - `remove`: with this call the token is out, until there is no such line any more. Its sessions do not come back.
 * - `print`: on standard output and standard error, before the call.
 * - `pinpad`: PINs must be NULL, and are what a line `types` says: each entry of a process takes the next one, the last
 *   one stays. C_SetPIN takes both words, C_InitPIN the second one. Without such a line, and by `cancel`: CKR_FUNCTION_CANCELED.
 * - `wrongkey`: C_SignInit takes the n-th private key of the token, or the first other one.
 */
export type ScriptLine =
  | `flags ${'set' | 'clear'} ${string}`
  | `tries ${'USER' | 'SO'} ${number}`
  | `transport${'' | ' strict'}`
  | `${'hang' | 'crash' | 'segfault' | 'remove'} ${Name}${Which}`
  | `exit ${Name} ${number}${Which}`
  | `error ${Name} ${string}${Which}`
  | `slow ${Name} ${number}${Which}`
  | `print ${Name} ${string}`
  | 'pinpad'
  | `types ${string}`
  | `mechanisms without ${string}`
  | `wrongkey${'' | ` ${number}`}`

/** One call, as the log has it. */
export interface ScriptedCall {
  readonly pid: number
  readonly name: string
  /** The how manieth of that name in its process. */
  readonly count: number
  /** The return value as `0x00000000`; `hang`, `crash`, `segfault` or `exit` where there was none. */
  readonly outcome: string
}

/** A PKCS#11 module that stands before another one and does what a script says, which may change while programs run. */
export class ScriptedModule implements Disposable {
  readonly modulePath = builtInC('libscripted.so')
  readonly folder = mkdtempSync(join(tmpdir(), 'ehba-scripted-'))
  /** For each process that loads the module. */
  readonly env: Readonly<Record<string, string>>
  readonly #script = join(this.folder, 'script')
  readonly #log = join(this.folder, 'script.log')

  constructor(real = softHsmPath) {
    this.env = { EHBA_SCRIPTED_REAL: real, EHBA_SCRIPTED_SCRIPT: this.#script }
    this.tell()
  }

  /** Replaces the whole script, from the next call on. */
  tell(...lines: readonly ScriptLine[]): void {
    const draft = `${this.#script}.draft`
    writeFileSync(draft, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 })
    renameSync(draft, this.#script)
  }

  /** Forgets wrong PINs, the new PIN and that the token was out. */
  forget(): void {
    rmSync(`${this.#script}.state`, { force: true })
  }

  /** The calls that have ended, or never will, of all processes in their order; with a name those of that function. */
  calls(name?: Name): ScriptedCall[] {
    const log = existsSync(this.#log) ? readFileSync(this.#log, 'utf8') : ''
    const calls = [...log.matchAll(/^(\d+) (\w+) (\d+) (\w+)$/gm)].map(
      ([, pid, called = '', count, outcome = '']): ScriptedCall => ({
        pid: Number(pid),
        name: called,
        count: Number(count),
        outcome,
      }),
    )
    return calls.filter((call) => name === undefined || call.name === name)
  }

  /** Forgets the calls. */
  clearLog(): void {
    rmSync(this.#log, { force: true })
  }

  /** Resolves as soon as a function has been called, with that outcome where one is named. */
  async called(name: Name, outcome?: string): Promise<void> {
    const holds = (): boolean => this.calls(name).some((call) => outcome === undefined || call.outcome === outcome)
    const changed = whenChanged(this.folder, holds)
    // What has happened already changes nothing any more.
    if (holds()) writeFileSync(`${this.#script}.looked`, '')
    await changed
  }

  [Symbol.dispose](): void {
    // The process of a module ends after its program, and logs meanwhile. What rmSync repeats is not the removal of the files.
    while (!isRemoved(this.folder));
  }
}

/** False: something was written into the folder while it was removed. */
function isRemoved(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY') return false
    throw error
  }
}
