/** Answers that may differ, and the sentence that allows it. */
export interface AllowedDifference {
  readonly name: string
  /** The deciding sentence of gemSpec_COS, or why the comparison ends there. */
  readonly because: string
  readonly allows: (command: string, ours: string, twins: string) => boolean
  /** Whether the cards may be in different states from then on, so that the sequence ends. */
  readonly ends?: boolean
}

const isOk = (answer: string): boolean => answer.endsWith('9000')
const sameForm = (ours: string, twins: string): boolean => isOk(ours) && isOk(twins) && ours.length === twins.length

export const allowedDifferences: readonly AllowedDifference[] = [
  {
    name: 'random numbers',
    because: 'N099.100: GET CHALLENGE and GET RANDOM answer with random numbers',
    allows: (command, ours, twins) => /^[0-9a-f]{2}84/.test(command) && sameForm(ours, twins),
  },
  {
    name: 'signatures with a random part',
    because: 'N085.000, N087.200: ECDSA draws a nonce, RSASSA-PSS a salt',
    allows: (command, ours, twins) => /^[0-9a-f]{2}(2a9e9a|88)/.test(command) && sameForm(ours, twins),
  },
]
