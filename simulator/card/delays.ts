import { SimulatorError } from './simulator-error.js'

/** Commands that can be given a duration; `any` stands for all that have none of their own. */
export const delayKinds = ['sign', 'decipher', 'verify', 'read', 'any'] as const

export type DelayKind = (typeof delayKinds)[number]

/** Durations in ms: of the whole command, computing included. */
export type Delays = ReadonlyMap<DelayKind, number>

/** Kinds by CLA (without channel) and INS; PSO is told apart by its P1. */
const kindsByInstruction: ReadonlyMap<number, Exclude<DelayKind, 'any'>> = new Map<number, Exclude<DelayKind, 'any'>>([
  [0x0020, 'verify'],
  [0x0024, 'verify'],
  [0x0026, 'verify'],
  [0x0028, 'verify'],
  [0x002c, 'verify'],
  [0x0088, 'sign'],
  [0x00a2, 'read'],
  [0x00b0, 'read'],
  [0x00b2, 'read'],
])
const PERFORM_SECURITY_OPERATION = 0x002a

/** How long the command is to take, in ms; 0 where nothing is said. */
export function delayOf(command: Uint8Array, delays: Delays): number {
  const kind = kindOf(command)
  return (kind && delays.get(kind)) ?? delays.get('any') ?? 0
}

/**
 * Reads one delay: `sign=200ms`, `any=0.5s`.
 *
 * @throws SimulatorError `delayInvalid` on another kind, unit or number.
 */
export function parseDelay(text: string): readonly [DelayKind, number] {
  const [, name, number, unit] = /^([a-z]+)=(\d+(?:\.\d+)?)(ms|s)$/.exec(text) ?? []
  const kind = delayKinds.find((candidate) => candidate === name)
  if (!kind) {
    throw new SimulatorError('delayInvalid', `delay is not one of ${delayKinds.join(', ')} with =NUMBERms or =NUMBERs`)
  }
  return [kind, Number(number) * (unit === 's' ? 1000 : 1)]
}

/** What kind of command it is; undefined for all that have no kind of their own. */
export function kindOf(command: Uint8Array): Exclude<DelayKind, 'any'> | undefined {
  const [cla = 0, ins = 0, p1 = 0] = command
  const instruction = (cla & 0x80) * 256 + ins
  if (instruction !== PERFORM_SECURITY_OPERATION) return kindsByInstruction.get(instruction)
  return p1 === 0x9e ? 'sign' : p1 === 0x80 ? 'decipher' : undefined
}
