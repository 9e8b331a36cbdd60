import { createHash } from 'node:crypto'
import { relative } from 'node:path'
import { HealthCardError } from '../../src/errors/health-card-error.js'
import type { CollectOptions, DocumentStore, InputDocument, WriteOptions } from '../../src/operations/documents.js'

/** Documents in memory, for tests of operations; files themselves are tested with `src/storage`. */
export class MemoryDocuments implements DocumentStore {
  readonly files = new Map<string, Uint8Array>()
  /** Names that say they have changed since they were hashed. */
  readonly touched = new Set<string>()
  /** Output whose writing fails. */
  failingOutput: string | undefined
  /** Batches whose temporary files were removed. */
  readonly swept: string[] = []

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    for (const [name, content] of Object.entries(files)) this.files.set(name, Buffer.from(content))
  }

  collect(paths: readonly string[], { outputFolder, suffix }: CollectOptions): Promise<readonly InputDocument[]> {
    return Promise.resolve(paths.map((path) => this.#document(path, `${outputFolder}/${path}${suffix}`)))
  }

  recollect(
    files: readonly { readonly input: string; readonly output: string }[],
  ): Promise<readonly (InputDocument | undefined)[]> {
    // A journal has absolute paths; the names here are those below the working folder.
    const here = files.map(({ input, output }) => [relative('', input), relative('', output)] as const)
    return Promise.resolve(
      here.map(([input, output]) => (this.files.has(input) ? this.#document(input, output) : undefined)),
    )
  }

  sweep(batchId: string): Promise<void> {
    this.swept.push(batchId)
    return Promise.resolve()
  }

  checkOutput(path: string, { force }: WriteOptions): Promise<void> {
    if (!this.files.has(path) || force) return Promise.resolve()
    return Promise.reject(new HealthCardError('HC_OUTPUT_EXISTS', `${path} exists`, { file: path }))
  }

  write(path: string, content: Uint8Array, { force }: WriteOptions): Promise<void> {
    if (path === this.failingOutput) return Promise.reject(new HealthCardError('HC_OUTPUT_UNUSABLE', 'no space left'))
    if (this.files.has(path) && !force) return Promise.reject(new HealthCardError('HC_OUTPUT_EXISTS', `${path} exists`))
    this.files.set(path, content)
    return Promise.resolve()
  }

  read(path: string): Promise<Uint8Array> {
    const content = this.files.get(path)
    if (content) return Promise.resolve(content)
    return Promise.reject(new HealthCardError('HC_INPUT_UNUSABLE', `no file ${path}`, { file: path }))
  }

  async digest(path: string, algorithm: 'sha256' | 'sha384' | 'sha512'): Promise<Uint8Array> {
    return createHash(algorithm)
      .update(await this.read(path))
      .digest()
  }

  kindOf(path: string): Promise<'file' | 'folder' | 'missing'> {
    return Promise.resolve(this.files.has(path) ? 'file' : 'missing')
  }

  #document(input: string, output: string): InputDocument {
    return {
      input,
      output,
      sizeBytes: this.files.get(input)?.length ?? 0,
      digest: () => this.digest(input, 'sha256'),
      content: () => this.read(input),
      isUnchanged: () => Promise.resolve(!this.touched.has(input)),
    }
  }
}
