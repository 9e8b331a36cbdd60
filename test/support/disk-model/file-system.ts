import type * as realFs from 'node:fs'
import type * as realPromises from 'node:fs/promises'
import { refuse, type Disk } from './disk.js'
import type { DiskNode } from './nodes.js'

/** Paths below this are on the disk of the model, if there is one. */
export const MOUNT = '/disk-model'

let mounted: Disk | undefined

/** Puts a disk where the program finds it. */
export function mount(disk: Disk | undefined): void {
  mounted = disk
}

function disk(): Disk {
  if (!mounted) throw new Error('no disk is mounted')
  return mounted
}

type Target = string | number

function isModelled(target: unknown): target is Target {
  return typeof target === 'number' ? target >= 1_000_000 : typeof target === 'string' && target.startsWith(MOUNT)
}

/** Calls of `node:fs` on the model: those that `src/storage` makes, and no others. */
const calls = {
  openSync(path: string, flags: string | number = 'r', mode = 0o666): number {
    // Numbers are O_RDONLY with flags that change nothing on this disk.
    const words = typeof flags === 'string' ? flags : 'r'
    const create = words.startsWith('w') || words.startsWith('a')
    return disk().openFile(path, { create, exclusive: words.includes('x'), mode })
  },
  closeSync(descriptor: number): void {
    disk().close(descriptor)
  },
  writeSync(descriptor: number, bytes: Uint8Array, offset = 0, length?: number, position?: number | null): number {
    const end = length === undefined ? bytes.length : offset + length
    return disk().write(descriptor, bytes.subarray(offset, end), position ?? undefined)
  },
  readSync(descriptor: number, buffer: Uint8Array, offset = 0, length?: number, position?: number | null): number {
    const end = length === undefined ? buffer.length : offset + length
    return disk().read(descriptor, buffer.subarray(offset, end), position ?? undefined)
  },
  readFileSync(target: Target, encoding?: BufferEncoding): Uint8Array | string {
    const node = typeof target === 'number' ? disk().opened(target).node : disk().need(target, 'open')
    if (node.kind === 'folder') refuse('EISDIR', 'read', String(target))
    const bytes = Buffer.from(node.content)
    return encoding === undefined ? bytes : bytes.toString(encoding)
  },
  readdirSync(path: string): string[] {
    const node = disk().need(path, 'scandir')
    return node.kind === 'folder' ? [...node.names.keys()] : refuse('ENOTDIR', 'scandir', path)
  },
  /** This disk has no links. */
  realpathSync: (path: string) => (disk().need(path, 'realpath'), path),
  lstatSync: (path: string, options?: StatOptions) => statsAt(path, 'lstat', options),
  statSync: (path: string, options?: StatOptions) => statsAt(path, 'stat', options),
  fstatSync: (descriptor: number, options?: StatOptions) => statsOf(disk().opened(descriptor).node, options),
  accessSync(path: string): void {
    disk().need(path, 'access')
  },
  /** This disk does not say how much room it has. */
  statfsSync: () => ({ type: 0n, bsize: 4096n, blocks: 0n, bfree: 0n, bavail: 0n, files: 0n, ffree: 0n }),
  fchmodSync(descriptor: number, mode: number): void {
    const { node } = disk().opened(descriptor)
    if (node.kind === 'file') node.mode = mode
  },
  fsyncSync: (descriptor: number) => {
    disk().beginSync(descriptor)()
  },
  fdatasyncSync: (descriptor: number) => {
    disk().beginSync(descriptor)()
  },
  mkdirSync: (path: string, { mode = 0o777 }: { mode?: number } = {}) => disk().makeFolders(path, mode),
  linkSync(from: string, to: string): void {
    disk().link(from, to)
  },
  renameSync(from: string, to: string): void {
    disk().rename(from, to)
  },
  unlinkSync(path: string): void {
    disk().remove(path)
  },
  rmSync(path: string, { force = false }: { force?: boolean } = {}): void {
    if (force && !disk().find(path)) return
    disk().remove(path)
  },
}

interface StatOptions {
  readonly bigint?: boolean
  readonly throwIfNoEntry?: boolean
}

function statsAt(path: string, call: string, options: StatOptions = {}): object | undefined {
  const node = options.throwIfNoEntry === false ? disk().find(path) : disk().need(path, call)
  return node && statsOf(node, options)
}

/** The times of a fingerprint stand still: on this disk no document changes. */
function statsOf(node: DiskNode, options: StatOptions = {}): object {
  const number = (value: number): number | bigint => (options.bigint ? BigInt(value) : value)
  return {
    isFile: () => node.kind === 'file',
    isDirectory: () => node.kind === 'folder',
    isSymbolicLink: () => false,
    mode: number(node.mode),
    dev: number(1),
    ino: number(node.inode),
    size: number(node.kind === 'file' ? node.content.length : 0),
    mtimeMs: number(Date.now()),
    mtimeNs: 0n,
    ctimeNs: 0n,
  }
}

type Call = (...args: unknown[]) => unknown

function later(work: () => unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(work())
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    })
  })
}

/** `node:fs` with the model in it: for `vi.mock`. */
export function modelledFs(real: typeof realFs): typeof realFs {
  const merged: Record<string, unknown> = { ...real }
  for (const [name, call] of Object.entries(calls) as [string, Call][]) {
    const original = merged[name] as Call
    merged[name] = (...args: unknown[]) => (isModelled(args[0]) ? call(...args) : original(...args))
    const plain = name.replace(/Sync$/, '')
    const originalPlain = merged[plain] as Call
    merged[plain] = (...args: unknown[]) => {
      if (!isModelled(args[0])) return originalPlain(...args)
      const done = args.pop() as (error: unknown, value?: unknown) => void
      const isSync = plain === 'fsync' || plain === 'fdatasync'
      const work = isSync ? disk().beginSync(Number(args[0])) : () => call(...args)
      const begun = isSync ? (disk().syncTakes?.() ?? Promise.resolve()) : Promise.resolve()
      begun
        .then(() => later(work))
        .then((value) => {
          done(null, value)
        }, done)
      return undefined
    }
  }
  merged['default'] = merged
  return merged as unknown as typeof realFs
}

/** `node:fs/promises` with the model in it. */
export function modelledPromises(real: typeof realPromises): typeof realPromises {
  const merged: Record<string, unknown> = { ...real }
  for (const [name, call] of Object.entries(calls) as [string, Call][]) {
    const plain = name.replace(/Sync$/, '')
    if (!(plain in real)) continue
    const original = merged[plain] as Call
    merged[plain] = (...args: unknown[]) => (isModelled(args[0]) ? later(() => call(...args)) : original(...args))
  }
  merged['open'] = (...args: unknown[]) =>
    isModelled(args[0])
      ? Promise.reject(new Error('the model has no FileHandle'))
      : (real.open as unknown as Call)(...args)
  merged['default'] = merged
  return merged as unknown as typeof realPromises
}
