import { hasDefinedForm } from './defined-forms.js'

/** Answers that may differ, and the sentence that allows it. */
export interface AllowedDifference {
  readonly name: string
  /** The deciding sentence of gemSpec_COS, or why the comparison says nothing there. */
  readonly because: string
  readonly allows: (command: string, ours: string, twins: string) => boolean
  /** Whether both cards are in the same state afterwards, so that they can be compared further. */
  readonly leavesState?: true
}

const instructionOf = (command: string): string => `${command.slice(0, 1)}${command.slice(2, 4)}`
const isOk = (answer: string): boolean => answer.endsWith('9000')
/** Without that data object, and without the length of the template around it. */
const withoutRecordLifeCycle = (answer: string): string => answer.slice(4).replace('8f0100', '')
const sameForm = (ours: string, twins: string): boolean => isOk(ours) && isOk(twins) && ours.length === twins.length

export const allowedDifferences: readonly AllowedDifference[] = [
  {
    name: 'random numbers',
    because: 'N099.100: GET CHALLENGE and GET RANDOM answer with random numbers',
    allows: (command, ours, twins) => /^.84$/.test(instructionOf(command)) && sameForm(ours, twins),
    leavesState: true,
  },
  {
    name: 'signatures with a random part',
    because: 'N085.000, N087.200: ECDSA draws a nonce, RSASSA-PSS a salt',
    allows: (command, ours, twins) => /^0(2a|88)$/.test(instructionOf(command)) && sameForm(ours, twins),
    leavesState: true,
  },
  {
    name: 'FCP of records without life cycle',
    because: 'N014.600 a: the data object 8F may be left out',
    allows: (command, ours, twins) =>
      instructionOf(command) === '0a4' && isOk(ours) && withoutRecordLifeCycle(ours) === withoutRecordLifeCycle(twins),
    leavesState: true,
  },
  {
    name: 'length of what is signed',
    because:
      'N087.300, N086.200: whether the length or the access rule is looked at first is open, and so is the trailer',
    allows: (command, ours, twins) =>
      /^0(2a|88)$/.test(instructionOf(command)) &&
      [ours, twins].every((answer) => /^(6700|6a80|6982|6985)$/.test(answer)),
  },
  {
    name: 'blocked by wrong Transport-PINs',
    because: 'N083.300 a is of COS 3.12; in 3.10 either trailer may come first',
    allows: (command, ours, twins) =>
      instructionOf(command) === '020' && [ours, twins].every((answer) => /^698[35]$/.test(answer)),
    leavesState: true,
  },
  {
    name: 'not in the scope of the twin',
    because: 'simulator/jcardsim/README.md: the twin has no such command',
    allows: (command, _, twins) => /^0(0c|46)|^8(0c|ca|fa)$/.test(instructionOf(command)) && twins === '6d00',
  },
  {
    name: 'no defined form',
    because: 'Chapter 14 defines forms of commands; for any other one no trailer is defined',
    allows: (command) => !hasDefinedForm(command),
  },
]
