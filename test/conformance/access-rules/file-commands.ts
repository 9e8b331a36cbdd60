import { hexByte, withLength, type Attempt, type CommandForm } from './command-form.js'
import { number, type TreeObject } from './object-tree.js'

const CURRENT_FILE = 'current file'
/** Behind the rule: success, an offset behind the end, a file of the other structure. */
const binaryStatuses = ['9000', '6b00', '6981']
const recordStatuses = ['9000', '6a83', '6287', '6981']
/** Mode of record commands: the record in P1; it and all that follow. */
const ONE_RECORD = 0x04
const ALL_FROM = 0x05

/** Each file command for both kinds of file: the rule comes before the check of the file's structure. */
export const fileCommands: readonly CommandForm[] = [
  binary('READ BINARY', 'N051.900', 0x00, 0xb0, '00', binaryStatuses),
  binary('UPDATE BINARY', 'N054.000', 0x00, 0xd6, '0100', [...binaryStatuses, '6a84']),
  binary('WRITE BINARY', 'N055.248', 0x00, 0xd0, '0100', [...binaryStatuses, '6a84']),
  binary('ERASE BINARY', 'N049.800', 0x00, 0x0e, '', binaryStatuses),
  binary('SET LOGICAL EOF', 'N052.944', 0x80, 0x0e, '', binaryStatuses),
  record('READ RECORD', 'N066.500', 0x00, 0xb2, ONE_RECORD, () => '00', recordStatuses),
  record('SEARCH RECORD', 'N068.800', 0x00, 0xa2, ONE_RECORD, () => '010000', [...recordStatuses, '6282']),
  record('UPDATE RECORD', 'N071.100', 0x00, 0xdc, ONE_RECORD, wholeRecord, [...recordStatuses, '6a84']),
  record('ERASE RECORD', 'N064.300', 0x00, 0x0c, ONE_RECORD, () => '', recordStatuses),
  record('DELETE RECORD', 'N063.434', 0x80, 0x0c, ONE_RECORD, () => '', recordStatuses),
  record('ACTIVATE RECORD', 'N057.000', 0x00, 0x08, ONE_RECORD, () => '', [...recordStatuses, '6985']),
  record('ACTIVATE RECORD, all', 'N057.000', 0x00, 0x08, ALL_FROM, () => '', [...recordStatuses, '6985']),
  record('DEACTIVATE RECORD', 'N062.200', 0x00, 0x06, ONE_RECORD, () => '', [...recordStatuses, '6985']),
  record('DEACTIVATE RECORD, all', 'N062.200', 0x00, 0x06, ALL_FROM, () => '', [...recordStatuses, '6985']),
  appendRecord(),
  lifeCycle('ACTIVATE', 'N035.200', 0x44, ['9000', '6400']),
  lifeCycle('DEACTIVATE', 'N036.400', 0x04, ['9000', '6400']),
  lifeCycle('DELETE', 'N037.500', 0xe4, ['9000']),
  lifeCycle('TERMINATE', 'N048.957', 0xe8, ['9000']),
]

function binary(name: string, rule: string, cla: number, ins: number, rest: string, passed: string[]): CommandForm {
  const attempts = (file: TreeObject): Attempt[] =>
    namings(file, (identifier) => [identifier === undefined ? 0x00 : 0x80 | identifier, 0x00]).map(
      ({ variant, before, parameters: [p1, p2] }) => ({ variant, before, header: [cla, ins, p1, p2], rest }),
    )
  return { name, rule, passed, attempts }
}

function record(
  name: string,
  rule: string,
  cla: number,
  ins: number,
  mode: number,
  rest: (file: TreeObject) => string,
  passed: string[],
): CommandForm {
  const attempts = (file: TreeObject): Attempt[] =>
    namings(file, (identifier = 0) => [0x01, (identifier << 3) | mode]).map(
      ({ variant, before, parameters: [p1, p2] }) => ({
        variant,
        before,
        header: [cla, ins, p1, p2],
        rest: rest(file),
      }),
    )
  return { name, rule, passed, attempts }
}

function appendRecord(): CommandForm {
  const attempts = (file: TreeObject): Attempt[] =>
    namings(file, (identifier = 0) => [0x00, identifier << 3]).map(({ variant, before, parameters: [p1, p2] }) => ({
      variant,
      before,
      header: [0x00, 0xe2, p1, p2],
      rest: wholeRecord(file),
    }))
  return { name: 'APPEND RECORD', rule: 'N059.100', passed: ['9000', '6a84', '6981'], attempts }
}

function lifeCycle(name: string, rule: string, ins: number, passed: string[]): CommandForm {
  return {
    name,
    rule,
    passed,
    attempts: (file) => [
      { variant: CURRENT_FILE, before: [selecting(file)], header: [0x00, ins, 0x00, 0x00], rest: '' },
    ],
  }
}

interface Naming {
  readonly variant: string
  readonly before: readonly string[]
  readonly parameters: readonly [p1: number, p2: number]
}

/** The file as the current one, and by its short identifier where it has one. */
function namings(file: TreeObject, parameters: (identifier?: number) => readonly [number, number]): Naming[] {
  const current = { variant: CURRENT_FILE, before: [selecting(file)], parameters: parameters() }
  const identifier = number(file, 'shortFileIdentifier')
  return identifier === undefined
    ? [current]
    : [current, { variant: `SFI ${hexByte(identifier)}`, before: [], parameters: parameters(identifier) }]
}

/** SELECT of a file of the current folder, without answer. */
function selecting(file: TreeObject): string {
  return `00a4020c02${(number(file, 'fileIdentifier') ?? 0).toString(16).padStart(4, '0')}`
}

/** As many bytes as a record of the file may have; one byte for a file without records. */
function wholeRecord(file: TreeObject): string {
  return withLength('00'.repeat(number(file, 'maximumRecordLength') ?? 1))
}
