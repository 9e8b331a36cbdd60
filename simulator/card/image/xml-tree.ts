import { SaxesParser } from 'saxes'
import { imageError, SimulatorError, type SourcePosition } from '../simulator-error.js'

/** Text of the image together with the place where it begins, so that a fault inside it can be shown. */
export interface PlacedText {
  readonly text: string
  readonly position: SourcePosition
}

/** One XML element. Element and attribute names are in lower case: images differ in it. */
export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** The element's own text, children left out, and where it begins. */
  readonly content: PlacedText
  readonly position: SourcePosition
}

interface OpenElement {
  name: string
  attributes: Map<string, string>
  children: XmlElement[]
  text: string
  position: SourcePosition
  contentPosition: SourcePosition
}

/**
 * Reads a whole XML document, strictly: one root, well-formed, no document type (and so no entities of its own).
 *
 * @throws SimulatorError `imageInvalid` with the position of the fault.
 */
export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser({ position: true })
  const open: OpenElement[] = []
  const roots: XmlElement[] = []
  const here = (): SourcePosition => ({ line: parser.line, column: parser.column + 1 })
  let tagStart: SourcePosition = { line: 1, column: 1 }

  parser.on('error', (cause) => {
    throw imageError(cause.message, here(), cause)
  })
  parser.on('doctype', () => {
    throw imageError('a document type is not accepted', here())
  })
  parser.on('opentagstart', () => {
    tagStart = here()
  })
  parser.on('opentag', (tag) => {
    const attributes = new Map(Object.entries(tag.attributes).map(([name, value]) => [name.toLowerCase(), value]))
    const name = tag.name.toLowerCase()
    open.push({ name, attributes, children: [], text: '', position: tagStart, contentPosition: here() })
  })
  const addText = (more: string): void => {
    const current = open.at(-1)
    if (current) current.text += more
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const closed = open.pop()
    if (!closed) return
    const { text, contentPosition, ...rest } = closed
    const element: XmlElement = { ...rest, content: { text, position: contentPosition } }
    const parent = open.at(-1)
    if (parent) parent.children.push(element)
    else roots.push(element)
  })

  parser.write(text).close()
  const [root] = roots
  if (!root) throw new SimulatorError('imageInvalid', 'the document has no element', { position: here() })
  return root
}

/** The children with that name (lower case). */
export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name)
}

/** The place `offset` characters into `placed`. */
export function positionIn(placed: PlacedText, offset: number): SourcePosition {
  const before = placed.text.slice(0, offset).split('\n')
  const last = before.at(-1) ?? ''
  const { line, column } = placed.position
  return before.length === 1
    ? { line, column: column + last.length }
    : { line: line + before.length - 1, column: last.length + 1 }
}
