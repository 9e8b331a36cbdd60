import { decodeCommand, type CommandApdu } from '../../../src/apdu/command-apdu.js'
import { DecodeError } from '../../../src/bytes/decode-error.js'
import { fromHex, toHex } from '../../../src/bytes/hex.js'

/** A form in which gemSpec_COS defines a command, chapter 14: what of it is fixed. */
interface CommandForm {
  /** CLA without the channel, INS, P1 and P2. */
  readonly header: RegExp
  /** Command data in hex; none where not said. */
  readonly data?: RegExp
  /** Whether there is an Le, or which ones there may be; where not said, none. */
  readonly answers?: true | readonly CommandApdu['le'][]
}

const block =
  '2(?:4\\d{4}f{10}|5\\d{5}f{9}|6\\d{6}f{8}|7\\d{7}f{7}|8\\d{8}f{6}|9\\d{9}f{5}|a\\d{10}f{4}|b\\d{11}f{3}|c\\d{12}f{2})'
const one = new RegExp(`^${block}$`)
const two = new RegExp(`^${block}${block}$`)
const name = /^(?:..){1,16}$/
const file = /^....$/
const some = /^(?:..)+$/
const password = '[0189][0-9a-f]'
/** Record numbers and short identifiers of a record command. */
const record = '(?!00|ff)..(?:[0-9a-e][4c]|f4)'

const forms: readonly CommandForm[] = [
  { header: /^00a4040c$/ },
  { header: /^00a40404$/, answers: true },
  { header: /^00a4040[ce]$/, data: name },
  { header: /^00a4040[46]$/, data: name, answers: true },
  { header: /^00a4030c$/ },
  { header: /^00a40304$/, answers: true },
  { header: /^00a40[12]0c$/, data: file },
  { header: /^00a40[12]04$/, data: file, answers: true },
  { header: /^00b0(?:[0-7].|8[1-9a-f]|9[0-9a-e])..$/, answers: true },
  { header: /^00d6(?:[0-7].|8[1-9a-f]|9[0-9a-e])..$/, data: some },
  { header: /^00d0(?:00|8[1-9a-f]|9[0-9a-e])00$/, data: some },
  { header: new RegExp(`^00b2${record}$`), answers: true },
  { header: new RegExp(`^00a2${record}$`), data: some, answers: true },
  { header: new RegExp(`^00dc${record}$`), data: some },
  { header: /^00e200(?:[0-9a-e][08]|f0)$/, data: some },
  { header: new RegExp(`^802000${password}$`) },
  { header: new RegExp(`^002000${password}$`), data: one },
  { header: new RegExp(`^002400${password}$`), data: two },
  { header: new RegExp(`^002401${password}$`), data: one },
  { header: new RegExp(`^002c00${password}$`), data: two },
  { header: new RegExp(`^002c0[12]${password}$`), data: one },
  { header: new RegExp(`^002c03${password}$`) },
  { header: new RegExp(`^002[68]00${password}$`), data: one },
  { header: new RegExp(`^002[68]01${password}$`) },
  { header: /^0022f30[1-4]$/ },
  { header: /^002241(?:b6|b8|a4)$/, data: /^8401..8001..$/ },
  { header: /^002a9e9a$/, data: some, answers: true },
  { header: /^00880000$/, data: some, answers: true },
  { header: /^004681[0189].$/, answers: true },
  { header: /^00700000$/, answers: [1] },
  { header: /^00708000$/ },
  { header: /^0070400[01]$/ },
  { header: /^00840000$/, answers: [8, 16] },
  { header: /^80840000$/, answers: true },
]

/**
 * Whether gemSpec_COS says what becomes of a command, in hex, by its form alone. For one that has no defined form every trailer is
 * right: COS names none for wrong parameters, lengths or classes.
 */
export function hasDefinedForm(command: string): boolean {
  try {
    const { cla, ins, p1, p2, data, le } = decodeCommand(fromHex(command))
    const header = toHex(Uint8Array.of(cla & 0xfc, ins, p1, p2))
    return forms.some((form) => form.header.test(header) && fitsBody(form, data, le))
  } catch (error) {
    if (error instanceof DecodeError) return false
    throw error
  }
}

function fitsBody({ data, answers }: CommandForm, sent: Uint8Array, le: CommandApdu['le']): boolean {
  const fitsData = data ? data.test(toHex(sent)) : sent.length === 0
  return fitsData && (answers === true ? le !== undefined : (answers ?? [undefined]).includes(le))
}
