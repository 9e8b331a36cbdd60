import { encodeTlv } from '../../../src/bytes/tlv.js'
import { fromHex, toHex } from '../../../src/bytes/hex.js'
import type { FolderRow, ObjectRow } from '../object-system/object-rows.js'
import type { CardContent } from './card-content.js'
import {
  aesKeyAttributes,
  canAttributes,
  eccKeyAttributes,
  folderAttributes,
  passwordAttributes,
  recordFileAttributes,
  rootKeyAttributes,
  rsaKeyAttributes,
  transparentFileAttributes,
  type Attributes,
} from './object-attributes.js'
import { encodeXml, type XmlElement } from './xml-writer.js'

/** What an image says about the card as a whole. */
export interface CardHeader {
  readonly name: string
  readonly objectSystemId: string
  readonly imageVersion: string
  /** ICCSN without its first two bytes. */
  readonly iccsn8: Uint8Array
  /** The card's idea of the date, six unpacked digits. */
  readonly pointInTime: Uint8Array
}

/**
 * A card image in format version 3: the object system of a kind of card, filled with what one card has.
 *
 * @throws RangeError if a key does not fit its object or a body does not fit its file.
 */
export function encodeCardImage(root: FolderRow, content: CardContent, header: CardHeader): string {
  return encodeXml({
    name: 'card',
    attributes: { version: '3', name: header.name },
    content: [
      {
        name: 'objectSystem',
        content: [
          { name: 'attribute', attributes: { id: 'root' }, content: [folderElement(root, root, content)] },
          // Answers to reset of gematik's own test cards: T=1, 254 bytes, no historical bytes.
          ...attributeElements({
            coldAnswerToReset: '3b909681b1fe451f0391',
            warmAnswerToReset: '3b909581b1fe451f0392',
            iccsn8: toHex(header.iccsn8),
            pointInTime: toHex(header.pointInTime),
            lifeCycleStatus: 'ACTIVATED',
            publicKeyList: '',
            reservedPersistentCacheSlots: '05',
          }),
        ],
      },
      { name: 'commons', content: commons(header) },
    ],
  })
}

function commons(header: CardHeader): XmlElement[] {
  const common = (id: string, type: string, content: string): XmlElement => ({
    name: 'common',
    attributes: { id, type },
    content,
  })
  return [
    common('OPTION_CRYPTOBOX', 'BOOLEAN', 'FALSE'),
    common('LOGICAL_CHANNELS', 'INT', '4'),
    common('OPTION_USB', 'BOOLEAN', 'FALSE'),
    common('objectSystemId', 'STRING', header.objectSystemId),
    common('imageVersion', 'STRING', header.imageVersion),
  ]
}

function folderElement(row: FolderRow, root: FolderRow, content: CardContent): XmlElement {
  return child(row.name, row.fid === undefined ? 'Application' : 'ADF', folderAttributes(row), {
    name: 'children',
    content: row.objects.map((object) => objectElement(object, row.name, root, content)),
  })
}

function objectElement(row: ObjectRow, folder: string, root: FolderRow, content: CardContent): XmlElement {
  const path = `${folder}/${row.name}`
  switch (row.type) {
    case 'folder':
      return folderElement(row, root, content)
    case 'transparentFile': {
      const body = content.bodies.get(path) ?? new Uint8Array(0)
      return child(row.name, 'TransparentElementaryFile', transparentFileAttributes(row, body))
    }
    case 'recordFile':
      return child(row.name, 'LinearVariableElementaryFile', recordFileAttributes(row), directoryRecords(root))
    case 'password':
      return child(row.name, 'PWD', passwordAttributes(row, given(content.passwords, path), content.usesPerVerify))
    case 'rsaKey':
      return child(row.name, 'PrivateRsaKey', rsaKeyAttributes(row, content.keys.get(path)))
    case 'eccKey':
      return child(row.name, 'PrivateElcKey', eccKeyAttributes(row, content.keys.get(path)))
    case 'aesKey':
      return child(row.name, 'SymmetricAutKey', aesKeyAttributes(row, given(content.aesKeys, path)))
    case 'can':
      return child(row.name, 'SymmetricConnectionKey', canAttributes(row, content))
    case 'rootKey':
      return child(row.name, 'PublicElcVerificationKey', rootKeyAttributes(row, given(content.rootKeys, path)))
  }
}

/** EF.DIR lists the card's applications, the MF first: `61 L { 4F L AID }` each. */
function directoryRecords(root: FolderRow): XmlElement {
  const folders = [root, ...root.objects.filter((object) => object.type === 'folder')]
  return {
    name: 'records',
    content: folders.map((folder) => ({
      name: 'record',
      attributes: { id: `AID.${folder.name}` },
      content: attributeElements({
        recordLifeCycleStatus: 'ACTIVATED',
        recordValue: toHex(encodeTlv(0x61, encodeTlv(0x4f, fromHex(folder.aid)))),
      }),
    })),
  }
}

function child(id: string, objectType: string, attributes: Attributes, inside?: XmlElement): XmlElement {
  return {
    name: 'child',
    attributes: { id, objectType },
    content: [{ name: 'attributes', content: attributeElements(attributes) }, ...(inside ? [inside] : [])],
  }
}

function attributeElements(attributes: Attributes): XmlElement[] {
  return Object.entries(attributes).map(([id, content]) => ({ name: 'attribute', attributes: { id }, content }))
}

function given<T>(contents: ReadonlyMap<string, T>, path: string): T {
  const content = contents.get(path)
  if (content === undefined) throw new RangeError(`nothing given for ${path}`)
  return content
}
