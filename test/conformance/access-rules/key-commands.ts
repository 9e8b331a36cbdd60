import { hexByte, withLength, type Attempt, type CommandForm } from './command-form.js'
import type { Situation } from './evaluate-rule.js'
import { number, type TreeObject } from './object-tree.js'

/** How an algorithm is chosen and what is then sent: code for MSE SET and command data for a key of so many bytes. */
interface Use {
  readonly code: string
  readonly input: (keyBytes: number) => string
}

const hash = (keyBytes: number): string => '11'.repeat(keyBytes)
const anyToken = (): string => '22'.repeat(32)
/** A container of the right structure with a point that is on no curve. */
const container = (keyBytes: number): string => {
  const point = `86${hexByte(2 * keyBytes + 1)}04${'33'.repeat(2 * keyBytes)}`
  const inner = `06092b24030302080101077f49${withLength(point)}86110244${'44'.repeat(15)}8e08${'55'.repeat(8)}`
  return `a681${withLength(inner)}`
}
const cryptogram = (keyBytes: number): string => `00${'01'.repeat(keyBytes)}`

/** Algorithms of the commands that use a private key (gemSpec_COS CosT_7a2, CosT_605). */
const signing: Readonly<Record<string, Use>> = {
  signECDSA: { code: '00', input: hash },
  signPSS: { code: '05', input: anyToken },
  signPKCS1_V1_5: { code: '02', input: anyToken },
}
const deciphering: Readonly<Record<string, Use>> = {
  elcSharedSecretCalculation: { code: '0b', input: container },
  rsaDecipherOaep: { code: '85', input: cryptogram },
  rsaDecipherPKCS1_V1_5: { code: '81', input: cryptogram },
}
const authenticating: Readonly<Record<string, Use>> = {
  elcRoleAuthentication: { code: '00', input: () => '22'.repeat(24) },
  rsaClientAuthentication: { code: '05', input: anyToken },
  signPKCS1_V1_5: { code: '02', input: anyToken },
}

/** P1 P2 of MSE SET: what a private key is chosen for. */
const SIGNATURE_KEY = 0x41b6
const DECIPHER_KEY = 0x41b8
const AUTHENTICATION_KEY = 0x41a4
/** The longest answer of a command with short length fields, in bytes. */
const SHORT_ANSWER = 0x100

/** Commands to a private key: those that work with it, and those that manage it. */
export const privateKeyCommands: readonly CommandForm[] = [
  using('PSO COMPUTE DIGITAL SIGNATURE', 'N088.400', 0x2a, 0x9e9a, SIGNATURE_KEY, signing, ['9000', '6400']),
  using('PSO DECIPHER', '§14.8.3', 0x2a, 0x8086, DECIPHER_KEY, deciphering, ['9000', '6400', '6a80']),
  using('INTERNAL AUTHENTICATE', '§14.7.4', 0x88, 0x0000, AUTHENTICATION_KEY, authenticating, ['9000', '6400']),
  { ...referring('GENERAL AUTHENTICATE', '§14.7.2', 0x86, () => '027c0000'), special: 'absent' },
  { ...referring('PSO TRANSCIPHER', '§14.8', 0x2a, () => '', 0x86b8), special: 'absent' },
  {
    ...referring('PSO COMPUTE DIGITAL SIGNATURE, message recovery', '§14.8.2', 0x2a, () => '', 0x9eac),
    special: 'absent',
  },
  readChosenKey(),
  ...keyPairCommands(),
  ...managementCommands(),
]

/** Commands to a symmetric key; GENERATE ASYMMETRIC KEY PAIR finds it too, and asks its rule (N097.500c, N097.600). */
export const symmetricKeyCommands: readonly CommandForm[] = [
  { ...referring('EXTERNAL AUTHENTICATE', '§14.7.1', 0x82, () => withLength('00'.repeat(32))), special: 'absent' },
  { ...referring('GENERAL AUTHENTICATE', '§14.7.2', 0x86, () => '027c0000'), special: 'absent' },
  ...keyPairCommands(),
  ...managementCommands(),
]

/** Commands to a public key, which is named in the command data. */
export const publicKeyCommands: readonly CommandForm[] = [
  {
    ...referring('PSO VERIFY CERTIFICATE', '§14.8', 0x2a, () => withLength('7f4e005f3700'), 0x00be),
    special: 'absent',
  },
  { ...referring('EXTERNAL AUTHENTICATE', '§14.7.1', 0x82, () => withLength('00'.repeat(64))), special: 'absent' },
  byName('ACTIVATE', 'N035.200', 0x44, ['9000', '6400']),
  byName('DEACTIVATE', 'N036.400', 0x04, ['9000', '6400']),
  byName('DELETE', 'N037.500', 0xe4, ['9000']),
  byName('TERMINATE', 'N048.957', 0xe8, ['9000']),
]

/** Choose the key by MSE SET with each algorithm that it has now, then use it. */
function using(
  name: string,
  rule: string,
  ins: number,
  parameters: number,
  choice: number,
  uses: Readonly<Record<string, Use>>,
  passed: string[],
): CommandForm {
  const header = [0x00, ins, parameters >> 8, parameters & 0xff] as const
  const attempts = (key: TreeObject, { environment }: Situation): Attempt[] => {
    const fitting = usesOf(key, environment, uses)
    // A key without such an algorithm cannot be chosen (N021.500b), and the command finds no choice (N088.300a and siblings).
    if (fitting.length === 0) {
      const instead = { status: '6985', because: 'N021.500b' }
      return [{ variant: 'no algorithm', before: [], header, rest: `20${anyToken()}00`, instead }]
    }
    return fitting.map(([algorithm, use]) => ({
      variant: algorithm,
      before: [choosing(key, choice, use.code)],
      header,
      rest: withAnyAnswer(use.input(bytesOf(key)), bytesOf(key)),
    }))
  }
  return { name, rule, passed, attempts }
}

