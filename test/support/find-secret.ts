/** Shortest run of hex digits that is taken for a dump of bytes: a signature, a hash, a key. */
const DUMP_DIGITS = 32

/**
 * Where in `content` the secret stands, in any form in which a program could let it out: as text, as hex or a list of its
 * bytes, in Base64, or as PIN block. Names of the forms; none: it is not there.
 *
 * The 5 digits of a Transport-PIN may stand anywhere by chance, as a size or a time; as plain text they count only as a
 * value: behind `=`, or in quotes.
 */
export function findSecret(digits: string, content: Buffer): string[] {
  const text = content.toString('latin1')
  return Object.entries(formsOf(digits)).flatMap(([name, form]) => (form(text) ? [name] : []))
}

type Form = (text: string) => boolean

function formsOf(digits: string): Readonly<Record<string, Form>> {
  const ascii = Buffer.from(digits)
  const block = Buffer.from(`2${digits.length}${digits.padEnd(14, 'f')}`, 'hex')
  return {
    text: digits.length < 8 ? pattern(`=${digits}|["']${digits}["']`) : (text) => standsOutsideDumps(digits, text),
    'text of two bytes a character': pattern(Buffer.from(digits, 'utf16le').toString('latin1')),
    'hex of the text': pattern(inHex(ascii)),
    'list of bytes': pattern(Array.from(ascii).join('[^0-9]+(?:[0-9][^0-9]+)?')),
    Base64: pattern([0, 1, 2].map((before) => inBase64(ascii, before)).join('|')),
    // The fill bytes may be cut off; what stands before them tells a PIN block from chance.
    'hex of the PIN block': pattern(inHex(block.subarray(0, Math.ceil(digits.length / 2) + 1))),
    'PIN block': (text) => text.includes(block.toString('latin1')),
  }
}

function pattern(source: string): Form {
  const expression = new RegExp(source, 'i')
  return (text) => expression.test(text)
}

/** Bytes in hex, with or without something between them: `31 32`, `31:32`, `0x31, 0x32`. */
function inHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('[ :,-]{0,2}(?:0x)?')
}

/** The characters of Base64 that these bytes decide alone, where so many others stand before them. */
function inBase64(bytes: Uint8Array, before: number): string {
  const first = Math.ceil((before * 8) / 6)
  const end = Math.floor(((before + bytes.length) * 8) / 6)
  return Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .slice(first, end)
}

/** Eight digits stand in a long run of hex by chance once in a while; a leak into such a run is not text. */
function standsOutsideDumps(digits: string, text: string): boolean {
  for (let at = text.indexOf(digits); at >= 0; at = text.indexOf(digits, at + 1)) {
    const before = /[0-9a-f]*$/i.exec(text.slice(Math.max(0, at - DUMP_DIGITS), at))?.[0].length ?? 0
    const after = /^[0-9a-f]*/i.exec(text.slice(at + digits.length, at + digits.length + DUMP_DIGITS))?.[0].length ?? 0
    if (before + digits.length + after < DUMP_DIGITS) return true
  }
  return false
}
