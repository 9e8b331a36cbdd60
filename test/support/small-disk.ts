import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Whether this process may mount a file system. */
export function canMount(probe: string): boolean {
  mkdirSync(probe, { recursive: true })
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe])
  if (status !== 0) return false
  spawnSync('umount', [probe])
  return true
}

/** A small file system in memory, which ends with the test. */
export class SmallDisk implements Disposable {
  readonly folder: string

  /** @param options - of tmpfs: `size=32k`, `nr_inodes=8` */
  constructor(folder: string, options: string) {
    this.folder = folder
    mkdirSync(folder, { recursive: true })
    mountTmpfs(options, folder)
  }

  /** Leaves so many bytes free. */
  fill(freeBytes = 0): void {
    const { bfree, bsize } = statfsSync(this.folder)
    writeFileSync(this.#ballast, Buffer.alloc(Math.max(0, bfree * bsize - freeBytes)))
  }

  /** Makes room again. */
  clear(): void {
    rmSync(this.#ballast)
  }

  /** Changes how it is mounted: `size=1m`, `ro`. */
  remount(options: string): void {
    mountTmpfs(`remount,${options}`, this.folder)
  }

  [Symbol.dispose](): void {
    const { status, stderr } = spawnSync('umount', [this.folder], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }

  get #ballast(): string {
    return join(this.folder, 'ballast')
  }
}

function mountTmpfs(options: string, folder: string): void {
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}
