import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that is gone afterwards, on the disk of the system's temporary folder. */
export class BenchFolder implements Disposable {
  readonly path: string

  constructor() {
    this.path = mkdtempSync(join(tmpdir(), 'ehba-bench-'))
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true })
  }
}

/** Documents of random bytes: every one of another content, and stored in full. */
export function makeDocuments(folder: string, count: number, bytes: number): string[] {
  mkdirSync(folder, { recursive: true })
  return Array.from({ length: count }, (_, i) => {
    const path = join(folder, `${String(i).padStart(5, '0')}.pdf`)
    writeFileSync(path, randomBytes(bytes))
    return path
  })
}
