import { hexByte, plainly, type Attempt, type CommandForm } from './command-form.js'
import type { Header } from './evaluate-rule.js'
import type { TreeObject } from './object-tree.js'

const PREFIX = '00'.repeat(128)

/** Commands whose object is the current folder. */
export const folderCommands: readonly CommandForm[] = [
  form('ACTIVATE', 'N035.200', [0x00, 0x44, 0x00, 0x00], '', ['9000', '6400']),
  form('DEACTIVATE', 'N036.400', [0x00, 0x04, 0x00, 0x00], '', ['9000', '6400']),
  {
    ...form('DELETE', 'N037.500', [0x00, 0xe4, 0x00, 0x00], '', ['9000']),
    attempts: (folder) =>
      plainly([0x00, 0xe4, 0x00, 0x00]).map((attempt) => (folder.parent ? attempt : neverForMf(attempt))),
  },
  form('TERMINATE DF', 'N048.844', [0x00, 0xe6, 0x00, 0x00], '', ['9000']),
  {
    name: 'TERMINATE CARD USAGE',
    rule: 'N048.744',
    passed: ['9000'],
    // N048.742: the MF alone is affected, wherever the command comes from.
    attempts: (folder) => (folder.parent ? [] : plainly([0x00, 0xfe, 0x00, 0x00])),
  },
  form('GET RANDOM', 'N099.352', [0x80, 0x84, 0x00, 0x00], '08', ['9000']),
  form('FINGERPRINT', 'N096.474', [0x80, 0xfa, 0x00, 0x00], `80${PREFIX}00`, ['9000']),
  { ...form('LOAD APPLICATION', 'N039.200', [0x00, 0xea, 0x00, 0x00], '0100', []), special: 'absent' },
  { ...form('LOAD APPLICATION, not last', 'N039.200', [0x10, 0xea, 0x00, 0x00], '0100', []), special: 'absent' },
  { ...form('GET SECURITY STATUS KEY', '§14.7.3', [0x80, 0x82, 0x80, 0x00], '03830113', []), special: 'absent' },
  always('GET CHALLENGE', 'N022.810a', [0x00, 0x84, 0x00, 0x00], '10'),
  always('MANAGE CHANNEL, reset', 'N022.810a', [0x00, 0x70, 0x40, 0x00], ''),
  always('MSE RESTORE', 'N022.810a', [0x00, 0x22, 0xf3, 0x01], ''),
  always('LIST PUBLIC KEY', 'N099.461b', [0x80, 0xca, 0x01, 0x00], '000000'),
  {
    name: 'SELECT',
    rule: 'N022.810a',
    passed: ['9000', '6283', '6285'],
    special: 'always',
    attempts: (folder) => plainly([0x00, 0xa4, 0x04, 0x0c], selectorOf(folder)),
  },
]

function form(name: string, rule: string, header: Header, rest: string, passed: string[]): CommandForm {
  return { name, rule, passed, attempts: () => plainly(header, rest) }
}

function always(name: string, rule: string, header: Header, rest: string): CommandForm {
  return { ...form(name, rule, header, rest, ['9000']), special: 'always' }
}

/** The rule of the MF for DELETE must be NEVER (N019.910b); of another one the simulated card takes no notice (N019.920c). */
function neverForMf(attempt: Attempt): Attempt {
  return { ...attempt, instead: { status: '6982', because: 'N019.920c' } }
}

/** SELECT of a folder by its name, without answer. */
export function selecting(folder: TreeObject): string {
  return `00a4040c${selectorOf(folder)}`
}

/** Lc and the first name of the folder. */
function selectorOf(folder: TreeObject): string {
  const name = /[0-9a-f]+/i.exec(folder.attributes.get('applicationIdentifier') ?? '')?.[0]
  if (name === undefined) throw new Error(`${folder.name} has no application identifier`)
  return hexByte(name.length / 2) + name
}
