import { hexByte, withLength, type Attempt, type CommandForm } from './command-form.js'
import type { Situation } from './evaluate-rule.js'
import { number, secretHolder, type TreeObject } from './object-tree.js'

/** Well-formed PIN blocks that are no secret of any image. */
const WRONG_PIN = '26999999ffffffff'
const NEW_PIN = '26654321ffffffff'
const WRONG_PUK = '2887654321ffffff'
/** Behind the rule: done, a wrong secret, a blocked one, one that its transport protection makes unusable. */
const secretStatuses = ['9000', '63cx', '6983', '6985']

/** Commands to a password, from its folder. */
export const passwordCommands: readonly CommandForm[] = [
  form('VERIFY', 'N082.600', 0x00, 0x20, 0x00, WRONG_PIN, secretStatuses),
  form('CHANGE REFERENCE DATA', 'N074.300', 0x00, 0x24, 0x00, WRONG_PIN + NEW_PIN, secretStatuses),
  setFirstSecret(),
  form('GET PIN STATUS', 'N078.300', 0x80, 0x20, 0x00, '', ['9000', '63cx', '62c1', '62c7', '62d0']),
  form('RESET RETRY COUNTER, PUK and PIN', 'N080.700', 0x00, 0x2c, 0x00, WRONG_PUK + NEW_PIN, secretStatuses),
  form('RESET RETRY COUNTER, PUK', 'N080.700', 0x00, 0x2c, 0x01, WRONG_PUK, secretStatuses),
  form('RESET RETRY COUNTER, PIN', 'N080.700', 0x00, 0x2c, 0x02, NEW_PIN, secretStatuses),
  form('RESET RETRY COUNTER', 'N080.700', 0x00, 0x2c, 0x03, '', secretStatuses),
  form('DISABLE VERIFICATION, PIN', 'N075.900', 0x00, 0x26, 0x00, WRONG_PIN, secretStatuses),
  form('DISABLE VERIFICATION', 'N075.900', 0x00, 0x26, 0x01, '', secretStatuses),
  form('ENABLE VERIFICATION, PIN', 'N077.100', 0x00, 0x28, 0x00, WRONG_PIN, secretStatuses),
  form('ENABLE VERIFICATION', 'N077.100', 0x00, 0x28, 0x01, '', secretStatuses),
  form('ACTIVATE', 'N035.200', 0x00, 0x44, 0x10, '', ['9000', '6400']),
  form('DEACTIVATE', 'N036.400', 0x00, 0x04, 0x10, '', ['9000', '6400']),
  form('DELETE', 'N037.500', 0x00, 0xe4, 0x10, '', ['9000']),
  form('TERMINATE', 'N048.957', 0x00, 0xe8, 0x10, '', ['9000']),
]

/** passwordReference as P2 has it (gemSpec_COS N072.800). */
export function referenceOf(password: TreeObject): number {
  const identifier = number(password, 'pwdIdentifier') ?? 0
  return password.parent?.parent ? 0x80 | identifier : identifier
}

function form(
  name: string,
  rule: string,
  cla: number,
  ins: number,
  p1: number,
  data: string,
  passed: string[],
): CommandForm {
  const attempts = (password: TreeObject): Attempt[] => [
    {
      variant: `reference ${hexByte(referenceOf(password))}`,
      before: [],
      header: [cla, ins, p1, referenceOf(password)],
      rest: data === '' ? '' : withLength(data),
    },
  ]
  return { name, rule, passed, attempts }
}

/** CHANGE REFERENCE DATA without the old secret, which a Leer-PIN takes once. */
function setFirstSecret(): CommandForm {
  const usual = form('CHANGE REFERENCE DATA, first PIN', 'N074.300', 0x00, 0x24, 0x01, NEW_PIN, secretStatuses)
  // N015.610 leaves open how: the simulated card answers as if there were no rule.
  const instead = { status: '6982', because: 'N015.610' }
  const attempts = (password: TreeObject, situation: Situation): Attempt[] =>
    usual
      .attempts(password, situation)
      .map((attempt) => (wasLeerPin(password, situation) ? { ...attempt, instead } : attempt))
  return { ...usual, attempts }
}

/** True where a Leer-PIN has got its first secret: without that nobody could have verified it. */
function wasLeerPin(password: TreeObject, { verified }: Situation): boolean {
  const holder = secretHolder(password)
  const isInUse = [...verified].some((each) => secretHolder(each) === holder)
  return isInUse && holder.attributes.get('transportStatus') === 'leerPIN'
}
