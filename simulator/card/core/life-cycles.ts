import type { LifeCycle } from '../image/access-rules.js'
import type { CardImage } from '../image/card-image.js'
import type { AnyObject, CardObject, Folder, FolderMember } from '../image/object-system.js'
import { allFolders, pathOf } from '../image/search.js'
import { SimulatorError } from '../simulator-error.js'
import { CARD_PATH, type StateChange } from '../state/state-change.js'

const rank: Readonly<Record<LifeCycle, number>> = { active: 0, deactivated: 1, terminated: 2 }

/** How alive the objects of a card are (gemSpec_COS N020.500, N020.600), and which of them DELETE has taken away. */
export class LifeCycles {
  /** By address; {@link CARD_PATH} is the object system itself. */
  readonly #physical: Map<string, LifeCycle>
  readonly #deleted = new Set<string>()

  constructor(image: CardImage) {
    const objects = allFolders(image.root).flatMap(objectsOf)
    this.#physical = new Map(objects.map(({ path, lifeCycle }) => [path, lifeCycle]))
    this.#physical.set(CARD_PATH, image.lifeCycle)
  }

  /** Physical value: the object's own. */
  of({ path }: CardObject): LifeCycle {
    return this.#known(path)
  }

  /** Physical value of the object system: after TERMINATE CARD USAGE nothing else counts. */
  get card(): LifeCycle {
    return this.#known(CARD_PATH)
  }

  /** Logical value: an object is no more alive than what it stands in (N020.600). */
  logical(object: Folder | FolderMember): LifeCycle {
    const above = 'folder' in object ? object.folder : object.parent
    const outer = above ? this.logical(above) : this.card
    const own = this.of(object)
    return rank[outer] > rank[own] ? outer : own
  }

  /**
   * False after DELETE of the object or of a folder around it. A multi-reference password goes with the one that holds its
   * secret, which the specification leaves open.
   */
  readonly isThere = (object: AnyObject): boolean =>
    this.#deleted.size === 0 || standsOn(object).every(({ path }) => !this.#deleted.has(path))

  /** True where the card has, or had, an object with that address. */
  knows(path: string): boolean {
    return this.#physical.has(path)
  }

  /** @throws SimulatorError `stateInvalid` on an unknown life cycle. */
  apply({ path, lifeCycleStatus, deleted }: StateChange): void {
    if (lifeCycleStatus !== undefined) this.#physical.set(path, readLifeCycle(lifeCycleStatus))
    if (deleted === true) this.#deleted.add(path)
  }

  #known(path: string): LifeCycle {
    const value = this.#physical.get(path)
    if (value === undefined) throw new Error(`${path} is not an object of this card`)
    return value
  }
}

/** Everything in a folder, the folder itself first. */
function objectsOf(folder: Folder): CardObject[] {
  return [folder, ...folder.files, ...folder.passwords, ...folder.secretKeys, ...folder.publicKeys]
}

/** What an object goes with: itself, the folders around it, and another password whose secret it uses. */
function standsOn(object: AnyObject): CardObject[] {
  if (object.kind === 'folder') return pathOf(object)
  const around = [object, ...pathOf(object.folder)]
  return object.kind === 'multiReferencePassword' ? [...around, ...standsOn(object.target)] : around
}

function readLifeCycle(text: string): LifeCycle {
  if (text === 'active' || text === 'deactivated' || text === 'terminated') return text
  throw new SimulatorError('stateInvalid', 'the state holds an unknown life cycle')
}
