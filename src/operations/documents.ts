/** A file to sign that has passed the checks: it is there, regular and readable, and its output can be written. */
export interface InputDocument {
  /** As the person named it, for tables and reports. */
  readonly input: string
  readonly output: string
  readonly sizeBytes: number
  /** SHA-256 of the content, streamed. */
  digest(): Promise<Uint8Array>
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
}

/** Port: the person's files. */
export interface DocumentStore {
  /**
   * Finds and checks all inputs and outputs, in the order given.
   *
   * @throws HealthCardError `HC_INPUT_UNUSABLE`, `HC_OUTPUT_EXISTS`, `HC_OUTPUT_UNUSABLE`, naming the file.
   */
  collect(paths: readonly string[], options: CollectOptions): Promise<readonly InputDocument[]>
  /** Writes a file whole or not at all: temporary file, fsync, rename, fsync of the folder. Creates missing folders. */
  write(path: string, content: Uint8Array, options: { readonly force: boolean }): Promise<void>
  /** Reads a small file whole (certificates, signatures). */
  read(path: string): Promise<Uint8Array>
  /** SHA-256, SHA-384 or SHA-512 of a file, streamed. */
  digest(path: string, algorithm: 'sha256' | 'sha384' | 'sha512'): Promise<Uint8Array>
  /** Whether the path is a file, a folder, or nothing. */
  kindOf(path: string): Promise<'file' | 'folder' | 'missing'>
}

/**
 * Port: what survives a batch that is stopped at any point. The order per document is: intent, signature, done; each call
 * is durable when it resolves.
 */
export interface BatchJournal {
  begin(batch: JournalHead): Promise<void>
  /** The exact signed attributes, before the card is asked. */
  intent(document: number, entry: JournalIntent): Promise<void>
  /** The card has answered: this signature was paid for with a PIN and must not be lost. */
  signature(document: number, signature: Uint8Array): Promise<void>
  /** The output stands. */
  done(document: number): Promise<void>
  end(state: 'done' | 'incomplete'): Promise<void>
}

export interface JournalHead {
  readonly id: string
  readonly iccsn: string
  readonly certificateSha256: string
  readonly outputs: readonly string[]
}

export interface JournalIntent {
  readonly input: string
  readonly sha256: string
  /** DER of the signed attributes, signing time included. */
  readonly signedAttributes: Uint8Array
}

const ready = Promise.resolve()

/** Keeps nothing: a batch that stops is started again. Resuming needs a journal that lasts. */
export const volatileJournal: BatchJournal = {
  begin: () => ready,
  intent: () => ready,
  signature: () => ready,
  done: () => ready,
  end: () => ready,
}
