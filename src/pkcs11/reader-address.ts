import { HealthCardError } from '../errors/health-card-error.js'

const PREFIX = 'pkcs11:'

/** True for a reader that is reached by a PKCS#11 module. */
export function isTokenReader(reader: string): boolean {
  return reader.startsWith(PREFIX)
}

/** What a token, or its slot, has to be called; absent: anything. */
export interface TokenFilter {
  readonly token?: string
  readonly serial?: string
  readonly manufacturer?: string
  readonly model?: string
  /** CK_SLOT_ID, decimal. */
  readonly slot?: string
}

/** Which tokens of which modules a reader's name means. */
export interface ReaderAddress {
  /** File or name of a module; undefined: every module that is known. */
  readonly module: string | undefined
  readonly filter: TokenFilter
}

/** Attributes of RFC 7512 §2.3 that choose a token, and what they are called here. */
const pathAttributes: Readonly<Record<string, keyof TokenFilter>> = {
  token: 'token',
  serial: 'serial',
  manufacturer: 'manufacturer',
  model: 'model',
  'slot-id': 'slot',
}
const queryAttributes: Readonly<Record<string, keyof TokenFilter>> = { token: 'token', serial: 'serial', slot: 'slot' }

/**
 * Reads `pkcs11:MODULE[?token=LABEL|serial=…|slot=…]` (several joined by `&`), or an RFC 7512 URI, which is what has a `=`
 * before its first `?`. Values are percent-encoded; MODULE is not.
 *
 * @throws HealthCardError `HC_USAGE_SECRET_ARGUMENT` for a URI with a PIN in it, which is repeated nowhere;
 *   `HC_USAGE_INVALID` for what is not understood: a part that is left out could be the one that tells two tokens apart
 */
export function parseReaderAddress(reader: string): ReaderAddress {
  const text = reader.slice(PREFIX.length)
  const mark = text.indexOf('?')
  const head = mark < 0 ? text : text.slice(0, mark)
  const query = mark < 0 ? '' : text.slice(mark + 1)
  if (head.includes('=')) return parseUri(head, query)
  const filter = readFilter(attributesOf(query, '&'), queryAttributes)
  return { module: head === '' ? undefined : head, filter }
}

/** The name under which one token of a module is found again. */
export function readerName(module: string, filter: TokenFilter): string {
  const parts = Object.entries(filter).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return parts.length === 0 ? `${PREFIX}${module}` : `${PREFIX}${module}?${parts.join('&')}`
}

function parseUri(head: string, query: string): ReaderAddress {
  const place = attributesOf(query, '&')
  if (place.has('pin-value')) throw new HealthCardError('HC_USAGE_SECRET_ARGUMENT', 'a PIN stands in a reader')
  const module = place.get('module-path') ?? place.get('module-name')
  for (const name of place.keys()) if (name !== 'module-path' && name !== 'module-name') throw invalid(name)
  return { module, filter: readFilter(attributesOf(head, ';'), pathAttributes) }
}

function readFilter(
  attributes: ReadonlyMap<string, string>,
  names: Readonly<Record<string, keyof TokenFilter>>,
): TokenFilter {
  const filter: { -readonly [K in keyof TokenFilter]: string } = {}
  for (const [attribute, value] of attributes) {
    const name = Object.hasOwn(names, attribute) ? names[attribute] : undefined
    if (!name || (name === 'slot' && !/^\d{1,20}$/.test(value))) throw invalid(attribute)
    filter[name] = value
  }
  return filter
}

function attributesOf(text: string, separator: string): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const part of text === '' ? [] : text.split(separator)) {
    const equals = part.indexOf('=')
    const name = part.slice(0, Math.max(0, equals))
    if (equals < 1 || attributes.has(name)) throw invalid(name)
    attributes.set(name, decode(name, part.slice(equals + 1)))
  }
  return attributes
}

function decode(name: string, value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    throw invalid(name)
  }
}

function invalid(attribute: string): HealthCardError {
  const known = ['token', 'serial', 'slot', 'manufacturer', 'model', 'module-path', 'module-name']
  const name = /^[a-z-]{1,40}$/.test(attribute) ? `--reader pkcs11: ${attribute}` : '--reader'
  return new HealthCardError('HC_USAGE_INVALID', 'a reader of PKCS#11 is not understood', {
    problem: 'invalidValue',
    name,
    known,
  })
}
