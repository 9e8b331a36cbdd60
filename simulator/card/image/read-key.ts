import {
  algorithmList,
  booleanValue,
  curveName,
  hexBytes,
  hexNumber,
  type AlgorithmListReading,
} from './attribute-values.js'
import type { FlagList } from './access-rules.js'
import { imageError } from '../simulator-error.js'
import type { LeftAside, ObjectAttributes } from './object-attributes.js'
import type {
  AlgorithmList,
  ConnectionKey,
  Folder,
  FolderMember,
  PrivateElcKey,
  PrivateRsaKey,
  PublicKey,
  RsaNumbers,
  SymmetricKey,
} from './object-system.js'
import type { PlacedText } from './xml-tree.js'

/** Reads a PrivateRsaKey. */
export function readPrivateRsaKey(
  attributes: ObjectAttributes,
  name: string,
  folder: Folder,
  leftAside: LeftAside[],
): PrivateRsaKey {
  const numbers = readRsaNumbers(attributes)
  const modulusBits = attributes.number('modulusLength') ?? 0
  return {
    kind: 'privateRsa',
    ...secretKeyCommon(attributes, name, folder),
    algorithms: readAlgorithms(attributes, leftAside),
    modulusBytes: numbers ? numbers.n.length : modulusBits / 8,
    numbers: isAvailable(attributes) ? numbers : undefined,
  }
}

/** Reads a PrivateElcKey. The public point is computed from the private number, so P is not needed. */
export function readPrivateElcKey(
  attributes: ObjectAttributes,
  name: string,
  folder: Folder,
  leftAside: LeftAside[],
): PrivateElcKey {
  attributes.ignore('P', 'numberScenario')
  const privateValue = attributes.bytes('privateKey')
  return {
    kind: 'privateElc',
    ...secretKeyCommon(attributes, name, folder),
    algorithms: readAlgorithms(attributes, leftAside),
    curve: attributes.required('domainParameterOid', curveName),
    privateValue: isAvailable(attributes) ? privateValue : undefined,
  }
}

/** Reads a SymmetricAutKey. */
export function readSymmetricKey(attributes: ObjectAttributes, name: string, folder: Folder): SymmetricKey {
  attributes.ignore('keyMode', 'numberScenario')
  return {
    kind: 'symmetricAuthentication',
    ...secretKeyCommon(attributes, name, folder),
    algorithm: attributes.text('algorithmIdentifier') ?? '',
    encryptionKey: attributes.bytes('encKey'),
    macKey: attributes.bytes('macKey'),
  }
}

/** Reads a SymmetricConnectionKey. */
export function readConnectionKey(attributes: ObjectAttributes, name: string, folder: Folder): ConnectionKey {
  return {
    kind: 'symmetricConnection',
    ...secretKeyCommon(attributes, name, folder),
    algorithm: attributes.text('algorithmIdentifier') ?? '',
    can: attributes.bytes('can'),
  }
}

/** Reads a PublicElcVerificationKey. Its rules for importing and authenticating come into use with card-to-card. */
export function readPublicKey(attributes: ObjectAttributes, name: string, folder: Folder): PublicKey {
  attributes.ignore('privateKey', 'accessRulesVerification', 'accessRulesAuthentication')
  return {
    kind: 'publicElcVerification',
    ...memberCommon(attributes, name, folder),
    identifier: attributes.required('keyIdentifier', hexBytes),
    curve: attributes.required('domainParameterOid', curveName),
    point: attributes.bytes('P'),
    algorithm: attributes.text('oid') ?? '',
    rights: attributes.optional('CHAT', readRights),
    expirationDate: attributes.bytes('expirationDate'),
  }
}

function memberCommon(attributes: ObjectAttributes, name: string, folder: Folder): FolderMember {
  return {
    name,
    path: attributes.path,
    folder,
    lifeCycle: attributes.lifeCycle(),
    accessRules: attributes.accessRules(),
  }
}

function secretKeyCommon(
  attributes: ObjectAttributes,
  name: string,
  folder: Folder,
): FolderMember & { identifier: number } {
  return { ...memberCommon(attributes, name, folder), identifier: attributes.required('keyIdentifier', hexNumber) }
}

/** keyAvailable as written; an image that leaves it open means what it holds. */
function isAvailable(attributes: ObjectAttributes): boolean {
  return attributes.optional('keyAvailable', booleanValue) ?? true
}

function readAlgorithms(attributes: ObjectAttributes, leftAside: LeftAside[]): AlgorithmList {
  const reading = attributes.optional('listAlgorithmIdentifier', algorithmList)
  const { list, unknown }: AlgorithmListReading = reading ?? { list: new Map(), unknown: [] }
  for (const name of unknown) {
    leftAside.push({ path: attributes.path, what: 'algorithm', name, position: attributes.position })
  }
  return list
}

function readRsaNumbers(attributes: ObjectAttributes): RsaNumbers | undefined {
  const [n, e, d, p, q, dP, dQ, qInv] = ['n', 'e', 'd', 'p', 'q', 'dP', 'dQ', 'c'].map((name) => attributes.bytes(name))
  return n && e && d && p && q && dP && dQ && qInv ? { n: significantBytes(n), e, d, p, q, dP, dQ, qInv } : undefined
}

function significantBytes(number: Uint8Array): Uint8Array {
  const start = number.findIndex((byte) => byte !== 0)
  return number.subarray(Math.max(start, 0))
}

function readRights(value: PlacedText): FlagList {
  const [type = '', flags = ''] = value.text.trim().split(':')
  if (type === '' || flags === '') throw imageError('rights as type:flags expected', value.position)
  return { type, flags: hexBytes({ text: flags, position: value.position }) }
}
