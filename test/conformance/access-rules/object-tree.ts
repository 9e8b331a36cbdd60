import { readRules, type RuleEntry } from './rule-language.js'
import { readXml, type XmlElement } from './xml-elements.js'

export type ObjectType =
  'folder' | 'binaryFile' | 'recordFile' | 'password' | 'privateKey' | 'symmetricKey' | 'publicKey'

/** An object of an image with everything that decides on access to it. */
export interface TreeObject {
  readonly name: string
  readonly type: ObjectType
  /** Attributes by their name in the image, without white space; unset ones are left out. */
  readonly attributes: ReadonlyMap<string, string>
  readonly rules: readonly RuleEntry[]
  /** The folder that it stands in; undefined for the MF. */
  readonly parent: TreeObject | undefined
  readonly children: readonly TreeObject[]
}

const types: Readonly<Record<string, ObjectType>> = {
  ADF: 'folder',
  Application: 'folder',
  TransparentElementaryFile: 'binaryFile',
  LinearFixedElementaryFile: 'recordFile',
  LinearVariableElementaryFile: 'recordFile',
  CyclicElementaryFile: 'recordFile',
  PWD: 'password',
  MultireferencePWD: 'password',
  PrivateRsaKey: 'privateKey',
  PrivateElcKey: 'privateKey',
  SymmetricAutKey: 'symmetricKey',
  SymmetricConnectionKey: 'symmetricKey',
  PublicElcVerificationKey: 'publicKey',
}

const UNSET = ['', 'AttributeNotSet', 'Wildcard']

/** Reads an image: its MF with everything below. */
export function readTree(image: string): TreeObject {
  const system = inner(readXml(image), 'objectSystem')
  const root = system.children.find((each) => each.attributes.get('id') === 'root')
  if (!root) throw new Error('an image without root')
  return readObject(inner(root, 'child'), undefined)
}

/** The object and all below it, from the top to the bottom. */
export function allObjects(top: TreeObject): TreeObject[] {
  return [top, ...top.children.flatMap(allObjects)]
}

/** The folder that gives an object its security environment: a folder its own (gemSpec_COS N023.400). */
export function folderOf(object: TreeObject): TreeObject {
  return object.type === 'folder' ? object : (object.parent ?? object)
}

/** The object and the folders above it, the MF last. */
export function pathOf(object: TreeObject): TreeObject[] {
  return object.parent ? [object, ...pathOf(object.parent)] : [object]
}

/** SearchPwd (gemSpec_COS N020.700 to N021.000): global ones in the MF alone, others upwards and never in the MF. */
export function findPassword(start: TreeObject, reference: number): TreeObject | undefined {
  const path = pathOf(start)
  const places = reference < 0x80 ? path.slice(-1) : path.slice(0, -1)
  return places
    .flatMap(({ children }) => children)
    .find((child) => child.type === 'password' && number(child, 'pwdIdentifier') === reference % 0x80)
}

/** The password that holds secret and counters: a multi-reference password has that of another one. */
export function secretHolder(password: TreeObject): TreeObject {
  const reference = number(password, 'passwordReference')
  const target = reference === undefined ? password : findPassword(folderOf(password), reference)
  if (!target) throw new Error(`${password.name} refers to nothing`)
  return target
}

/** Where an object stands, as the state of the simulated card writes it: `MF/PIN.CH`, `DF.HCA`, `DF.HCA/DF.NFD/EF.NFD`. */
export function addressOf(object: TreeObject): string {
  const names = pathOf(object).map(({ name }) => name)
  // The MF is named only for itself and for what stands in it without being a folder.
  const isInMf = names.length === 2 && object.type !== 'folder'
  return (names.length === 1 || isInMf ? names : names.slice(0, -1)).reverse().join('/')
}

/** A hexadecimal attribute as a number. */
export function number(object: TreeObject, attribute: string): number | undefined {
  const text = object.attributes.get(attribute)
  return text === undefined ? undefined : parseInt(text, 16)
}

/** An attribute that says yes or no. */
export function flag(object: TreeObject, attribute: string): boolean {
  return object.attributes.get(attribute)?.toLowerCase() === 'true'
}

function readObject(element: XmlElement, parent: TreeObject | undefined): TreeObject {
  const name = element.attributes.get('id') ?? ''
  const type = types[element.attributes.get('objectType') ?? '']
  if (!type) throw new Error(`${name} is of no known type`)
  const attributes = new Map(
    inner(element, 'attributes')
      .children.map((each) => [each.attributes.get('id') ?? '', each.text.replace(/\s+/g, '')] as const)
      .filter(([, text]) => !UNSET.includes(text)),
  )
  const children: TreeObject[] = []
  const rules = readRules(attributes.get('accessRules') ?? '')
  const object: TreeObject = { name, type, attributes, rules, parent, children }
  const below = element.children.find((each) => each.name === 'children')
  children.push(...(below?.children.map((each) => readObject(each, object)) ?? []))
  return object
}

function inner(element: XmlElement, name: string): XmlElement {
  const found = element.children.find((each) => each.name === name)
  if (!found) throw new Error(`${element.name} without ${name}`)
  return found
}
