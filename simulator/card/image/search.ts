import type { AnyObject, Folder, Password, PublicKey, SecretKey } from './object-system.js'

/** The DF bit of password and key references: set for objects outside the MF (gemSpec_COS N072.800, N099.600). */
const DF_SPECIFIC = 0x80

/** Tells which objects can be found: DELETE takes objects out of a card, never out of its image. */
export type Presence = (object: AnyObject) => boolean

const asDelivered: Presence = () => true

/** The MF above `folder`. */
export function rootOf(folder: Folder): Folder {
  return folder.parent ? rootOf(folder.parent) : folder
}

/** `folder` and all folders above it, nearest first. */
export function pathOf(folder: Folder): Folder[] {
  return folder.parent ? [folder, ...pathOf(folder.parent)] : [folder]
}

/** SearchPwd (gemSpec_COS N020.700): a global reference looks only in the MF, a DF-specific one never. */
export function findPassword(start: Folder, reference: number, isThere = asDelivered): Password | undefined {
  return findByReference(start, reference, (folder) => folder.passwords, isThere)
}

/** SearchSecretKey (gemSpec_COS N021.100) without its check of the algorithm. */
export function findSecretKey(start: Folder, reference: number, isThere = asDelivered): SecretKey | undefined {
  return findByReference(start, reference, (folder) => folder.secretKeys, isThere)
}

/** SearchPublicKey (gemSpec_COS N021.600) without its check of the algorithm: from `start` up to the MF. */
export function findPublicKey(start: Folder, identifier: Uint8Array, isThere = asDelivered): PublicKey | undefined {
  const isThis = (key: PublicKey): boolean => Buffer.compare(key.identifier, identifier) === 0 && isThere(key)
  return start.publicKeys.find(isThis) ?? (start.parent && findPublicKey(start.parent, identifier, isThere))
}

/** All folders, the MF first, in the order of the image. */
export function allFolders(root: Folder): Folder[] {
  return [root, ...root.folders.flatMap(allFolders)]
}

function findByReference<T extends Password | SecretKey>(
  start: Folder,
  reference: number,
  objectsOf: (folder: Folder) => readonly T[],
  isThere: Presence,
): T | undefined {
  const identifier = reference % DF_SPECIFIC
  const isThis = (object: T): boolean => object.identifier === identifier && isThere(object)
  if (reference < DF_SPECIFIC) return objectsOf(rootOf(start)).find(isThis)
  for (let folder: Folder = start; folder.parent; folder = folder.parent) {
    const found = objectsOf(folder).find(isThis)
    if (found) return found
  }
  return undefined
}
