import type { AlgorithmName, AnyObject, ElementaryFile, Folder, Password } from '../image/object-system.js'
import { pathOf } from '../image/search.js'

/** Elements of keyReferenceList (gemSpec_COS N029.900c). */
export type KeyUse =
  'externalAuthenticate' | 'internalAuthenticate' | 'verifyCertificate' | 'signatureCreation' | 'dataDecipher'

/** A key chosen by MANAGE SECURITY ENVIRONMENT. It is searched for anew at each use, as the specification says. */
export interface KeyReference {
  /** One byte with DF bit, or the key identifier of a public key. */
  readonly key: number | Uint8Array
  readonly algorithm: AlgorithmName | 'other'
  /** The folder of the key found: leaving it empties the reference. */
  readonly folder: Folder
}

interface PasswordStatus {
  readonly password: Password
  usesLeft: number
}

/** How many verified passwords a channel remembers in MF and DFs each: the least that a COS must (N029.900i, j). */
const PASSWORD_LIST_LENGTH = 4

/** The first security environment: that of every folder after a reset (gemSpec_COS N030.100m). */
const FIRST_ENVIRONMENT = 1

/** What one logical channel knows; nothing of it outlives a reset (gemSpec_COS §12.1). */
export class Channel {
  currentFolder: Folder
  currentFile: ElementaryFile | undefined
  readonly keyReferences = new Map<KeyUse, KeyReference>()
  /** RND.ICC: the last challenge, for one authentication. */
  challenge: Uint8Array | undefined
  readonly #environments = new Map<Folder, number>()
  #globalPasswords: PasswordStatus[] = []
  #dfPasswords: PasswordStatus[] = []

  constructor(root: Folder) {
    this.currentFolder = root
  }

  /** seIdentifier of a folder. */
  environmentOf(folder: Folder): number {
    return this.#environments.get(folder) ?? FIRST_ENVIRONMENT
  }

  /** SELECT of a folder (gemSpec_COS N048.200b). */
  selectFolder(folder: Folder): void {
    const newPath = pathOf(folder)
    this.currentFolder = folder
    this.currentFile = undefined
    for (const other of this.#environments.keys()) {
      // Those that are kept stand on the old path too: only the current folder's can be set, and leaving it forgets it.
      if (!newPath.includes(other)) this.#environments.delete(other)
    }
    this.#dfPasswords = this.#dfPasswords.filter(({ password }) => newPath.includes(password.folder))
    for (const [use, reference] of this.keyReferences) {
      if (!newPath.includes(reference.folder)) this.keyReferences.delete(use)
    }
  }

  /** MANAGE SECURITY ENVIRONMENT, RESTORE in the current folder (gemSpec_COS N104.200). */
  restoreEnvironment(environment: number): void {
    const folder = this.currentFolder
    this.#environments.set(folder, environment)
    for (const [use, reference] of this.keyReferences) {
      if (reference.folder === folder) this.keyReferences.delete(use)
    }
    this.#keepPasswords((password) => password.folder !== folder)
  }

  /** What DELETE does to a channel (gemSpec_COS N037.700): it leaves the object, and knows no status of it any more. */
  forget(object: AnyObject): void {
    if (object.kind === 'folder') this.#leave(object)
    if (object === this.currentFile) this.currentFile = undefined
    this.#keepPasswords((password) => password !== object)
  }

  #leave(folder: Folder): void {
    const isOutside = (other: Folder): boolean => !pathOf(other).includes(folder)
    if (!isOutside(this.currentFolder)) {
      this.currentFolder = folder.parent ?? folder
      this.currentFile = undefined
    }
    for (const other of this.#environments.keys()) if (!isOutside(other)) this.#environments.delete(other)
    for (const [use, reference] of this.keyReferences) {
      if (!isOutside(reference.folder)) this.keyReferences.delete(use)
    }
    this.#keepPasswords((password) => isOutside(password.folder))
  }

  #keepPasswords(isKept: (password: Password) => boolean): void {
    this.#globalPasswords = this.#globalPasswords.filter(({ password }) => isKept(password))
    this.#dfPasswords = this.#dfPasswords.filter(({ password }) => isKept(password))
  }

  /**
   * setPasswordStatus (gemSpec_COS N030.800 ff.): the status begins with the uses of the security environment that is
   * active in the password's folder. An environment that startSSecList leaves out gives none (not specified).
   */
  setPasswordStatus(password: Password): void {
    this.clearPasswordStatus(password)
    const usesLeft = password.startSsec.get(this.environmentOf(password.folder)) ?? 0
    const list = this.#listFor(password)
    list.unshift({ password, usesLeft })
    list.length = Math.min(list.length, PASSWORD_LIST_LENGTH)
  }

  /** clearPasswordStatus (gemSpec_COS N031.200 ff.). */
  clearPasswordStatus(password: Password): void {
    const list = this.#listFor(password)
    const position = list.findIndex((status) => status.password === password)
    if (position >= 0) list.splice(position, 1)
  }

  /** True where the status is set and has uses left. */
  isVerified(password: Password): boolean {
    return (this.#statusOf(password)?.usesLeft ?? 0) > 0
  }

  /** Takes one use of the status (gemSpec_COS N022.200a.1); false where there is none left. */
  useVerification(password: Password): boolean {
    const status = this.#statusOf(password)
    if (!status || status.usesLeft === 0) return false
    status.usesLeft--
    return true
  }

  #statusOf(password: Password): PasswordStatus | undefined {
    return this.#listFor(password).find((status) => status.password === password)
  }

  #listFor(password: Password): PasswordStatus[] {
    return password.folder.parent ? this.#dfPasswords : this.#globalPasswords
  }
}
