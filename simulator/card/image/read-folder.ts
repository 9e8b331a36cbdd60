import { imageError } from '../simulator-error.js'
import { applicationIdentifiers, booleanValue } from './attribute-values.js'
import { ObjectAttributes, type LeftAside } from './object-attributes.js'
import type { ElementaryFile, Folder, Password, PublicKey, RecordFile, SecretKey } from './object-system.js'
import { readRecordFile, readTransparentFile } from './read-file.js'
import { readConnectionKey, readPrivateElcKey, readPrivateRsaKey, readPublicKey, readSymmetricKey } from './read-key.js'
import { readMultiReferencePassword, readPassword } from './read-password.js'
import { childrenNamed, type XmlElement } from './xml-tree.js'

/** A folder while its children are being read. */
interface GrowingFolder extends Folder {
  readonly folders: Folder[]
  readonly files: ElementaryFile[]
  readonly passwords: Password[]
  readonly secretKeys: SecretKey[]
  readonly publicKeys: PublicKey[]
}

/** One `child` element and its attributes. */
interface Child {
  readonly name: string
  readonly element: XmlElement
  readonly attributes: ObjectAttributes
  readonly folder: GrowingFolder
}

/** What is carried along while the tree is read. */
interface Reading {
  readonly leftAside: LeftAside[]
  /** Multi-reference passwords: they may stand anywhere before the password that they refer to, so they are read last. */
  readonly multiReferences: Child[]
  /** The attributes of every object, for what nobody asked for. */
  readonly attributes: ObjectAttributes[]
}

type ChildReader = (child: Child, reading: Reading) => void

/** Readers by objectType in lower case. */
const readers: ReadonlyMap<string, ChildReader> = new Map<string, ChildReader>([
  ['adf', addFolder],
  ['application', addFolder],
  ['transparentelementaryfile', (c) => c.folder.files.push(readTransparentFile(c.attributes, c.name, c.folder))],
  ['linearfixedelementaryfile', addRecordFile('linearFixed')],
  ['linearvariableelementaryfile', addRecordFile('linearVariable')],
  ['cyclicelementaryfile', addRecordFile('cyclic')],
  ['pwd', (c) => c.folder.passwords.push(readPassword(c.attributes, c.name, c.folder))],
  ['multireferencepwd', (c, reading) => reading.multiReferences.push(c)],
  [
    'privatersakey',
    (c, { leftAside }) => c.folder.secretKeys.push(readPrivateRsaKey(c.attributes, c.name, c.folder, leftAside)),
  ],
  [
    'privateelckey',
    (c, { leftAside }) => c.folder.secretKeys.push(readPrivateElcKey(c.attributes, c.name, c.folder, leftAside)),
  ],
  ['symmetricautkey', (c) => c.folder.secretKeys.push(readSymmetricKey(c.attributes, c.name, c.folder))],
  ['symmetricconnectionkey', (c) => c.folder.secretKeys.push(readConnectionKey(c.attributes, c.name, c.folder))],
  ['publicelcverificationkey', (c) => c.folder.publicKeys.push(readPublicKey(c.attributes, c.name, c.folder))],
])

/**
 * Reads the MF and everything below it. What has an unknown objectType is added to `leftAside`.
 *
 * @throws SimulatorError `imageInvalid` with line and column.
 */
export function readRootFolder(element: XmlElement, leftAside: LeftAside[]): Folder {
  const name = idOf(element)
  const attributes = new ObjectAttributes(name, attributesOf(element))
  const root = newFolder(attributes, name, undefined)
  const reading: Reading = { leftAside, multiReferences: [], attributes: [attributes] }
  fillFolder(root, element, reading)
  for (const child of reading.multiReferences) {
    child.folder.passwords.push(readMultiReferencePassword(child.attributes, child.name, child.folder))
  }
  leftAside.push(...reading.attributes.flatMap((read) => read.leftAside()))
  return root
}

function fillFolder(folder: GrowingFolder, element: XmlElement, reading: Reading): void {
  const paths = new Set<string>()
  for (const child of childrenNamed(element, 'children').flatMap((container) => childrenNamed(container, 'child'))) {
    const path = pathOfChild(folder, child)
    if (paths.has(path)) throw imageError(`${path} stands twice`, child.position)
    paths.add(path)
    readChild(child, path, folder, reading)
  }
}

function readChild(element: XmlElement, path: string, folder: GrowingFolder, reading: Reading): void {
  const name = idOf(element)
  const type = typeOf(element)
  const reader = readers.get(type)
  if (!reader) {
    reading.leftAside.push({ path, what: 'object', name: `${name} of type ${type}`, position: element.position })
    return
  }
  const attributes = new ObjectAttributes(path, attributesOf(element))
  reading.attributes.push(attributes)
  reader({ name, element, attributes, folder }, reading)
}

function addFolder({ name, element, attributes, folder }: Child, reading: Reading): void {
  const child = newFolder(attributes, name, folder)
  folder.folders.push(child)
  fillFolder(child, element, reading)
}

function addRecordFile(kind: RecordFile['kind']): ChildReader {
  return ({ name, element, attributes, folder }, { leftAside }) => {
    folder.files.push(readRecordFile(attributes, name, folder, element, kind, leftAside))
  }
}

function newFolder(attributes: ObjectAttributes, name: string, parent: Folder | undefined): GrowingFolder {
  return {
    kind: 'folder',
    name,
    path: attributes.path,
    parent,
    lifeCycle: attributes.lifeCycle(),
    accessRules: attributes.accessRules(),
    shareable: attributes.optional('shareable', booleanValue) ?? true,
    fileIdentifier: attributes.number('fileIdentifier'),
    applicationIdentifiers: attributes.optional('applicationIdentifier', applicationIdentifiers) ?? [],
    folders: [],
    files: [],
    passwords: [],
    secretKeys: [],
    publicKeys: [],
  }
}

/** Addresses leave out the MF, except for what stands in the MF itself: `MF/PIN.CH`, `DF.QES`, `DF.QES/PIN.QES`. */
function pathOfChild(folder: Folder, child: XmlElement): string {
  const isTopFolder = !folder.parent && readers.get(typeOf(child)) === addFolder
  return isTopFolder ? idOf(child) : `${folder.path}/${idOf(child)}`
}

function attributesOf(element: XmlElement): XmlElement {
  const [attributes] = childrenNamed(element, 'attributes')
  if (!attributes) throw imageError(`${idOf(element)} has no attributes`, element.position)
  return attributes
}

function idOf(element: XmlElement): string {
  const id = element.attributes.get('id')
  if (id === undefined) throw imageError('child without id', element.position)
  return id
}

function typeOf(element: XmlElement): string {
  return element.attributes.get('objecttype')?.toLowerCase() ?? ''
}
