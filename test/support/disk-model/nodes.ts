import { concat } from '../../../src/bytes/concat.js'
import type { SeededRandom } from '../seeded-random.js'

/** A piece of a write that the disk may still forget. */
interface Piece {
  readonly position: number
  readonly bytes: Uint8Array
}

const PAGE_BYTES = 512

let lastInode = 0

/** A file: as programs see it, and as it would be after a power cut. */
export class FileNode {
  readonly kind = 'file'
  readonly inode = ++lastInode
  mode: number
  links = 0
  content: Uint8Array = new Uint8Array(0)
  #durable: Uint8Array = new Uint8Array(0)
  #pending: Piece[] = []
  #dropped = 0

  constructor(mode: number) {
    this.mode = mode
  }

  write(bytes: Uint8Array, position: number): void {
    this.content = patched(this.content, { position, bytes })
    // Each page has its own fate.
    for (let start = position; start < position + bytes.length;) {
      const end = Math.min(position + bytes.length, (Math.floor(start / PAGE_BYTES) + 1) * PAGE_BYTES)
      this.#pending.push({ position: start, bytes: bytes.slice(start - position, end - position) })
      start = end
    }
  }

  /** What would be left after a power cut for certain. */
  get durable(): Uint8Array {
    return this.#durable
  }

  /** The place in time that a sync which begins now reaches. */
  get now(): number {
    return this.#dropped + this.#pending.length
  }

  sync(upTo = this.now): void {
    const pieces = this.#pending.splice(0, Math.max(0, upTo - this.#dropped))
    this.#dropped += pieces.length
    for (const piece of pieces) this.#durable = patched(this.#durable, piece)
  }

  /** Of what was not synced each page is kept, dropped, or torn at any byte; the length may be the new one with nothing in it. */
  losePower(random: SeededRandom, keep: number): void {
    let left = this.#durable
    for (const piece of this.#pending) {
      if (random.chance(keep)) left = patched(left, random.chance(0.2) ? torn(piece, random) : piece)
      else if (random.chance(0.3))
        left = patched(left, { position: piece.position + piece.bytes.length, bytes: new Uint8Array(0) })
    }
    this.content = left
    this.#durable = left
    this.#dropped = this.now
    this.#pending = []
  }
}

function patched(content: Uint8Array, { position, bytes }: Piece): Uint8Array {
  const missing = position + bytes.length - content.length
  const result = missing > 0 ? concat(content, new Uint8Array(missing)) : content.slice()
  result.set(bytes, position)
  return result
}

function torn({ position, bytes }: Piece, random: SeededRandom): Piece {
  const cut = random.below(bytes.length + 1)
  return random.chance(0.5)
    ? { position, bytes: bytes.subarray(0, cut) }
    : { position: position + cut, bytes: bytes.subarray(cut) }
}

/** Names that change together: a rename takes one away and sets another. */
type NameChange = readonly (readonly [name: string, node: DiskNode | undefined])[]

/** A folder: its names are as little durable as the bytes of a file until it is synced. */
export class FolderNode {
  readonly kind = 'folder'
  readonly inode = ++lastInode
  readonly mode: number
  names = new Map<string, DiskNode>()
  readonly #durable = new Map<string, DiskNode>()
  #pending: NameChange[] = []
  #dropped = 0

  constructor(mode: number) {
    this.mode = mode
  }

  /** The names that would be left after a power cut for certain. */
  get durable(): ReadonlyMap<string, DiskNode> {
    return this.#durable
  }

  change(change: NameChange): void {
    apply(this.names, change)
    this.#pending.push(change)
  }

  get now(): number {
    return this.#dropped + this.#pending.length
  }

  sync(upTo = this.now): void {
    const changes = this.#pending.splice(0, Math.max(0, upTo - this.#dropped))
    this.#dropped += changes.length
    for (const change of changes) apply(this.#durable, change)
  }

  losePower(random: SeededRandom, keep: number): void {
    for (const change of this.#pending) if (random.chance(keep)) apply(this.#durable, change)
    this.#dropped = this.now
    this.#pending = []
    this.names = new Map(this.#durable)
    for (const node of this.names.values()) node.losePower(random, keep)
  }
}

export type DiskNode = FileNode | FolderNode

function apply(names: Map<string, DiskNode>, change: NameChange): void {
  for (const [name, node] of change) {
    if (node) names.set(name, node)
    else names.delete(name)
  }
}