/** P2 00: the key pair is the one chosen for signatures (N097.500a); the rule is asked for P2 00 then. */
function readChosenKey(): CommandForm {
  const header = [0x00, 0x46, 0x81, 0x00] as const
  const attempts = (key: TreeObject, { environment }: Situation): Attempt[] =>
    usesOf(key, environment, signing).map(([algorithm, { code }]) => ({
      variant: `chosen for ${algorithm}`,
      before: [choosing(key, SIGNATURE_KEY, code)],
      header,
      rest: '000000',
    }))
  return { name: 'GENERATE ASYMMETRIC KEY PAIR, read', rule: 'N097.600', passed: ['9000', '6400'], attempts }
}

/** MSE SET of a private key for an algorithm. */
function choosing(key: TreeObject, parameters: number, code: string): string {
  return `0022${parameters.toString(16)}068401${hexByte(referenceOf(key))}8001${code}`
}

/** Lc, command data and a wildcard Le; extended where data or an answer as long as the key want that. */
function withAnyAnswer(data: string, answerBytes: number): string {
  const length = data.length / 2
  return length < SHORT_ANSWER && answerBytes <= SHORT_ANSWER
    ? `${withLength(data)}00`
    : `00${length.toString(16).padStart(4, '0')}${data}0000`
}

function keyPairCommands(): CommandForm[] {
  const name = 'GENERATE ASYMMETRIC KEY PAIR'
  const rule = 'N097.600'
  return [
    byReference(`${name}, read`, rule, 0x46, 0x81, '000000', ['9000', '6400']),
    byReference(`${name}, if missing, read`, rule, 0x46, 0x80, '00', ['9000', '6985', '6a81']),
    byReference(`${name}, if missing`, rule, 0x46, 0x84, '', ['9000', '6985', '6a81']),
    byReference(`${name}, replace, read`, rule, 0x46, 0xc0, '00', ['9000', '6a81']),
    byReference(`${name}, replace`, rule, 0x46, 0xc4, '', ['9000', '6a81']),
  ]
}

function managementCommands(): CommandForm[] {
  return [
    byReference('ACTIVATE', 'N035.200', 0x44, 0x20, '', ['9000', '6400']),
    byReference('DEACTIVATE', 'N036.400', 0x04, 0x20, '', ['9000', '6400']),
    byReference('DELETE', 'N037.500', 0xe4, 0x20, '', ['9000']),
    byReference('TERMINATE', 'N048.957', 0xe8, 0x20, '', ['9000']),
  ]
}

/** P2 names the key. */
function byReference(name: string, rule: string, ins: number, p1: number, rest: string, passed: string[]): CommandForm {
  const attempts = (key: TreeObject): Attempt[] => [
    {
      variant: `reference ${hexByte(referenceOf(key))}`,
      before: [],
      header: [0x00, ins, p1, referenceOf(key)],
      rest,
    },
  ]
  return { name, rule, passed, attempts }
}

/** The command data name the key. */
function byName(name: string, rule: string, ins: number, passed: string[]): CommandForm {
  const attempts = (key: TreeObject): Attempt[] => {
    const identifier = key.attributes.get('keyIdentifier') ?? ''
    const rest = withLength(`83${withLength(identifier)}`)
    return [{ variant: identifier, before: [], header: [0x00, ins, 0x21, 0x00], rest }]
  }
  return { name, rule, passed, attempts }
}

/** A command that the simulated card does not have: its header is all that counts. */
function referring(name: string, rule: string, ins: number, rest: () => string, parameters = 0): CommandForm {
  const header = [0x00, ins, parameters >> 8, parameters & 0xff] as const
  return { name, rule, passed: [], attempts: () => [{ variant: '', before: [], header, rest: rest() }] }
}

/** keyReference as P2 and MSE SET have it (gemSpec_COS N099.600). */
function referenceOf(key: TreeObject): number {
  const identifier = number(key, 'keyIdentifier') ?? 0
  return key.parent?.parent ? 0x80 | identifier : identifier
}

/** Those of `uses` that the key lists for the security environment, as `{[se,(name,name)],…}`. */
function usesOf(key: TreeObject, environment: number, uses: Readonly<Record<string, Use>>): [string, Use][] {
  const list = key.attributes.get('listAlgorithmIdentifier') ?? ''
  const entries = Array.from(list.matchAll(/\[([0-9a-f]+),\(([^)]*)\)\]/gi))
  const found = entries.find(([, se = '']) => parseInt(se, 16) === environment)
  const algorithms = found?.[2]?.split(',') ?? []
  return Object.entries(uses).filter(([algorithm]) => algorithms.includes(algorithm))
}

/** Bytes of the modulus, or of a coordinate: all curves of the images have 256 bits. */
function bytesOf(key: TreeObject): number {
  const bits = number(key, 'modulusLength') ?? 256
  return bits / 8
}
