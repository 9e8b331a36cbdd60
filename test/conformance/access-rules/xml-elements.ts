/** An element of an image: what the format uses of XML and no more. */
export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** All text directly in the element. */
  readonly text: string
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[]
  text: string
}

const MARKUP = /<!--.*?-->|<\?.*?\?>|<(\/?)([\w.-]+)((?:\s+[\w.:-]+\s*=\s*"[^"]*")*)\s*(\/?)>|([^<]+)/gsy
const ATTRIBUTE = /([\w.:-]+)\s*=\s*"([^"]*)"/g

/**
 * Reads a document into its outermost element. It is not the reader of the simulated card: what that one misreads must not be
 * misread here too.
 *
 * @throws Error on anything that is not well-formed, or of XML that no image has: CDATA, entities in names, a DOCTYPE.
 */
export function readXml(document: string): XmlElement {
  const outermost = open('', '')
  const stack = [outermost]
  let position = 0
  for (const match of document.matchAll(MARKUP)) {
    position = match.index + match[0].length
    const [, end, name, attributes = '', empty, text] = match
    const current = stack.at(-1) ?? outermost
    if (text !== undefined) current.text += text
    if (name === undefined) continue
    if (end === '/') {
      if (stack.pop()?.name !== name || stack.length === 0) throw new Error(`</${name}> ends nothing`)
      continue
    }
    const element = open(name, attributes)
    current.children.push(element)
    if (empty !== '/') stack.push(element)
  }
  const [root] = outermost.children
  if (position < document.length || stack.length !== 1 || !root) throw new Error(`not XML from ${position} on`)
  return root
}

function open(name: string, attributes: string): OpenElement {
  const pairs = Array.from(attributes.matchAll(ATTRIBUTE), ([, key = '', value = '']) => [key, value] as const)
  return { name, attributes: new Map(pairs), children: [], text: '' }
}
