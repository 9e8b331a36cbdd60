import { constants } from 'node:os'
import { basename, dirname } from 'node:path'
import type { SeededRandom } from '../seeded-random.js'
import { FileNode, FolderNode, type DiskNode } from './nodes.js'

/** Something that changes the disk or makes it durable. */
export interface DiskStep {
  readonly name: 'create' | 'write' | 'sync' | 'syncFolder' | 'mkdir' | 'link' | 'rename' | 'remove'
  readonly path: string
  /** A write: whether it needs room that the file does not have yet. */
  readonly grows?: boolean
}

interface OpenFile {
  readonly node: DiskNode
  readonly path: string
  position: number
}

/** Descriptors of the model; the real ones are small. */
const FIRST_DESCRIPTOR = 1_000_000

/**
 * A disk in memory that behaves as POSIX promises and not better: bytes are durable after fsync of their file, names after
 * fsync of their folder, and what is not may survive a power cut in any part and any order.
 */
export class Disk {
  /** Called before each step; may throw what the system would, or end the process. */
  beforeStep: ((step: DiskStep, disk: Disk) => void) | undefined
  /** How long a sync takes from its begin to its end; at once where it is not said. */
  syncTakes: (() => Promise<void>) | undefined
  readonly #root = new FolderNode(0o755)
  readonly #open = new Map<number, OpenFile>()
  #nextDescriptor = FIRST_DESCRIPTOR

  /** Files that are there from the beginning, durable. */
  constructor(mount: string, files: Readonly<Record<string, string>>) {
    for (const [path, content] of Object.entries(files)) {
      this.makeFolders(dirname(path), 0o755)
      const node = new FileNode(0o644)
      node.write(Buffer.from(content), 0)
      node.sync()
      this.#folder(dirname(path)).change([[basename(path), node]])
    }
    this.makeFolders(mount, 0o755)
    this.settle()
  }

  /** Time passes without a step: everything becomes durable. */
  settle(): void {
    this.#syncAll(this.#root)
  }

  /** The process ends; everything that it wrote stays for the next one. */
  endProcess(): void {
    this.#open.clear()
  }

  /** The machine ends. */
  losePower(random: SeededRandom): void {
    this.endProcess()
    this.#root.losePower(random, random.pick([0, 0.3, 0.7, 1]))
  }

  /** Every file below a folder: path → content. */
  files(folder: string): Map<string, Uint8Array> {
    const found = new Map<string, Uint8Array>()
    const node = this.find(folder)
    if (node?.kind !== 'folder') return found
    for (const [name, entry] of node.names) {
      if (entry.kind === 'file') found.set(`${folder}/${name}`, entry.content)
      else for (const [path, content] of this.files(`${folder}/${name}`)) found.set(path, content)
    }
    return found
  }

  find(path: string): DiskNode | undefined {
    let node: DiskNode | undefined = this.#root
    for (const name of path.split('/').filter((part) => part !== '')) {
      if (node?.kind !== 'folder') return undefined
      node = node.names.get(name)
    }
    return node
  }

  /** What a power cut would leave of a file for certain; undefined where that is nothing. */
  durable(path: string): Uint8Array | undefined {
    let node: DiskNode | undefined = this.#root
    for (const name of path.split('/').filter((part) => part !== '')) {
      if (node?.kind !== 'folder') return undefined
      node = node.durable.get(name)
    }
    return node?.kind === 'file' ? node.durable : undefined
  }

  need(path: string, call: string): DiskNode {
    return this.find(path) ?? refuse('ENOENT', call, path)
  }

  openFile(path: string, options: { create: boolean; exclusive: boolean; mode: number }): number {
    let node = this.find(path)
    if (node && options.exclusive) refuse('EEXIST', 'open', path)
    if (!node) {
      if (!options.create) refuse('ENOENT', 'open', path)
      const folder = this.#folder(dirname(path))
      this.#step('create', path)
      node = new FileNode(options.mode)
      folder.change([[basename(path), node]])
    }
    const descriptor = this.#nextDescriptor++
    this.#open.set(descriptor, { node, path, position: 0 })
    return descriptor
  }

  opened(descriptor: number): OpenFile {
    return this.#open.get(descriptor) ?? refuse('EBADF', 'use', `descriptor ${descriptor}`)
  }

  close(descriptor: number): void {
    this.#open.delete(descriptor)
  }

  write(descriptor: number, bytes: Uint8Array, position?: number): number {
    const file = this.opened(descriptor)
    if (file.node.kind === 'folder') refuse('EISDIR', 'write', file.path)
    const start = position ?? file.position
    this.#step('write', file.path, start + bytes.length > file.node.content.length)
    file.node.write(bytes, start)
    if (position === undefined) file.position += bytes.length
    return bytes.length
  }

  read(descriptor: number, buffer: Uint8Array, position?: number): number {
    const file = this.opened(descriptor)
    if (file.node.kind === 'folder') refuse('EISDIR', 'read', file.path)
    const start = position ?? file.position
    const bytes = file.node.content.subarray(start, start + buffer.length)
    buffer.set(bytes)
    if (position === undefined) file.position += bytes.length
    return bytes.length
  }

  /** A sync that begins now covers what was written before; it is done when the returned function is called. */
  beginSync(descriptor: number): () => void {
    const { node, path } = this.opened(descriptor)
    const upTo = node.now
    return () => {
      this.#step(node.kind === 'folder' ? 'syncFolder' : 'sync', path)
      node.sync(upTo)
    }
  }

  /** @returns the first folder that was made */
  makeFolders(path: string, mode: number): string | undefined {
    const node = this.find(path)
    if (node) return node.kind === 'folder' ? undefined : refuse('EEXIST', 'mkdir', path)
    const first = this.makeFolders(dirname(path), mode)
    this.#step('mkdir', path)
    this.#folder(dirname(path)).change([[basename(path), new FolderNode(mode)]])
    return first ?? path
  }

  link(from: string, to: string): void {
    const node = this.need(from, 'link')
    if (this.find(to)) refuse('EEXIST', 'link', to)
    this.#step('link', to)
    this.#folder(dirname(to)).change([[basename(to), node]])
  }

  rename(from: string, to: string): void {
    const node = this.need(from, 'rename')
    if (dirname(from) !== dirname(to)) refuse('EXDEV', 'rename', to)
    this.#step('rename', to)
    this.#folder(dirname(to)).change([
      [basename(from), undefined],
      [basename(to), node],
    ])
  }

  remove(path: string): void {
    this.need(path, 'unlink')
    this.#step('remove', path)
    this.#folder(dirname(path)).change([[basename(path), undefined]])
  }

  #folder(path: string): FolderNode {
    const node = this.need(path, 'open')
    return node.kind === 'folder' ? node : refuse('ENOTDIR', 'open', path)
  }

  #step(name: DiskStep['name'], path: string, grows?: boolean): void {
    this.beforeStep?.({ name, path, ...(grows !== undefined && { grows }) }, this)
  }

  #syncAll(node: DiskNode): void {
    node.sync()
    if (node.kind === 'folder') for (const entry of node.names.values()) this.#syncAll(entry)
  }
}

/** What the operating system answers. */
export function refuse(code: keyof typeof constants.errno, syscall: string, path: string): never {
  const errno = constants.errno[code]
  throw Object.assign(new Error(`${code}: ${syscall} '${path}'`), { code, errno: -errno, syscall, path })
}
