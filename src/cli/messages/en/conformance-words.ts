import type { LeftOutReason, Verdict } from '../../../operations/conformance.js'

/** English words of `ehba conformance`. What the cases themselves say is English in every language, as it goes to card makers. */
export const conformanceWords = {
  progress: '{bar} {value} of {total} cases',
  title: (iccsn: string): string => `Conformance of the card ${iccsn}`,
  basis: 'Basis: gemSpec_COS V3.12.0. A case names the requirement and the part of it that decides.',
  simulated: 'Simulated card: each case had a copy of the card to itself; the card is as it was.',
  readOnly:
    'This card is not simulated. Only commands that read were sent to it: no PIN, no PUK, nothing that counts or writes.',
  result: 'Result',
  failures: 'Different from the specification',
  noFailures: 'Every case that was run went as the specification has it.',
  leftOutTitle: 'Left out',
  nothingLeftOut: 'No case was left out.',
  allCases: 'All cases',
  total: 'total',
  group: 'Group',
  case: 'Case',
  requirement: 'Requirement',
  demand: 'What it demands',
  command: 'Command',
  expected: 'Expected',
  got: 'Got',
  verdict: 'Verdict',
  reason: 'Reason',
  count: 'Cases',
  before: (step: string): string => `before the command, at ${step}`,
  verdicts: { passed: 'passed', failed: 'FAILED', leftOut: 'left out' } satisfies Record<Verdict, string>,
  reasons: {
    changesTheCard: 'does more than read',
    keyNotThere: 'the card has no such key',
    noExtendedLength: 'the reader takes no extended length',
    secretNotGiven: 'no secret of the letter was given (--secrets-file)',
    noTransportPin: 'the card has no Transport-PIN any more',
  } satisfies Record<LeftOutReason, string>,
}
