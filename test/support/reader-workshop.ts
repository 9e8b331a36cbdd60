import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCard } from '../../simulator/personalise/create-card.js'
import type { CardOptions } from '../../simulator/personalise/card-options.js'

/** The driver of simulated readers, as `npm run build:ifd` builds it. */
export const driverPath = fileURLToPath(new URL('../../dist/ifd/libifdehba.so', import.meta.url))

/** A folder for cards that go into simulated readers; gone with the test. */
export class ReaderWorkshop implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'ehba-readers-'))
  /** What went wrong in readers without anybody having planned it. */
  readonly failures: unknown[] = []

  constructor() {
    // Nothing to do where it is newer than its source.
    execFileSync('make', ['-C', fileURLToPath(new URL('../../simulator/ifd', import.meta.url))], { stdio: 'ignore' })
  }

  /** Takes such a failure. */
  readonly failed = (error: unknown): void => {
    this.failures.push(error)
  }

  /** Makes a card; resolves to the path of its image. */
  async card(name: string, options: Partial<CardOptions> = {}): Promise<string> {
    const { image } = await createCard({ kind: 'hba', state: 'active', ...options, out: join(this.folder, name) })
    return image
  }

  write(name: string, content: string): void {
    writeFileSync(join(this.folder, name), content, { mode: 0o600 })
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
