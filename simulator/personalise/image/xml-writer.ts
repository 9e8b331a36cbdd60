/** An XML element that holds either text or other elements. */
export interface XmlElement {
  readonly name: string
  readonly attributes?: Readonly<Record<string, string>>
  readonly content: string | readonly XmlElement[]
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/**
 * An XML 1.0 document in UTF-8, two spaces to a level, line feed at the end of each line.
 *
 * @throws RangeError on a character that XML 1.0 cannot hold, or a name that is none.
 */
export function encodeXml(root: XmlElement): string {
  return ['<?xml version="1.0" encoding="UTF-8"?>', ...elementLines(root, ''), ''].join('\n')
}

function elementLines(element: XmlElement, indent: string): string[] {
  const name = checkedName(element.name)
  const attributes = Object.entries(element.attributes ?? {})
    .map(([key, value]) => ` ${checkedName(key)}="${escapeText(value)}"`)
    .join('')
  const { content } = element
  if (content.length === 0) return [`${indent}<${name}${attributes}/>`]
  if (typeof content === 'string') return [`${indent}<${name}${attributes}>${escapeText(content)}</${name}>`]
  return [
    `${indent}<${name}${attributes}>`,
    ...content.flatMap((child) => elementLines(child, `${indent}  `)),
    `${indent}</${name}>`,
  ]
}

function escapeText(text: string): string {
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text)) {
    throw new RangeError('a character that XML cannot hold')
  }
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character)
}

function checkedName(name: string): string {
  if (!/^[A-Za-z_][\w.-]*$/.test(name)) throw new RangeError(`not an XML name: ${JSON.stringify(name)}`)
  return name
}
