import { opensslOutput } from '../support/openssl.js'

/** Where a part of a signature file lies. */
export interface Part {
  readonly start: number
  readonly length: number
}

/** The signed attributes of every signature, by openssl's names for them. */
export const attributeNames = [
  'contentType',
  'signingTime',
  'messageDigest',
  'id-smime-aa-signingCertificateV2',
] as const

/** `1009:d=6  hl=2 l=  28 cons: SEQUENCE` */
const LINE = /^ *(\d+):d=\d+ +hl=(\d+) l= *(\d+) (?:prim|cons): (.*?) *$/gm

/**
 * Finds the values of the signed attributes, and the signature, in a CMS file as `openssl asn1parse` lists it: not our own
 * reader says where they are. An attribute's name and value stand behind each other in its SEQUENCE, the value in a SET.
 * The SET's own tag is left out: openssl takes it for the same whether or not its constructed bit is set.
 */
export function signatureParts(path: string): ReadonlyMap<string, Part> {
  const text = Buffer.from(opensslOutput(['asn1parse', '-inform', 'DER', '-in', path])).toString()
  const nodes = Array.from(text.matchAll(LINE), ([, offset, header, length, content = '']) => ({
    content: content.replace(/^OBJECT +:/, ''),
    part: { start: Number(offset) + Number(header), length: Number(length) },
  }))
  const parts = new Map<string, Part>()
  for (const name of attributeNames) {
    const at = nodes.findLastIndex(({ content }) => content === name)
    const value = nodes[at + 1]
    if (at >= 0 && value?.content === 'SET') parts.set(name, value.part)
  }
  // The signer comes last in the file, and their signature comes last in what there is about them.
  const signature = nodes.at(-1)
  if (signature?.content.startsWith('OCTET STRING')) parts.set('signature', signature.part)
  return parts
}
