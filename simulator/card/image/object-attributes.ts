import { imageError, type SourcePosition } from '../simulator-error.js'
import type { AccessRules, LifeCycle } from './access-rules.js'
import { lifeCycleNames, parseAccessRules } from './access-rule-parser.js'
import { hexBytes, hexNumber, isUnset } from './attribute-values.js'
import { childrenNamed, type PlacedText, type XmlElement } from './xml-tree.js'

/** Something in the image that this card has no use for. */
export interface LeftAside {
  /** Address of the object it stands in, or its own. */
  readonly path: string
  readonly what: 'object' | 'attribute' | 'algorithm'
  readonly name: string
  readonly position: SourcePosition
}

/** Notes that some images carry on any object. */
const notes = ['uniqueid']

/**
 * The attributes of one object, each asked for by name. What nobody asked for is named at the end: an image must not
 * lose a word silently.
 */
export class ObjectAttributes {
  readonly path: string
  readonly position: SourcePosition
  readonly #values = new Map<string, PlacedText>()
  readonly #names = new Map<string, string>()
  readonly #asked = new Set<string>(notes)

  /**
   * @param container - the element whose children are `attribute` elements
   * @throws SimulatorError `imageInvalid` where an attribute stands twice.
   */
  constructor(path: string, container: XmlElement) {
    this.path = path
    this.position = container.position
    for (const attribute of childrenNamed(container, 'attribute')) {
      const name = attribute.attributes.get('id') ?? ''
      const key = name.toLowerCase()
      if (this.#values.has(key)) throw imageError(`${path}: attribute ${name} stands twice`, attribute.position)
      this.#values.set(key, attribute.content)
      this.#names.set(key, name)
    }
  }

  /** The value, or undefined where the attribute is missing or not personalised. */
  optional<T>(name: string, read: (value: PlacedText) => T): T | undefined {
    const key = name.toLowerCase()
    this.#asked.add(key)
    const value = this.#values.get(key)
    return value === undefined || isUnset(value) ? undefined : read(value)
  }

  /** The value, which must be there. */
  required<T>(name: string, read: (value: PlacedText) => T): T {
    const value = this.optional(name, read)
    if (value === undefined) throw imageError(`${this.path}: attribute ${name} is missing`, this.position)
    return value
  }

  number(name: string): number | undefined {
    return this.optional(name, hexNumber)
  }

  bytes(name: string): Uint8Array | undefined {
    return this.optional(name, hexBytes)
  }

  text(name: string): string | undefined {
    return this.optional(name, (value) => value.text.trim())
  }

  accessRules(name = 'accessRules'): AccessRules {
    return this.optional(name, parseAccessRules) ?? { contact: [], contactless: [] }
  }

  lifeCycle(name = 'lifeCycleStatus'): LifeCycle {
    return this.optional(name, readLifeCycle) ?? 'active'
  }

  /** Declares attributes that are known and have no effect here. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.#asked.add(name.toLowerCase())
  }

  /** The attributes that nobody asked for. */
  leftAside(): LeftAside[] {
    return [...this.#values]
      .filter(([key]) => !this.#asked.has(key))
      .map(([key, value]) => ({
        path: this.path,
        what: 'attribute',
        name: this.#names.get(key) ?? key,
        position: value.position,
      }))
  }
}

function readLifeCycle(value: PlacedText): LifeCycle {
  const found = lifeCycleNames.get(value.text.trim().toLowerCase())
  if (!found) throw imageError('unknown life cycle', value.position)
  return found
}
