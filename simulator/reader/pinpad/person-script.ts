import { SecretBytes } from '../../../src/bytes/secret-bytes.js'
import { ReaderError } from '../reader-error.js'

/** What a pad asks for: which password, and which of its values in which order. */
export interface Question {
  /** P2 of the command: 01 is a password of the whole card, 81 one of the application. */
  readonly reference: number
  readonly values: readonly ('pin' | 'old' | 'new' | 'puk')[]
  readonly digits: { readonly min: number; readonly max: number }
}

/** What the person does. `entries`: what is typed, one entry for each prompt; the last is repeated where it is asked again. */
export type Reaction =
  | { readonly kind: 'types'; readonly entries: readonly SecretBytes[] }
  | { readonly kind: 'cancels' | 'letsItTimeOut' | 'neverAnswers' }

/** Somebody at a PIN pad. */
export interface PadPerson {
  /** What they do when the pad asks. */
  answer(question: Question): Reaction
}

const NAMED = /^((?:PIN|MRPIN)\.[A-Z0-9_]+)(?:\.(transport|new|puk))?=(\d+)$/
const TYPED = /^type((?: \d+){1,3})$/
const plain: Readonly<Record<string, Exclude<Reaction['kind'], 'types'>>> = {
  cancel: 'cancels',
  timeout: 'letsItTimeOut',
  never: 'neverAnswers',
}

interface NamedEntry {
  readonly name: string
  readonly role: string
  readonly digits: SecretBytes
}

/**
 * A person at a PIN pad who does what a script says. The script is the content of a secrets file, one line each:
 *
 * - `PIN.QES=123456`, `PIN.QES.new=…`, `.transport`, `.puk`: what the person knows, as in `--secrets-file`; a line serves once;
 * - `type 123456`, `type 12345 654321`, `type 12345 654321 654320`: what is typed next, whatever is asked for; the second
 *   and third are the new PIN and its repetition;
 * - `cancel`, `timeout`, `never`: the cancel key, nothing until the pad gives up, nothing at all.
 *
 * The lines of the last two kinds come first, in their order. A person who does not know what is asked for cancels.
 */
export class ScriptedPerson implements PadPerson {
  readonly #reactions: Reaction[] = []
  readonly #known: NamedEntry[] = []

  /**
   * @param script - is overwritten
   * @throws ReaderError `scriptInvalid` with the number of the line and nothing else of it
   */
  constructor(script: Uint8Array) {
    const lines = Buffer.from(script).toString('latin1').split(/\r?\n/)
    script.fill(0)
    for (const [index, line] of lines.entries()) this.#read(line.trim(), index + 1)
  }

  answer({ reference, values, digits }: Question): Reaction {
    const next = this.#reactions.shift()
    if (next) return next
    const entries = values.map((value) => this.#recall(reference, value, digits))
    const known = entries.filter((entry) => entry !== undefined)
    return known.length === values.length ? { kind: 'types', entries: known } : { kind: 'cancels' }
  }

  #read(line: string, number: number): void {
    if (line === '' || line.startsWith('#')) return
    const reaction = plain[line]
    const [, typed] = TYPED.exec(line) ?? []
    const [, name, role = 'pin', digits] = NAMED.exec(line) ?? []
    if (reaction) this.#reactions.push({ kind: reaction })
    else if (typed !== undefined) {
      this.#reactions.push({ kind: 'types', entries: typed.trim().split(' ').map(secretDigits) })
    } else if (name !== undefined && digits !== undefined) {
      this.#known.push({ name, role, digits: secretDigits(digits) })
    } else throw new ReaderError('scriptInvalid', 'the person cannot do this', { line: number })
  }

  /** The old value is a Transport-PIN or a PIN: of what the person knows, the first that can be meant. */
  #recall(
    reference: number,
    value: Question['values'][number],
    { min, max }: Question['digits'],
  ): SecretBytes | undefined {
    const roles = value === 'old' ? ['transport', 'pin'] : [value]
    const known = roles.flatMap((role) => this.#known.filter((e) => e.role === role && isOf(e.name, reference)))
    const meant = known.find(({ digits }) => digits.length >= min && digits.length <= max) ?? known[0]
    if (meant) this.#known.splice(this.#known.indexOf(meant), 1)
    return meant?.digits
  }
}

/**
 * A pad does not tell the name of a PIN. In HBA and SMC-B the reference 81 is PIN.QES of DF.QES, and PIN.CH or PIN.SMC is
 * the only one with 01 (gemSpec_HBA_ObjSys, gemSpec_SMC-B_ObjSys).
 */
function isOf(name: string, reference: number): boolean {
  return (name === 'PIN.QES') === (reference === 0x81)
}

function secretDigits(text: string): SecretBytes {
  return SecretBytes.take(Uint8Array.from(Buffer.from(text, 'latin1')))
}
