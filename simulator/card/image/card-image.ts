import { createHash } from 'node:crypto'
import { toHex } from '../../../src/bytes/hex.js'
import { imageError, SimulatorError, type SourcePosition } from '../simulator-error.js'
import type { LifeCycle } from './access-rules.js'
import { ObjectAttributes, type LeftAside } from './object-attributes.js'
import type { Folder } from './object-system.js'
import { readRootFolder } from './read-folder.js'
import { childrenNamed, parseXml, type XmlElement } from './xml-tree.js'

/** A card as its image describes it: the state in which it was delivered. */
export interface CardImage {
  /** Version of the format: 2 or 3. */
  readonly version: 2 | 3
  /** The image's own name: `HBA G2.1, PTV_4.7.1`. */
  readonly name: string
  readonly root: Folder
  readonly coldAnswerToReset: Uint8Array
  readonly warmAnswerToReset: Uint8Array
  /** The last eight bytes of the ICCSN (gemSpec_COS N019.900c). */
  readonly iccsn8: Uint8Array
  /** Latest effective date of an imported certificate, unpacked BCD YYMMDD (gemSpec_COS N019.900d). */
  readonly pointInTime: Uint8Array
  readonly lifeCycle: LifeCycle
  /** How many logical channels there are, the basic one counted; 1 where the option is missing. */
  readonly logicalChannels: number
  /** SHA-256 of the image file, lower-case hex: what a state file is bound to. */
  readonly digest: string
  /** What the image holds and this card does not know. */
  readonly leftAside: readonly LeftAside[]
  /** The same for people, one line each. */
  readonly warnings: readonly string[]
}

/** Answer to reset of images that set none: that of the G2.1 images. */
const USUAL_ATR = Uint8Array.from(Buffer.from('3b909681b1fe451f0391', 'hex'))

/**
 * Reads a card image ("gema5" XML, format versions 2 and 3). Order, case and white space do not matter; objects and
 * attributes that this card does not know are kept aside and named.
 *
 * @param file - the bytes of the image, UTF-8
 * @throws SimulatorError `imageInvalid` with line and column.
 */
export function parseCardImage(file: Uint8Array): CardImage {
  const card = parseXml(decodeUtf8(file))
  if (card.name !== 'card') throw imageError('card expected', card.position)
  const objectSystem = only(card, 'objectsystem')
  const leftAside: LeftAside[] = []
  const attributes = new ObjectAttributes('card', objectSystem)
  attributes.ignore('root', 'publicKeyList', 'reservedPersistentCacheSlots')
  const image = {
    version: readVersion(card),
    name: card.attributes.get('name') ?? '',
    root: readRootFolder(rootElement(objectSystem), leftAside),
    coldAnswerToReset: attributes.bytes('coldAnswerToReset') ?? USUAL_ATR,
    warmAnswerToReset: attributes.bytes('warmAnswerToReset') ?? USUAL_ATR,
    iccsn8: attributes.bytes('iccsn8') ?? new Uint8Array(8),
    pointInTime: attributes.bytes('pointInTime') ?? new Uint8Array(6),
    lifeCycle: attributes.lifeCycle(),
    logicalChannels: readLogicalChannels(card),
    digest: toHex(createHash('sha256').update(file).digest()),
  }
  leftAside.push(...attributes.leftAside())
  return { ...image, leftAside, warnings: leftAside.map(describe) }
}

function decodeUtf8(file: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file)
  } catch (cause) {
    throw new SimulatorError('imageInvalid', 'the image is not UTF-8', { cause })
  }
}

function readVersion(card: XmlElement): 2 | 3 {
  const version = card.attributes.get('version')?.trim()
  if (version === '2') return 2
  if (version === '3') return 3
  throw imageError('card image of version 2 or 3 expected', card.position)
}

function rootElement(objectSystem: XmlElement): XmlElement {
  const root = childrenNamed(objectSystem, 'attribute').find(
    (attribute) => attribute.attributes.get('id')?.toLowerCase() === 'root',
  )
  if (!root) throw imageError('attribute root is missing', objectSystem.position)
  return only(root, 'child')
}

/** The option is a decimal number, unlike those inside objects. */
function readLogicalChannels(card: XmlElement): number {
  const commons = childrenNamed(card, 'commons').flatMap((element) => childrenNamed(element, 'common'))
  const common = commons.find((element) => element.attributes.get('id')?.toUpperCase() === 'LOGICAL_CHANNELS')
  if (!common) return 1
  const channels = Number(common.content.text.trim())
  if (!Number.isInteger(channels) || channels < 1 || channels > 20) {
    throw imageError('LOGICAL_CHANNELS is not a number from 1 to 20', common.position)
  }
  return channels
}

function only(parent: XmlElement, name: string): XmlElement {
  const [first, second] = childrenNamed(parent, name)
  if (!first) throw imageError(`${name} is missing`, parent.position)
  if (second) throw imageError(`${name} stands twice`, second.position)
  return first
}

function describe({ path, what, name, position }: LeftAside): string {
  return `${path}: unknown ${what} ${name} ${placeText(position)}`
}

function placeText({ line, column }: SourcePosition): string {
  return `(line ${line}, column ${column})`
}
