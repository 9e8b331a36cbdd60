import { DecodeError } from '../../../src/bytes/decode-error.js'
import { fromHex } from '../../../src/bytes/hex.js'
import { imageError } from '../simulator-error.js'
import type { AlgorithmList, AlgorithmName, CurveName, StartSsecList, TransportStatus } from './object-system.js'
import { positionIn, type PlacedText } from './xml-tree.js'

const algorithmNames: ReadonlyMap<string, AlgorithmName> = byLowerCase([
  'elcAsynchronAdmin',
  'elcRoleAuthentication',
  'elcSessionkey4SM',
  'elcSessionkey4TC',
  'elcSharedSecretCalculation',
  'rsaClientAuthentication',
  'rsaDecipherOaep',
  'rsaDecipherPKCS1_V1_5',
  'rsaRoleAuthentication',
  'rsaSessionkey4SM',
  'rsaSessionkey4TC',
  'sign9796_2_DS2',
  'signECDSA',
  'signPKCS1_V1_5',
  'signPSS',
])
const transportStates: ReadonlyMap<string, TransportStatus> = byLowerCase([
  'regularPassword',
  'transportPIN',
  'leerPIN',
])
const curves: ReadonlyMap<string, CurveName> = byLowerCase([
  'ansix9p256r1',
  'ansix9p384r1',
  'brainpoolP256r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
])

/** One issuer advertises 254 signatures per PIN entry although gemSpec_COS N015.800c caps at 250; one byte is our limit. */
const MAXIMUM_START_SSEC = 255

/** True for "not personalised": `AttributeNotSet`, `Wildcard`, or nothing but white space. */
export function isUnset(value: PlacedText): boolean {
  return /^\s*(?:AttributeNotSet|Wildcard)?\s*$/i.test(value.text)
}

/** Hexadecimal number of any width and case, without prefix. */
export function hexNumber(value: PlacedText): number {
  const digits = value.text.trim()
  if (!/^[0-9A-Fa-f]{1,8}$/.test(digits)) throw imageError('hexadecimal number expected', value.position)
  return Number.parseInt(digits, 16)
}

/** Bytes in hex; white space between them is skipped. */
export function hexBytes(value: PlacedText): Uint8Array {
  try {
    return fromHex(value.text)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw imageError(`hexadecimal bytes expected: ${error.reason}`, value.position, error)
  }
}

/** `TRUE` or `FALSE` in any case. */
export function booleanValue(value: PlacedText): boolean {
  const word = value.text.trim().toLowerCase()
  if (word !== 'true' && word !== 'false') throw imageError('TRUE or FALSE expected', value.position)
  return word === 'true'
}

export function transportStatus(value: PlacedText): TransportStatus {
  return known(transportStates, value, 'transport status')
}

export function curveName(value: PlacedText): CurveName {
  return known(curves, value, 'elliptic curve')
}

/** `{aid,aid,…}`: a set of application identifiers of 1 to 16 bytes (gemSpec_COS N010.200). */
export function applicationIdentifiers(value: PlacedText): Uint8Array[] {
  const inner = /^\s*\{([^{}]*)\}\s*$/.exec(value.text)?.[1]
  if (inner === undefined) throw imageError('application identifiers in braces expected', value.position)
  return inner
    .split(',')
    .filter((item) => item.trim() !== '')
    .map((item) => hexBytes({ text: item, position: value.position }))
}

/** `{(se,n),(se,INFINITY),…}`, numbers in hex. */
export function startSsecList(value: PlacedText): StartSsecList {
  const uses = items(value, /\(\s*([0-9A-Fa-f]+)\s*,\s*([0-9A-Za-z]+)\s*\)/y, 'startSSecList')
  return new Map(
    uses.map(({ groups: [environment = '', count = ''], offset }) => {
      const number = /^infinity$/i.test(count) ? Infinity : Number.parseInt(count, 16)
      if (Number.isNaN(number) || number < 1 || (number > MAXIMUM_START_SSEC && number !== Infinity)) {
        throw imageError(`startSSec is not in 1 to ${MAXIMUM_START_SSEC}`, positionIn(value, offset))
      }
      return [Number.parseInt(environment, 16), number]
    }),
  )
}

/** Algorithm names of an image that this card does not know are collected in `unknown`. */
export interface AlgorithmListReading {
  readonly list: AlgorithmList
  readonly unknown: readonly string[]
}

/** `{[se,(alg,…)],…}`. */
export function algorithmList(value: PlacedText): AlgorithmListReading {
  const entries = items(value, /\[\s*([0-9A-Fa-f]+)\s*,\s*\(([^()]*)\)\s*\]/y, 'listAlgorithmIdentifier')
  const unknown: string[] = []
  const list = new Map(
    entries.map(({ groups: [environment = '', names = ''] }) => {
      const algorithms = names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '')
        .flatMap((name) => {
          const found = algorithmNames.get(name.toLowerCase())
          if (!found) unknown.push(name)
          return found ? [found] : []
        })
      return [Number.parseInt(environment, 16), algorithms] as const
    }),
  )
  return { list, unknown }
}

interface ListItem {
  readonly groups: readonly string[]
  readonly offset: number
}

/** The items of `{item,item,…}`; `pattern` is sticky and describes one item. */
function items(value: PlacedText, pattern: RegExp, what: string): ListItem[] {
  const { text } = value
  const found: ListItem[] = []
  let at = skip(text, 0, /\s*\{\s*/y)
  const malformed = (): Error => imageError(`${what} is malformed`, positionIn(value, Math.max(at, 0)))
  if (at < 0) throw malformed()
  while (skip(text, at, /\}/y) < 0) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (!match) throw malformed()
    found.push({ groups: match.slice(1), offset: at })
    at = skip(text, pattern.lastIndex, /\s*,?\s*/y)
  }
  if (skip(text, at, /\}\s*$/y) < 0) throw malformed()
  return found
}

/** Position after the sticky `pattern` at `at`, or -1. */
function skip(text: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : -1
}

function known<T>(names: ReadonlyMap<string, T>, value: PlacedText, what: string): T {
  const found = names.get(value.text.trim().toLowerCase())
  if (found === undefined) throw imageError(`unknown ${what}`, value.position)
  return found
}

function byLowerCase<T extends string>(names: readonly T[]): ReadonlyMap<string, T> {
  return new Map(names.map((name) => [name.toLowerCase(), name]))
}
