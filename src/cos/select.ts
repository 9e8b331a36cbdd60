import type { OutcomeTable } from './card-command.js'
import { defineCommand, type CardCommand } from './card-command.js'
import { decodeFcp, type FileControlParameters } from './file-control-parameters.js'

/** What is selected; gemSpec_COS 14.2.6 has a variant for each. */
export type SelectTarget =
  | { readonly by: 'root' }
  | { readonly by: 'aid'; readonly aid: Uint8Array; readonly occurrence?: 'first' | 'next' }
  | { readonly by: 'childFolder'; readonly fid: number }
  | { readonly by: 'parent' }
  | { readonly by: 'childFile'; readonly fid: number }

/** `deactivated` and `terminated` files are selected all the same (gemSpec_COS 14.2.6). */
export interface SelectResult {
  readonly kind: 'selected' | 'deactivated' | 'terminated' | 'notFound'
  /** Present where it was asked for and the selection took effect. */
  readonly fcp?: FileControlParameters
}

const outcomes = {
  '9000': 'selected',
  '6283': 'deactivated',
  '6285': 'terminated',
  '6A82': 'notFound',
  '6D00': 'HC_CARD_OPERATION_REFUSED',
} as const satisfies OutcomeTable

const P2_FIRST_WITH_FCP = 0x04
const P2_FIRST_WITHOUT_DATA = 0x0c
const P2_NEXT = 0x02

/**
 * SELECT `00 A4 P1 P2` (gemSpec_COS 14.2.6). Selecting a folder outside the current path clears the status of its
 * passwords, key references and session keys: never select inside a batch.
 *
 * @param answer - `fcp` asks for the file control parameters
 */
export function select(target: SelectTarget, answer: 'none' | 'fcp' = 'none'): CardCommand<SelectResult> {
  const withFcp = answer === 'fcp'
  const next = target.by === 'aid' && target.occurrence === 'next'
  return defineCommand({
    name: 'SELECT',
    spec: 'gemSpec_COS 14.2.6',
    ins: 0xa4,
    p1: selectionControl[target.by],
    p2: (withFcp ? P2_FIRST_WITH_FCP : P2_FIRST_WITHOUT_DATA) | (next ? P2_NEXT : 0),
    data: selectionData(target),
    ...(withFcp && { le: 'any' as const }),
    outcomes,
    decode: ({ outcome, data }): SelectResult =>
      data.length > 0 && outcome !== 'notFound' ? { kind: outcome, fcp: decodeFcp(data) } : { kind: outcome },
  })
}

const selectionControl = { root: 0x04, aid: 0x04, childFolder: 0x01, parent: 0x03, childFile: 0x02 } as const

function selectionData(target: SelectTarget): Uint8Array {
  switch (target.by) {
    case 'root':
    case 'parent':
      return new Uint8Array(0)
    case 'aid':
      return target.aid
    case 'childFolder':
    case 'childFile':
      return Uint8Array.of(target.fid >> 8, target.fid & 0xff)
  }
}
