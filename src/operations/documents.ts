/** A file to sign that has passed the checks: it is there, regular and readable, and its output can be written. */
export interface InputDocument {
  /** As the person named it, for tables and reports. */
  readonly input: string
  readonly output: string
  readonly sizeBytes: number
  /**
   * SHA-256 of the content, streamed.
   *
   * @param signal - ends the reading at once, however large the file is
   * @throws HealthCardError `HC_INPUT_UNUSABLE`, `HC_INPUT_CHANGED`, `HC_STOPPED`
   */
  digest(signal?: AbortSignal): Promise<Uint8Array>
  /** The whole content, for attached signatures. */
  content(): Promise<Uint8Array>
  /** False where the file is no longer the one that was hashed (size, time or identity differ). */
  isUnchanged(): Promise<boolean>
}

/** Files up to this size are read whole: signatures, certificates, documents that go into their signature. 512 MiB. */
export const maxWholeFileBytes = 512 * 1024 * 1024

/** How outputs are named and what may be overwritten. */
export interface CollectOptions {
  readonly outputFolder: string
  /** Added to the input's name: `.p7s`. */
  readonly suffix: string
  readonly recursive: boolean
  readonly force: boolean
  /** Outputs hold their documents, so they need as much room. */
  readonly attached?: boolean
}

/** How an output is written. */
export interface WriteOptions {
  /** A file of that name may be replaced. */
  readonly force: boolean
  /** Goes into the temporary file's name, so that a later run can tell whose it is. */
  readonly batchId?: string
}

/** Port: the person's files. */
export interface DocumentStore {
  /**
   * Finds and checks all inputs and outputs, in the order given.
   *
   * @throws HealthCardError `HC_INPUT_UNUSABLE`, `HC_OUTPUT_EXISTS`, `HC_OUTPUT_UNUSABLE`, naming the file.
   */
  collect(paths: readonly string[], options: CollectOptions): Promise<readonly InputDocument[]>
  /**
   * The inputs of a batch that is taken up again, in the given order; undefined where a file is gone. Outputs are not
   * checked: some of them stand already.
   */
  recollect(
    files: readonly { readonly input: string; readonly output: string }[],
  ): Promise<readonly (InputDocument | undefined)[]>
  /**
   * Checks that an output can be written now. Creates nothing.
   *
   * @throws HealthCardError `HC_OUTPUT_EXISTS`, `HC_OUTPUT_UNUSABLE`
   */
  checkOutput(path: string, options: Pick<WriteOptions, 'force'>): Promise<void>
  /** Writes a file whole or not at all: temporary file, fsync, rename, fsync of the folder. Creates missing folders. */
  write(path: string, content: Uint8Array, options: WriteOptions): Promise<void>
  /** Removes temporary files that a batch left in the folders of these outputs when it was ended by force. */
  sweep(batchId: string, outputs: readonly string[]): Promise<void>
  /** Reads a small file whole (certificates, signatures). */
  read(path: string): Promise<Uint8Array>
  /** SHA-256, SHA-384 or SHA-512 of a file, streamed. */
  digest(path: string, algorithm: 'sha256' | 'sha384' | 'sha512'): Promise<Uint8Array>
  /** Whether the path is a file, a folder, or nothing. */
  kindOf(path: string): Promise<'file' | 'folder' | 'missing'>
}
