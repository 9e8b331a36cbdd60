import type { Attempt, CommandForm } from './command-form.js'
import { DrivenCard } from './driven-card.js'
import { fits, isAllowed, type Situation } from './evaluate-rule.js'
import { fileCommands } from './file-commands.js'
import { folderCommands } from './folder-commands.js'
import { privateKeyCommands, publicKeyCommands, symmetricKeyCommands } from './key-commands.js'
import { addressOf, allObjects, readTree, type ObjectType, type TreeObject } from './object-tree.js'
import { passwordCommands } from './password-commands.js'
import type { HeaderPattern } from './rule-language.js'
import { environmentsOf, situationsOf } from './situations.js'

const REFUSED = ['6982']
/** What a command gets that the card does not have: no instruction, no variant, no chaining. */
const ABSENT = ['6d00', '6a86', '6884']

const commandsOf: Readonly<Record<ObjectType, readonly CommandForm[]>> = {
  folder: folderCommands,
  binaryFile: fileCommands,
  recordFile: fileCommands,
  password: passwordCommands,
  privateKey: privateKeyCommands,
  symmetricKey: symmetricKeyCommands,
  publicKey: publicKeyCommands,
}

/** One object, one command, one situation. */
interface Cell {
  readonly object: TreeObject
  readonly form: CommandForm
  readonly attempt: Attempt
  readonly situation: Situation
}

/** What the specification has the card do in a cell: statuses that show it, and the requirement. */
interface Expectation {
  readonly outcome: 'allowed' | 'refused' | 'absent'
  readonly statuses: readonly string[]
  readonly because: string
}

/** The table of one image, compared with the simulated card. */
export interface TableResult {
  /** Cells by what the small evaluator derives; `absent` are those of commands that the card does not have. */
  readonly cells: Readonly<Record<Expectation['outcome'], number>>
  /** One line for each cell in which the card does something else. */
  readonly differences: readonly string[]
  /** Objects with a rule for a command that the table does not send to them. */
  readonly unreached: readonly string[]
}

/**
 * Derives what an image allows, object by object, command by command, on each interface, in each security environment, life
 * cycle and security status, and asks the simulated card.
 *
 * @param card - another image for the card, to see that the table finds what differs
 */
export function compareAccessRules(image: Uint8Array, card: Uint8Array = image): TableResult {
  const driven = new DrivenCard(card)
  const cells = { allowed: 0, refused: 0, absent: 0 }
  const differences: string[] = []
  const root = readTree(Buffer.from(image).toString('utf8'))
  const unreached = new Map(allObjects(root).map((object) => [object, patternsOf(object)]))
  for (const cell of cellsOf(root)) {
    const left = unreached.get(cell.object) ?? []
    if (left.length > 0)
      unreached.set(
        cell.object,
        left.filter((pattern) => !fits(pattern, cell.attempt.header)),
      )
    const expected = expectation(cell)
    const status = driven.statusOf(cell.object, cell.attempt, cell.situation)
    cells[expected.outcome]++
    if (!expected.statuses.some((each) => matches(each, status))) differences.push(difference(cell, expected, status))
  }
  const withUnreached = [...unreached].filter(([, patterns]) => patterns.length > 0)
  return { cells, differences, unreached: withUnreached.map(([object]) => addressOf(object)) }
}

/** Which commands the rules of an object name. */
function patternsOf(object: TreeObject): HeaderPattern[] {
  return object.rules.flatMap(({ rules }) => rules.flatMap(({ patterns }) => patterns))
}

function* cellsOf(root: TreeObject): Generator<Cell> {
  const environments = environmentsOf(root)
  for (const object of allObjects(root)) {
    for (const situation of situationsOf(object, environments)) {
      for (const form of commandsOf[object.type]) {
        for (const attempt of form.attempts(object, situation)) yield { object, form, attempt, situation }
      }
    }
  }
}

function expectation({ object, form, attempt, situation }: Cell): Expectation {
  if (form.special === 'absent') return { outcome: 'absent', statuses: ABSENT, because: form.rule }
  if (attempt.instead) {
    const { status, because } = attempt.instead
    return { outcome: 'refused', statuses: [status], because }
  }
  const allowed = form.special === 'always' || isAllowed(object, attempt.header, situation)
  return allowed
    ? { outcome: 'allowed', statuses: form.passed, because: form.rule }
    : { outcome: 'refused', statuses: REFUSED, because: form.rule }
}

/** Compares with a status word in which `x` is any digit. */
function matches(expected: string, status: string): boolean {
  return new RegExp(`^${expected.replaceAll('x', '.')}$`).test(status)
}

function difference(
  { object, form, attempt, situation }: Cell,
  { statuses, because }: Expectation,
  got: string,
): string {
  const verified = Array.from(situation.verified, ({ name }) => name).join(', ')
  const states = Array.from(situation.lifeCycles, ([{ name }, state]) => `, ${name} ${state}`).join('')
  const where = `${situation.interface} SE#${situation.environment}${states} [${verified}]`
  return `${addressOf(object)} ${form.name} (${attempt.variant}) ${where}: ${statuses.join('|')} by ${because}, got ${got}`
}
